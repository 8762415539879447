"""Leaving: closing an account for now, or having it erased after some days of grace; and coming back."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from forum.background import background
from qa.api.models import Token
from qa.news.actions.stops import drop_waiting
from qa.privacy.models import Departure

MOST_RETURNS, RETURNS_WITHIN = 3, timedelta(days=365)


def count_returns(member_id: int) -> int:
    """Count how often a member came back within a year."""
    since = timezone.now() - RETURNS_WITHIN
    return Departure.objects.filter(
        member_id=member_id, state=Departure.State.RETURNED, ended_at__gte=since
    ).count()


def can_return(departure: Departure) -> bool:
    """Whether a member can still change their mind: three times within a year, and not once the erasing has begun."""
    return (
        departure.state == Departure.State.OPEN
        and departure.member_id is not None
        and count_returns(departure.member_id) < MOST_RETURNS
    )


@transaction.atomic
def leave(viewer: Viewer, kind: Departure.Kind, *, removes_texts: bool = False) -> Departure:
    """Close the viewer's account; with Kind.ERASURE it is erased when the days of grace are over.

    From this moment on nothing works but the way back: signed out everywhere, no mail, no profile, no tokens. The same wish
    twice is one. Raises PermissionDenied, and ValidationError for the last super administrator.
    """
    if viewer.user is None:
        raise PermissionDenied(_("Please sign in first."))
    member = User.objects.select_for_update(no_key=True).get(pk=viewer.user.pk)
    twin = Departure.objects.open().filter(member=member).first()
    if twin is not None:
        return twin
    refuse_last_owner(member)
    member.is_active = False
    member.save(update_fields=["is_active"])
    Token.objects.filter(member=member).delete()
    forget_sessions.enqueue(member.pk)
    drop_waiting(member.pk)
    due_at = timezone.now() + timedelta(days=options.current().erasure_days)
    return Departure.objects.create(
        member=member,
        kind=kind,
        removes_texts=removes_texts,
        due_at=due_at if kind == Departure.Kind.ERASURE else None,
    )


def refuse_last_owner(member: User) -> None:
    """Raise ValidationError where nobody would be left who can look after the site."""
    others = User.objects.filter(level__gte=Level.SUPER_ADMINISTRATOR, is_active=True).exclude(pk=member.pk)
    if member.level >= Level.SUPER_ADMINISTRATOR and not others.exists():
        raise ValidationError(
            _("You are the last one who can look after this site. Please give that to somebody else first.")
        )


@background(priority=10)
def forget_sessions(member_id: int) -> int:
    """Delete the sessions of a member, so that none comes to life again when they come back.

    Whose a session is, shows only when it is unsealed, which takes a while where there are many: not in a request.
    """
    keys = [
        session.session_key
        for session in Session.objects.all().iterator(chunk_size=2_000)
        if session.get_decoded().get("_auth_user_id") == str(member_id)
    ]
    return Session.objects.filter(session_key__in=keys).delete()[0]


@transaction.atomic
def come_back(member: User) -> Departure | None:
    """Open the account again as it was; return the departure that ended, None where there is none to come back from."""
    locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    departure = Departure.objects.open().filter(member=locked).select_for_update().first()
    if departure is None or not can_return(departure):
        return None
    departure.state, departure.ended_at = Departure.State.RETURNED, timezone.now()
    departure.save(update_fields=["state", "ended_at"])
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    return departure
