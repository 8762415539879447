"""What members are told."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

NOTICES = _("Notices")


@dataclass(frozen=True)
class Notices:
    """Options of this group."""

    notice_days: int = option(
        90,
        NOTICES,
        _("Days after which notices that were read are deleted"),
        _("What a member has not read yet stays."),
        low=1,
        high=3_650,
    )
