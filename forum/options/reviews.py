"""The review queue."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

REVIEWS = _("The review queue")


@dataclass(frozen=True)
class Reviews:
    """Options of this group."""

    claim_minutes: int = option(10, REVIEWS, _("Minutes for which one has what one took"), low=1, high=1440)
    urgent_review_hours: int = option(4, REVIEWS, _("Hours in which the urgent lane is due"), low=1, high=720)
    normal_review_hours: int = option(
        24, REVIEWS, _("Hours in which the normal lane is due"), low=1, high=720
    )
    later_review_hours: int = option(
        168, REVIEWS, _("Hours in which the third lane is due"), low=1, high=8760
    )
