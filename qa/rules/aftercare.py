"""Links that stand below a locked question: one on each line, the address first, then words for it."""

import re
from typing import Final

MOST_LINKS: Final = 3
LONGEST_WORDS: Final = 120
LONGEST_AFTERCARE: Final = 2000
ADDRESS: Final = re.compile(
    r"(https?://[^\s<>\"'\\]{3,400}|/[^\s<>\"'\\/][^\s<>\"'\\]{0,300}|tel:\+?[0-9]{3,20})"
)


class UnreadableLine(ValueError):
    """A line that is no address with words."""


def read_links(text: str) -> list[tuple[str, str]]:
    """Return (address, words) of each line. Raises UnreadableLine."""
    links = []
    for line in filter(None, map(str.strip, text.splitlines())):
        address, _space, words = line.partition(" ")
        if not ADDRESS.fullmatch(address) or len(words) > LONGEST_WORDS:
            raise UnreadableLine(line)
        links.append((address, words.strip() or address))
    return links
