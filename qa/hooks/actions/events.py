"""Writing the log of events where the database cannot by itself, files of it for each day, and forgetting it."""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from forum import options
from qa.hooks.models import Event
from qa.hooks.reads.events import write_lines

SIGNED = {
    "user_logged_in": "u_login",
    "user_logged_out": "u_logout",
    "password_changed": "u_password",
    "password_set": "u_password",
    "password_reset": "u_reset",
}
LATE = timedelta(hours=1)  # what a transaction that began before midnight may still bring
FILE = re.compile(r"events-(\d{4}-\d\d-\d\d)\.tsv")
ONE_DAY = timedelta(days=1)


def log_event(
    name: str,
    *,
    member_id: int | None = None,
    post_id: int | None = None,
    question_id: int | None = None,
    **params: Any,
) -> None:
    """Write down that something happened, if the owner keeps a log (forum.events.happened leads here)."""
    current = options.current()
    if not current.is_event_log_kept or (name == "search" and not current.are_searches_logged):
        return
    Event.objects.create(
        name=name, member_id=member_id, post_number=post_id, question_number=question_id, params=params
    )


def note_signal(name: str) -> Callable[..., None]:
    """Return a receiver for what Django and allauth tell of people who sign in or change their password."""

    def receive(sender: Any, user: Any = None, **details: Any) -> None:
        if user is not None and user.pk:
            log_event(name, member_id=user.pk)

    return receive


def forget_events(now: datetime | None = None) -> int:
    """Delete what is older than the owner wants it kept, also the files of such days; return how many lines."""
    days = timedelta(days=options.load().event_log_days)
    before = (now or timezone.now()) - days
    count, _models = Event.objects.filter(at__lt=before).delete()
    for path, day in list_files():
        if day < before.astimezone(UTC).date():
            path.unlink(missing_ok=True)
    return count


def list_files() -> Iterator[tuple[Path, date]]:
    """Yield the files that were written, each with its day. Whatever else lies in the folder is none of our business."""
    if not settings.EVENT_LOG_DIR:
        return
    for path in Path(settings.EVENT_LOG_DIR).glob("events-*.tsv"):
        found = FILE.fullmatch(path.name)
        if found:
            yield path, date.fromisoformat(found[1])


def write_files(now: datetime | None = None) -> int:
    """Write a file for each day (UTC) that is over and has none yet; return how many.

    Whole files under their name alone: written aside and renamed, so one that a killed worker left half is never taken for whole.
    """
    current = options.load()
    if not (settings.EVENT_LOG_DIR and current.is_event_log_kept):
        return 0
    today = ((now or timezone.now()) - LATE).astimezone(UTC).date()
    written = {day for _path, day in list_files()}
    oldest = Event.objects.order_by("at").values_list("at", flat=True).first()
    day = (
        max(oldest.astimezone(UTC).date(), today - timedelta(days=current.event_log_days))
        if oldest
        else today
    )
    count = 0
    while day < today:
        if day not in written:
            write_file(day)
            count += 1
        day += ONE_DAY
    return count


def write_file(day: date) -> None:
    folder = Path(settings.EVENT_LOG_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    rows = Event.objects.filter(at__gte=start, at__lt=start + ONE_DAY)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".events-")  # readable by the worker's own user alone
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.writelines(write_lines(rows, names_voters=False))
    Path(name).rename(folder / f"events-{day.isoformat()}.tsv")
