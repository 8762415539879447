"""Mails to those who run the site."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

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
