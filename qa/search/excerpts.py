"""The piece of a text in which a search was found, with its words marked. HTML is made here from escaped pieces alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from forum.lib.text import normalise_key
from qa.search.rules.signs import split

LENGTH = 240  # characters
BEFORE = 60  # of them at most before the first word that was found


@dataclass(frozen=True)
class Found:
    """The post that a search fits best, and which words of the title and of its text are meant: place -> lexeme."""

    post_id: int
    kind: str
    title: Mapping[int, str]
    text: Mapping[int, str]


def find_spans(text: str, places: Mapping[int, str]) -> list[tuple[int, int, str]]:
    """Return (from, to, lexeme) of the words at these places (1: the first word of the text)."""
    if not places:
        return []
    return [
        (start, end, places[place])
        for place, (start, end) in enumerate(split(text), start=1)
        # Where the database parted a text differently, nothing is marked rather than the wrong word.
        if place in places and normalise_key(text[start:end])[:1] == normalise_key(places[place])[:1]
    ]


def mark_all(text: str, places: Mapping[int, str]) -> SafeString:
    """Return a whole line with the words at these places marked."""
    return mark(text, 0, len(text), find_spans(text, places))


def make_excerpt(text: str, places: Mapping[int, str]) -> SafeString:
    """Return the stretch of a text that holds most of what was found, or its beginning."""
    spans = find_spans(text, places)
    start = choose_start(text, spans)
    end = min(start + LENGTH, len(text))
    if end < len(text):
        space = text.rfind(" ", start + LENGTH // 2, end)
        end = space if space > 0 else end
    return mark(text, start, end, spans)


def choose_start(text: str, spans: list[tuple[int, int, str]]) -> int:
    """Return where the excerpt begins: a little before the word from which on most different ones follow."""
    if not spans:
        return 0
    reach = LENGTH - BEFORE

    def count(first: int) -> int:
        return len(
            {lexeme for start, _end, lexeme in spans[first : first + 40] if start < spans[first][0] + reach}
        )

    first = spans[max(range(min(len(spans), 200)), key=lambda index: (count(index), -index))][0]
    if first <= BEFORE:
        return 0
    space = text.find(" ", first - BEFORE, first)
    return space + 1 if space >= 0 else first - BEFORE


def mark(text: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> SafeString:
    """Return the text between two places as HTML, escaped, an ellipsis where something is missing."""
    pieces = ["…"] if start else []
    at = start
    for begin, stop in join_spans(spans):
        if begin < at or stop > end:
            continue
        pieces += [escape(squeeze(text[at:begin])), "<mark>", escape(text[begin:stop]), "</mark>"]
        at = stop
    pieces.append(escape(squeeze(text[at:end].rstrip() if end < len(text) else text[at:end])))
    if end < len(text):
        pieces.append("…")
    return mark_safe("".join(pieces))


def squeeze(text: str) -> str:
    """Return a text on one line, blanks at its ends kept."""
    inner = " ".join(text.split())
    return f"{' ' * text[:1].isspace()}{inner}{' ' * (text[-1:].isspace() and bool(inner))}"


def join_spans(spans: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Yield stretches that do not overlap (pairs of characters do)."""
    current: tuple[int, int] | None = None
    for start, end, _lexeme in spans:
        if current and start < current[1]:
            current = (current[0], max(end, current[1]))
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current
