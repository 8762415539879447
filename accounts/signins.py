"""Where a member is signed in: the list of it, and ending what is on it. What ends is gone at once, from kept pages, too."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.devices import describe_device, read_device
from accounts.models import SignIn, User
from accounts.sessions import LASTS


@dataclass(frozen=True)
class Place:
    """A session of the member's as they see it: the day when it was last used, never an hour or an address."""

    pk: int
    device: str
    began_on: date
    seen_on: date
    is_here: bool


def note_sign_in(request: HttpRequest, user: User) -> None:
    """Put the session of this request on its member's list."""
    if not request.session.session_key:
        request.session.save()
    values = {"member": user, "device": read_device(request.headers.get("User-Agent", ""))}
    SignIn.objects.update_or_create(session_key=request.session.session_key, defaults=values)


def list_places(user: User, here: str | None) -> list[Place]:
    """Return where the member is signed in, this very place first, then the one last used; rows of what is over go."""
    rows = {row.session_key: row for row in SignIn.objects.filter(member=user)}
    ends = dict(
        Session.objects.filter(session_key__in=list(rows), expire_date__gt=timezone.now()).values_list(
            "session_key", "expire_date"
        )
    )
    SignIn.objects.filter(pk__in=[row.pk for key, row in rows.items() if key not in ends]).delete()
    places = [make_place(row, ends[key], is_here=key == here) for key, row in rows.items() if key in ends]
    return sorted(places, key=lambda place: (place.is_here, place.seen_on, place.pk), reverse=True)


def make_place(row: SignIn, expires_at: datetime, *, is_here: bool) -> Place:
    seen_on = timezone.localdate(expires_at - LASTS)
    return Place(row.pk, describe_device(row.device), row.began_on, max(seen_on, row.began_on), is_here)


def end_one(user: User, pk: int) -> bool:
    """Sign a member out in one place; whether they were signed in there."""
    keys = SignIn.objects.filter(member=user, pk=pk).values_list("session_key", flat=True)
    return end(user, list(keys)) > 0


def end_all(user: User, *, but: str | None = None) -> int:
    """Sign a member out everywhere, or everywhere but in one place; return in how many places they were signed in."""
    keys = SignIn.objects.filter(member=user).values_list("session_key", flat=True)
    return end(user, [key for key in keys if key != but])


@transaction.atomic
def end(user: User, keys: Collection[str]) -> int:
    SignIn.objects.filter(member=user, session_key__in=keys).delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]
