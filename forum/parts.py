"""Parts of pages, remembered by value: a part whose inputs are what they were reads as it did.

A part is a template that gets its inputs, the site options (`forum`) and the token of forms, and nothing else. Its HTML is kept
under the values of all of them (forum.values), so there is nothing to invalidate: what has changed has another value. The token
is put in when the part is handed out. A part that says "5 minutes ago" is kept until it would say something else, every part
until midnight; what is handed out from memory tells the page around it how long it holds (forum.stamps). A part that asks the
database is not kept at all.
"""

import math
import secrets
import threading
from collections.abc import Hashable
from dataclasses import dataclass
from sys import getsizeof
from typing import Any

from cachetools import LRUCache
from django.db import connection
from django.template import Context, Engine
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from forum import options, stamps
from forum.csrf import NO_TOKEN
from forum.values import Reader

MEMORY_BYTES = 32_000_000
REMEMBERED_OPTIONS = 50
BYTES_PER_LETTER = 2  # of a value as Python would write it: measured, values take about that much
# Stands where a form's token belongs. Nobody outside can know it.
TOKEN_HOLE = "token" + secrets.token_hex(29)


@dataclass(frozen=True)
class Part:
    """The HTML of a part, and from when to when (seconds) it reads like this."""

    html: SafeString
    begins_at: float
    ends_at: float
    changes_at: float
    is_holed: bool
    size: int


class Parts:
    """Remembered parts within a bound of bytes. Safe to use from many threads."""

    def __init__(self, limit: int = MEMORY_BYTES) -> None:
        self.lock = threading.Lock()
        self.kept: LRUCache[Hashable, Part] = LRUCache(limit, getsizeof=lambda part: part.size)
        self.options: LRUCache[options.Options, object] = LRUCache(REMEMBERED_OPTIONS)
        self.latest: tuple[options.Options | None, object] = (None, None)

    def render(self, engine: Engine, name: str, inputs: dict[str, Any], token: Any = None) -> SafeString:
        """Return the HTML of the template `name` for these inputs. `token`: what the page's forms carry."""
        has_token = token is not None and not (
            type(token) is str and token == NO_TOKEN
        )  # a lazy one stays unread
        key = (
            name,
            has_token,
            get_language(),
            self.number(options.current()),
            *inputs,
            *Reader().read_all(inputs.values()),
        )
        now = timezone.now().timestamp()
        with self.lock:
            part = self.kept.get(key)
        if part is None or not part.begins_at <= now < part.ends_at:
            part, is_lasting = self.make(engine, name, inputs, has_token, now, key)
            if is_lasting and part.size < self.kept.maxsize:
                with self.lock:
                    self.kept[key] = part
        elif part.changes_at < math.inf:
            stamps.changes_at(part.changes_at)
        return SafeString(part.html.replace(TOKEN_HOLE, str(token))) if part.is_holed else part.html

    def make(
        self, engine: Engine, name: str, inputs: dict[str, Any], has_token: bool, now: float, key: Hashable
    ) -> tuple[Part, bool]:
        """Render a part; return it with whether it may be kept."""
        asked: list[str] = []

        def look(execute: Any, sql: str, *rest: Any) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        midnight = stamps.next_day().timestamp()
        token = TOKEN_HOLE if has_token else NO_TOKEN
        known = {**inputs, "forum": options.current(), "csrf_token": token}
        with stamps.timing() as timing, connection.execute_wrapper(look):
            html = engine.get_template(name).render(Context(known))
        size = getsizeof(html) + BYTES_PER_LETTER * len(repr(key))
        ends_at = min(midnight, timing.changes_at)
        return Part(html, now, ends_at, timing.changes_at, TOKEN_HOLE in html, size), not asked

    def number(self, current: options.Options) -> object:
        """Return what stands for these options in keys: the same object for equal options."""
        latest, number = self.latest
        if current is not latest:
            with self.lock:
                number = self.options.get(current)
                if number is None:
                    number = self.options[current] = object()
            self.latest = current, number
        return number


parts = Parts()
