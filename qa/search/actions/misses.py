"""Noting what was searched for and not found: words, day, how often. Nothing about anybody.

People search for what they dare not ask. So nothing is kept that could be about a certain person or that only one would write:
no addresses, numbers or names, no long sentences, nothing of somebody in danger; and no time or place that could tell who it was.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from forum import options, stamps
from forum.lib.rows import run
from forum.lib.text import has_letter_or_digit, normalise_key
from qa.actions.view_counts import is_robot
from qa.care.reads.risks import judge
from qa.rules import privacy
from qa.search.models import Miss
from qa.search.tables.misses import MISS_MAX_LENGTH

MOST_WORDS = 6
MOST_A_DAY = 2_000  # different ones: whoever makes them up cannot fill the table
TELLING_SIGNS = frozenset('@:/\\"_')  # addresses, operators
NOTE = f"""
    INSERT INTO search_miss AS m (query, day, count)
    SELECT %(query)s, %(day)s, 1 WHERE EXISTS (SELECT FROM search_miss WHERE query = %(query)s AND day = %(day)s)
        OR (SELECT count(*) FROM (SELECT FROM search_miss WHERE day = %(day)s LIMIT {MOST_A_DAY}) today) < {MOST_A_DAY}
    ON CONFLICT (query, day) DO UPDATE SET count = m.count + 1
"""  # noqa: S608


def note_miss(query: str, environ: Mapping[str, Any]) -> None:
    """Note that nothing was found, where the owner wants it and the words tell of nobody.

    Where the page is made for all visitors, it is noted each time the page is handed out.
    """
    kept = clean(query) if options.current().are_misses_kept and not judge(query) else ""
    if not kept:
        return
    if stamps.is_recording():
        stamps.when_seen(partial(count_miss, kept))
    else:
        count_miss(kept, environ)


def count_miss(query: str, environ: Mapping[str, Any]) -> None:
    """Add one to what is known of these words on this day. What programs look for does not count."""
    if not is_robot(environ.get("HTTP_USER_AGENT", "")):
        run(NOTE, {"query": query, "day": timezone.localdate()})


def clean(query: str) -> str:
    """Return the words to be noted, or "" where they may tell of somebody or are no words."""
    if any(sign in query for sign in TELLING_SIGNS) or privacy.find(query):
        return ""
    key = normalise_key(query)
    if len(key) > MISS_MAX_LENGTH or len(key.split()) > MOST_WORDS or not has_letter_or_digit(key):
        return ""
    return "" if sum(letter.isdigit() for letter in key) > 3 else key


def forget_misses() -> int:
    """Delete what is older than the owner keeps it; where nothing is to be kept any more, all of it."""
    current = options.load()
    rows = Miss.objects.all()
    if current.are_misses_kept:
        rows = rows.filter(day__lt=timezone.localdate() - timedelta(days=current.miss_days))
    return rows.delete()[0]
