"""Content warnings: how the owner writes them down, and what follows from what a reader chose.

One line each: `self-harm | Self-harm | Injuring oneself, or the wish to.` A line that begins with "-" is offered no more and
stays on the posts that have it. The short word before the first bar is what posts carry, and what programs read.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

LINE = re.compile(r"(-\s*)?([a-z][a-z0-9-]{1,29})\s*\|\s*([^|]{1,60}?)\s*(?:\|\s*([^|]{0,200}))?")
MOST = 40  # lines
SHOW, FOLD, HIDE = "show", "fold", "hide"
TREATMENTS = (SHOW, FOLD, HIDE)  # the strictest last
PICTURES = "pictures:"  # the key of a member's choice about pictures, beside those about warnings
OFF, WARNED, ALL = "off", "warned", "all"
VEILS = (OFF, WARNED, ALL)


class UnreadableWarning(ValueError):
    """A line that is no content warning, or the second one with the same short word; its text is that line."""


@dataclass(frozen=True)
class ContentWarning:
    """A content warning as the owner wrote it down."""

    slug: str
    name: str
    description: str = ""
    is_offered: bool = True


def read_warnings(text: str) -> tuple[ContentWarning, ...]:
    """Return the warnings in their order. Raises UnreadableWarning."""
    found: dict[str, ContentWarning] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = LINE.fullmatch(line)
        if match is None or match[2] in found or len(found) == MOST:
            raise UnreadableWarning(line)
        found[match[2]] = ContentWarning(
            match[2], match[3], (match[4] or "").strip(), is_offered=not match[1]
        )
    return tuple(found.values())


@lru_cache(maxsize=8)
def list_warnings(text: str) -> Mapping[str, ContentWarning]:
    """Return the warnings by their short words; none of a text that cannot be read."""
    try:
        return {one.slug: one for one in read_warnings(text)}
    except UnreadableWarning:
        return {}


def name_warning(known: Mapping[str, ContentWarning], slug: str) -> str:
    """Return how readers are told of a warning; of one that the owner struck off the list, its short word."""
    return known[slug].name if slug in known else slug.replace("-", " ")


def find_treatment(slugs: Iterable[str], choices: Mapping[str, str], default: str) -> str:
    """Return what happens to a text with these warnings: of several the strictest holds."""
    chosen = [choices.get(slug, default) for slug in slugs]
    return max(chosen, key=TREATMENTS.index) if chosen else SHOW


def clean_choices(choices: Mapping[str, object], known: Iterable[str]) -> dict[str, str]:
    """Return what of a member's choices can be one; what is as the site has it is not among it."""
    kept = {slug: str(choices[slug]) for slug in known if choices.get(slug) in TREATMENTS}
    return kept | {PICTURES: str(choices[PICTURES])} if choices.get(PICTURES) in VEILS else kept
