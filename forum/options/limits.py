"""How often an hour."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

LIMITS = _("Limits an hour")
PER_MEMBER, PER_NETWORK = _("for one member"), _("for one network address")


@dataclass(frozen=True)
class Limits:
    """Options of this group."""

    questions_per_member: int = option(10, LIMITS, _("Questions"), PER_MEMBER)
    questions_per_network: int = option(20, LIMITS, _("Questions"), PER_NETWORK)
    answers_per_member: int = option(25, LIMITS, _("Answers"), PER_MEMBER)
    answers_per_network: int = option(50, LIMITS, _("Answers"), PER_NETWORK)
    comments_per_member: int = option(20, LIMITS, _("Comments"), PER_MEMBER)
    comments_per_network: int = option(40, LIMITS, _("Comments"), PER_NETWORK)
    votes_per_member: int = option(300, LIMITS, _("Votes"), PER_MEMBER)
    votes_per_network: int = option(600, LIMITS, _("Votes"), PER_NETWORK)
    flags_per_member: int = option(5, LIMITS, _("Flags"), PER_MEMBER)
    flags_per_network: int = option(10, LIMITS, _("Flags"), PER_NETWORK)
    drafts_per_member: int = option(900, LIMITS, _("Drafts"), PER_MEMBER)
    drafts_per_network: int = option(1800, LIMITS, _("Drafts"), PER_NETWORK)
    previews_per_member: int = option(900, LIMITS, _("Previews"), PER_MEMBER)
    previews_per_network: int = option(1800, LIMITS, _("Previews"), PER_NETWORK)
    images_per_member: int = option(10, LIMITS, _("Pictures and files"), PER_MEMBER)
    images_per_network: int = option(20, LIMITS, _("Pictures and files"), PER_NETWORK)
    sign_ups_per_network: int = option(5, LIMITS, _("New accounts"), PER_NETWORK)
    sign_ins_per_network: int = option(20, LIMITS, _("Tries to sign in"), PER_NETWORK)
