"""What a shared page relies on, and how one sees with two numbers whether all of it is still as it was.

Every commit that changes what pages show raises the stamps of what it changed: triggers do it, in the same transaction,
whoever writes (actions, console, commands, psql). While a page is made for everybody, `Recording` notes the stamps of all
that was read. The page is true as long as the sum of their versions stays the same: versions only ever grow.

Nothing has to be remembered for that: each statement is looked at for the tables it names, and a table's own stamps cover
everything in it. A view may narrow that (`relying_on`) to the stamps of the rows it shows. A table that nobody covers
makes the page a private one.
"""

import math
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from forum import options

NUMBER_BITS = 48
LONGEST_SECONDS = 3_600.0  # the order of answers ages without anybody writing
TABLE = re.compile(
    r"\b(?:qa|news|talks|hooks|mailings|search(?!_vector)|seo|api|masks|accounts|account|socialaccount|mfa|sealed|professionals|care|privacy|team|forum|django|auth)_[a-z_]+\b(?!\()"
)


class Kind(IntEnum):
    """What a stamp stands for. Those from THREAD on have one stamp for each number."""

    EVERYTHING = 0
    SITE = 1  # options, and names and order of categories
    POSTS = 2
    QUESTIONS = 3  # whatever lists show of questions
    VIEWS = 4  # how often questions were looked at, and hotness
    MEMBERS = 5
    ACTIVITY = 6
    TAGS = 7
    CATEGORIES = 8  # their counts
    MODLOG = 9
    REVIEWS = 10  # what waits for moderators
    WALLS = 13
    WORDS = 15  # of searches, and synonyms
    THREAD = 16
    MEMBER = 17


def key(kind: Kind, number: int = 0) -> int:
    """Return the number under which the database keeps a stamp."""
    return kind << NUMBER_BITS | number


COVERS: dict[str, tuple[Kind, ...]] = {"forum_siteoption": (Kind.SITE,)}
_recording: ContextVar["Recording | None"] = ContextVar("recording", default=None)
_timing: ContextVar["Timing | None"] = ContextVar("timing", default=None)


def cover(table: str, *kinds: Kind) -> None:
    """Declare which stamps together change whenever anything in a table does."""
    COVERS[table] = kinds


def next_day() -> datetime:
    """Return when tomorrow begins: days on which something is due are local ones."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)


class Recording:
    """The stamps that one page relies on, gathered while it is made."""

    def __init__(self, parameters: str = "") -> None:
        self.parameters = parameters
        self.keys: set[int] = {key(Kind.EVERYTHING), key(Kind.SITE)}
        self.narrowed: list[tuple[str, ...]] = []
        self.uncovered: set[str] = set()
        self.expires_at = min(time.time() + LONGEST_SECONDS, next_day().timestamp())
        self.thread_id = 0
        self.marks_members = True
        self.snapshot = ""
        self.fingerprint = ""
        self.when_seen: Callable[[dict[str, Any]], None] | None = None

    @property
    def is_sealed(self) -> bool:
        """Whether the page may be kept: made from start to end within `making`, and all tables covered."""
        return bool(self.fingerprint) and not self.uncovered

    @contextmanager
    def making(self) -> Iterator[None]:
        """Within this block everything is read as it is at one moment, and noted; then the stamps of that moment."""
        with ExitStack() as stack:
            stack.enter_context(options.snapshot())
            stack.enter_context(transaction.atomic())
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                token = _recording.set(self)
                try:
                    with connection.execute_wrapper(self.look):
                        yield
                finally:
                    _recording.reset(token)
                cursor.execute(
                    "SELECT pg_current_snapshot()::text, (SELECT coalesce(sum(version), 0)::text FROM forum_stamp "
                    "WHERE key = ANY(%s::bigint[]))",
                    [list(self.keys)],
                )
                self.snapshot, self.fingerprint = cursor.fetchone()

    def look(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note what a statement reads (an execute_wrapper of Django)."""
        for table in named_tables(sql):
            if any(table in tables for tables in self.narrowed):
                continue
            kinds = COVERS.get(table)
            if kinds is None:
                self.uncovered.add(table)
            else:
                self.keys.update(key(kind) for kind in kinds)
        return execute(sql, params, many, context)


@lru_cache(maxsize=512)
def named_tables(sql: str) -> frozenset[str]:
    """Return the names in a statement that may be tables of ours."""
    return frozenset(TABLE.findall(sql))


def note(kind: Kind, numbers: Iterable[int] = (0,)) -> None:
    """Say that the page being made relies on these stamps. Without such a page, nothing."""
    recording = _recording.get()
    if recording is not None:
        recording.keys.update(key(kind, number) for number in numbers)


def is_recording() -> bool:
    return _recording.get() is not None


@contextmanager
def relying_on(kind: Kind, number: int = 0, *, instead_of: tuple[str, ...]) -> Iterator[None]:
    """Within this block the page relies on one stamp, and on those of the rows it loads, instead of on whole tables."""
    recording = _recording.get()
    if recording is None:
        yield
        return
    recording.keys.add(key(kind, number))
    if kind == Kind.THREAD:
        recording.thread_id = number
    recording.narrowed.append(instead_of)
    try:
        yield
    finally:
        recording.narrowed.remove(instead_of)


@contextmanager
def reading_own(*tables: str) -> Iterator[Callable[[Kind, int], None]]:
    """Within this block a page may read what its reader has of their own in these tables, and must say about what.

    `forum_involvement` names who has anything there, by the same key; they get pages of their own (accounts.guests).
    """
    recording = _recording.get()
    if recording is None:
        yield lambda kind, number: None
        return

    def say(kind: Kind, number: int) -> None:
        recording.thread_id = key(kind, number)

    recording.narrowed.append(tables)
    try:
        yield say
    finally:
        recording.narrowed.remove(tables)


def when_seen(count: Callable[[dict[str, Any]], None]) -> None:
    """Have this called with the WSGI environment each time the page being made is handed out."""
    recording = _recording.get()
    if recording is not None:
        recording.when_seen = count


def changes_at(moment: datetime | float) -> None:
    """Say that the page being made (and the part of it) reads differently from that moment on ("3 minutes ago")."""
    recording, timing = _recording.get(), _timing.get()
    if recording is None and timing is None:
        return
    seconds = moment.timestamp() if isinstance(moment, datetime) else moment
    if recording is not None:
        recording.expires_at = min(recording.expires_at, seconds)
    if timing is not None:
        timing.changes_at = min(timing.changes_at, seconds)


class Timing:
    """When a part of a page will read differently: never, until somebody says so."""

    def __init__(self) -> None:
        self.changes_at = math.inf


@contextmanager
def timing() -> Iterator[Timing]:
    """Within this block whatever is said by `changes_at` is noted for a part, too, and for the part around it."""
    around, inner = _timing.get(), Timing()
    token = _timing.set(inner)
    try:
        yield inner
    finally:
        _timing.reset(token)
        if around is not None:
            around.changes_at = min(around.changes_at, inner.changes_at)
