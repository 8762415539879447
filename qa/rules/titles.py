"""Titles by points, as the owner writes them: one on each line, "500 Listener"."""

import re
from functools import lru_cache

LINE = re.compile(r"(-?\d{1,9})\s+(\S.{0,39})")


class UnreadableTitle(ValueError):
    """A line that is no title, or the second one for the same points; its text is that line."""


def read_titles(text: str) -> dict[int, str]:
    """Return the titles by the points they need. Raises UnreadableTitle."""
    titles: dict[int, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = LINE.fullmatch(line)
        if found is None or int(found[1]) in titles:
            raise UnreadableTitle(line)
        titles[int(found[1])] = found[2]
    return titles


@lru_cache(maxsize=4)
def rank_titles(text: str) -> tuple[tuple[int, str], ...]:
    """Return (points, title), the highest first; nothing of a text that cannot be read."""
    try:
        return tuple(sorted(read_titles(text).items(), reverse=True))
    except UnreadableTitle:
        return ()


def find_title(text: str, points: int) -> str:
    """Return the highest title that these points reach, or ''."""
    return next((title for needed, title in rank_titles(text) if points >= needed), "")
