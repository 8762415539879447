"""Sitemaps as sitemaps.org describes them: which numbers belong to a part, and how an entry is written. No Django.

A part holds what has a number within a span, so an address stays in the same part for good and old parts change seldom. An entry
has at most 2,300 bytes (a slug has 200 characters of nine bytes at most), so a part has at most 46 MB; 50 MB are allowed.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

PART = 20_000
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
LOWEST, HIGHEST = 0.1, 1.0


class Entry(NamedTuple):
    """An address, when what stands there changed last, and how it compares to others of the site (0 to 1)."""

    path: str
    changed_at: datetime | None = None
    priority: float | None = None


def scale(value: float, lowest: float, highest: float) -> float:
    """Return where a value stands between the lowest and the highest, from 0.1 to 1."""
    if highest <= lowest:
        return HIGHEST
    share = min(max((value - lowest) / (highest - lowest), 0.0), 1.0)
    return LOWEST + (HIGHEST - LOWEST) * share


def write_entry(base: str, entry: Entry) -> str:
    words = f"<url><loc>{escape(base + entry.path)}</loc>"
    if entry.changed_at:
        words += f"<lastmod>{write_time(entry.changed_at)}</lastmod>"
    if entry.priority is not None:
        words += f"<priority>{entry.priority:.2f}</priority>"
    return words + "</url>\n"


def write_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_part(base: str, batches: Iterable[list[Entry]]) -> Iterator[str]:
    """Yield a part piece by piece: one for each batch."""
    yield f'{DECLARATION}<urlset xmlns="{XMLNS}">\n'
    for batch in batches:
        yield "".join([write_entry(base, entry) for entry in batch])
    yield "</urlset>\n"


def write_index(base: str, parts: Iterable[Entry]) -> Iterator[str]:
    yield f'{DECLARATION}<sitemapindex xmlns="{XMLNS}">\n'
    for part in parts:
        changed = f"<lastmod>{write_time(part.changed_at)}</lastmod>" if part.changed_at else ""
        yield f"<sitemap><loc>{escape(base + part.path)}</loc>{changed}</sitemap>\n"
    yield "</sitemapindex>\n"
