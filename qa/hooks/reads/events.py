"""Reading the log of events: a page of it from its place, and all of it as lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from forum.lib.days import begin_day, end_day
from forum.lib.text import normalise_key
from qa.hooks.models import Event
from qa.hooks.rules.events import is_vote

PAGE_SIZE = 100
CHUNK = 1_000
HEADINGS = ("datetime", "userid", "handle", "event", "postid", "questionid", "params")
SEPARATORS = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


@dataclass(frozen=True)
class Choice:
    """Which events: by name, member, post (or the question it belongs to), from one day to another."""

    name: str = ""
    username: str = ""
    post: int | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class EventPage:
    """Some events, the newest first; the numbers that the neighbouring pages begin behind, None where there is no page."""

    rows: list[Event]
    older: int | None
    newer: int | None


def find_events(choice: Choice) -> QuerySet[Event]:
    rows = Event.objects.all()
    if choice.name:
        rows = rows.filter(name=choice.name)
    if choice.username:
        known = User.objects.filter(username_key=normalise_key(choice.username))
        rows = rows.filter(member_id=known.values_list("pk", flat=True).first() or 0)
    if choice.post is not None:
        rows = rows.filter(post_number=choice.post) | rows.filter(question_number=choice.post)
    if choice.first_day:
        rows = rows.filter(at__gte=begin_day(choice.first_day))
    if choice.last_day:
        rows = rows.filter(at__lt=end_day(choice.last_day))
    return rows


def read_page(choice: Choice, before: int | None = None, after: int | None = None) -> EventPage:
    """Return the page of events older than number `before`, or newer than `after`; in one query, from its place in the index."""
    rows = find_events(choice).select_related("member")
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE_SIZE + 1])
        has_newer, shown = len(found) > PAGE_SIZE, found[:PAGE_SIZE][::-1]
        return EventPage(shown, shown[-1].pk if shown else None, shown[0].pk if has_newer else None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    has_older, shown = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    newer = shown[0].pk if before is not None and shown else None
    return EventPage(shown, shown[-1].pk if has_older else None, newer)


def write_lines(rows: QuerySet[Event], *, names_voters: bool = True) -> Iterator[str]:
    """Yield lines of fields between tabs, the oldest event first, in memory that does not grow and without holding a
    place in the database."""
    yield "\t".join(HEADINGS) + "\n"
    last = 0
    while True:
        chunk = list(rows.filter(pk__gt=last).select_related("member").order_by("pk")[:CHUNK])
        for event in chunk:
            yield write_line(event, names_member=names_voters or not is_vote(event.name))
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].pk


def write_line(event: Event, *, names_member: bool) -> str:
    member = event.member if names_member else None
    fields: list[Any] = [
        event.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        member.pk if member else "",
        member.username if member else "",
        event.name,
        event.post_number or "",
        event.question_number or "",
        tell_params(event.params),
    ]
    return "\t".join(str(field).translate(SEPARATORS) for field in fields) + "\n"


def tell_params(params: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in params.items())
