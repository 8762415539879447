"""A member's own choices: what they are told and how, breaks, and mail that came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from accounts.models import User
from qa.news.actions.bounces import resume_mail
from qa.news.actions.stops import DIGESTS, drop_waiting, lock_preferences
from qa.news.models import Notice, Preferences
from qa.news.rules.kinds import Kind, Pace
from qa.news.rules.preferences import Wish, write_choices

__all__ = ["Choices", "end_break", "resume", "resume_mail", "save_preferences", "take_break"]


@dataclass(frozen=True)
class Choices:
    """All that the form says; None is what the site does."""

    wishes: Mapping[Kind, Wish]
    is_discreet: bool | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    time_zone: str = ""
    digest_hour: int | None = None
    digest_weekday: int | None = None


@transaction.atomic
def save_preferences(member: User, choices: Choices) -> Preferences:
    """Keep a member's choices. What waits to be mailed goes as they want it from now on."""
    preferences = lock_preferences(member.pk)
    before = preferences.wishes
    preferences.choices = write_choices(choices.wishes)
    for name in ("is_discreet", "quiet_from", "quiet_until", "time_zone", "digest_hour", "digest_weekday"):
        setattr(preferences, name, getattr(choices, name))
    preferences.save()
    for kind, wish in choices.wishes.items():
        if wish.mail == before[kind].mail:
            continue
        if wish.mail in DIGESTS:
            waiting = Notice.objects.filter(recipient=member, kind=kind, mailed_at=None)
            waiting.exclude(mail=Pace.NEVER).update(mail=wish.mail)
        else:
            # What was to come in a digest is not sent one by one now.
            drop_waiting(member.pk, kind=kind)
    return preferences


@transaction.atomic
def take_break(member: User, until: datetime) -> Preferences:
    """Tell the member nothing until then. What waits to be mailed is left out for good; it stands on the site."""
    preferences = lock_preferences(member.pk)
    preferences.paused_until = until
    preferences.save()
    drop_waiting(member.pk)
    return preferences


@transaction.atomic
def end_break(member: User) -> Preferences:
    """End the break now. What happened during it stays read."""
    preferences = lock_preferences(member.pk)
    preferences.paused_until = None
    preferences.save()
    return preferences


@transaction.atomic
def resume(member: User) -> Preferences:
    """Mail again as the member chose, after all mail was stopped."""
    preferences = lock_preferences(member.pk)
    preferences.is_mail_stopped = False
    preferences.save()
    return preferences
