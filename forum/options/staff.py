"""Mails to those who run the site."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option
from forum.options.limits import PER_MEMBER, PER_NETWORK

STAFF = _("Mails to those who run the site")


@dataclass(frozen=True)
class Staff:
    """Options of this group."""

    feedback_address: str = option(
        "", STAFF, _("E-mail address"), _("Left empty, nothing is sent. Visitors never see it."), high=254
    )
    is_registration_told: bool = option(False, STAFF, _("Write when somebody has signed up"))
    is_held_post_told: bool = option(
        True, STAFF, _("Write when a post waits for approval"), _("With a link and no word of the post.")
    )
    is_feedback_open: bool = option(
        True,
        STAFF,
        _("Everybody may write to this address by a form"),
        _("Linked at the foot of every page while there is an address."),
        needs=("feedback_address",),
    )
    feedback_per_member: int = option(3, STAFF, _("Such letters an hour"), PER_MEMBER)
    feedback_per_network: int = option(5, STAFF, _("Such letters an hour"), PER_NETWORK)
