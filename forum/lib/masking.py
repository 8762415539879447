"""Other characters in the place of passages: in plain text, and in finished HTML without touching its tags."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from forum.lib.watchlist import GAP

PARTS = re.compile(r"<[^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|[^<&]+|[<&]")
NAME = re.compile(r"</?([a-z0-9]+)")
TOLD = re.compile(r'((?:alt|title)=")([^"]*)(")')
INLINE = {"a", "code", "del", "em", "strong"}


@dataclass(frozen=True)
class Swap:
    """`new` stands where `text[start:end]` stood."""

    start: int
    end: int
    new: str


FindSwaps = Callable[[str], list[Swap]]


def tidy(swaps: Iterable[Swap]) -> list[Swap]:
    """Return swaps in order, without those that begin within an earlier one."""
    kept: list[Swap] = []
    for swap in sorted(swaps, key=lambda one: (one.start, -one.end)):
        if not kept or swap.start >= kept[-1].end:
            kept.append(swap)
    return kept


def swap_text(text: str, swaps: Sequence[Swap]) -> str:
    """Return the text with tidy swaps made."""
    parts, place = [], 0
    for swap in swaps:
        parts += [text[place : swap.start], swap.new]
        place = swap.end
    return "".join([*parts, text[place:]])


def shift(place: int, swaps: Sequence[Swap]) -> int:
    """Return where a place of the text is after tidy swaps; within one, where it ends now."""
    by = 0
    for swap in swaps:
        if place >= swap.end:
            by += len(swap.new) - (swap.end - swap.start)
        elif place > swap.start:
            return swap.start + by + len(swap.new)
    return place + by


def swap_html(html: str, find: FindSwaps) -> str:
    """Return finished HTML with swaps made in what it shows, also where a word is put together from several tags."""
    parts = PARTS.findall(html)
    shown = [show(part) for part in parts]
    text = "".join(shown)
    swaps = tidy(find(text))
    made, start, current = [], 0, 0
    for part, words in zip(parts, shown, strict=True):
        end = start + len(words)
        if part.startswith("<"):
            made.append(TOLD.sub(lambda told: swap_attribute(told, find), part))
        else:
            while current < len(swaps) and swaps[current].end <= start:
                current += 1
            inside = []
            for index in range(current, len(swaps)):
                if swaps[index].start >= end:
                    break
                inside.append(clip(swaps[index], start, end))
            made.append(escape(swap_text(words, inside), quote=False) if inside else part)
        start = end
    return "".join(made)


def clip(swap: Swap, start: int, end: int) -> Swap:
    """Return the part of a swap within `start` and `end`, counted from there. The new words stand where it begins."""
    first, last = max(swap.start, start), min(swap.end, end)
    new = swap.new
    if len(new) == swap.end - swap.start and set(new) == {"*"}:
        new = "*" * (last - first)
    elif first != swap.start:
        new = ""
    return Swap(first - start, last - start, new)


def show(part: str) -> str:
    """Return what a part of HTML shows: a tag that ends a word ends it here, too."""
    if not part.startswith("<") or part == "<":
        return unescape(part)
    name = NAME.match(part)
    tag = name[1] if name else ""
    return "" if tag in INLINE else "\n" if tag == "br" else " · " if tag in ("td", "th") else GAP


def swap_attribute(told: re.Match[str], find: FindSwaps) -> str:
    words = unescape(told[2])
    return told[1] + escape(swap_text(words, tidy(find(words)))) + told[3]
