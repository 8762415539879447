"""Counting views without a write on every read, and without keeping anybody's address.

Each process adds up views in memory and writes them in one statement now and then. Who looked is known only as a
keyed hash that changes every day, kept in memory for half an hour so that reloads do not count.
"""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

from django.db import connection, transaction

from accounts.viewers import Viewer
from forum import stamps
from forum.lib.addresses import hash_sender
from forum.shared import SEEN_BY
from qa.models import Post
from qa.policies.posts import owns
from qa.reads.heat import REHEAT

FLUSH_SECONDS = 20.0
FLUSH_VIEWS = 5_000
RELOAD_SECONDS = 1_800.0
REMEMBERED_VIEWS = 20_000
ROBOT_WORDS = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "fetch",
    "monitor",
    "curl",
    "wget",
    "python-requests",
)


class ViewCounter:
    """The views of one process that are not yet written."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pending: Counter[int] = Counter()
        self.seen: OrderedDict[tuple[str, int], float] = OrderedDict()
        self.flushed_at = time.monotonic()

    def add(self, question_id: int, who: str) -> bool:
        """Count a view unless this reader had one within half an hour; return whether it is time to write."""
        now = time.monotonic()
        with self.lock:
            seen_at = self.seen.get((who, question_id))
            if seen_at is None or now - seen_at > RELOAD_SECONDS:
                self.pending[question_id] += 1
                self.seen[who, question_id] = now
                self.seen.move_to_end((who, question_id))
                if len(self.seen) > REMEMBERED_VIEWS:
                    self.seen.popitem(last=False)
            return bool(self.pending) and (
                now - self.flushed_at > FLUSH_SECONDS or self.pending.total() >= FLUSH_VIEWS
            )

    def take(self) -> dict[int, int]:
        with self.lock:
            taken, self.pending = dict(self.pending), Counter()
            self.flushed_at = time.monotonic()
        return taken


counter = ViewCounter()


def count_view(viewer: Viewer, question: Post, environ: Mapping[str, Any]) -> None:
    """Count that the viewer opened a question. Authors and robots do not count.

    Where the page is made for all visitors, whoever hands it out counts each of them.
    """
    if stamps.is_recording():
        stamps.when_seen(partial(count_reader, question.pk))
    elif not owns(viewer, question):
        count_reader(question.pk, environ, f"member-{viewer.user_id}" if viewer.is_member else "")


def count_reader(question_id: int, environ: Mapping[str, Any], who: str = "") -> None:
    """Count a view by somebody who is no robot: a member named by `who`, or a browser at an address."""
    agent = environ.get("HTTP_USER_AGENT", "")
    if is_robot(agent):
        return
    if counter.add(question_id, who or environ.get(SEEN_BY) or f"{hash_sender(environ)}{hash(agent)}"):
        flush_views()


@lru_cache(maxsize=1_000)
def is_robot(agent: str) -> bool:
    """Whether a program that gives this name reads for nobody in particular."""
    return not agent or any(word in agent.lower() for word in ROBOT_WORDS)


def flush_views() -> None:
    """Write the views added up so far; the hotness of those questions follows."""
    taken = counter.take()
    if not taken:
        return
    ids = sorted(taken)
    with transaction.atomic(), connection.cursor() as cursor:
        rows = Post.objects.questions().filter(pk__in=ids).select_for_update(no_key=True, skip_locked=True)
        locked = list(rows.order_by("pk").values_list("pk", flat=True))
        cursor.execute(
            "UPDATE qa_post p SET view_count = p.view_count + v.n "
            "FROM unnest(%s::bigint[], %s::int[]) v(id, n) WHERE p.id = v.id",
            [locked, [taken[pk] for pk in locked]],
        )
        cursor.execute(REHEAT, {"ids": locked})
    with counter.lock:
        counter.pending.update({pk: taken[pk] for pk in ids if pk not in set(locked)})
