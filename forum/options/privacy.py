"""Leaving, ages, and consent to keeping what tells of one's health."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

PRIVACY = _("Privacy")


@dataclass(frozen=True)
class Privacy:
    """Options of this group."""

    erasure_days: int = option(
        21,
        PRIVACY,
        _("Days in which members can still change their mind about erasing their account"),
        _("The law says at most a month."),
        low=1,
        high=30,
    )
    is_age_asked: bool = option(
        False,
        PRIVACY,
        _("Ask for the age band when somebody signs up"),
        _(
            "Under 16, 16 or 17, 18 or older; never a date of birth. Nobody checks it: where the law "
            "wants proof, this is not enough."
        ),
    )
    minimum_age: str = option(
        "u16",
        PRIVACY,
        _("Youngest age band that can sign up"),
        choices=(("u16", _("Everybody")), ("16-17", _("16 and older")), ("18+", _("18 and older"))),
        needs=("is_age_asked",),
    )
    is_health_consent_asked: bool = option(
        False,
        PRIVACY,
        _("Ask, apart from the terms, whether what somebody writes about their health may be kept"),
        _(
            "Asked when somebody signs up; without it there is no account. Members see and withdraw "
            "it on their page of consents."
        ),
    )
