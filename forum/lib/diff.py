"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word; what stands between words, sign by sign; the space after either. So "away" stays when only its full stop goes.
WORD = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")
MOST_WORDS = 2_000  # of a changed passage that is still compared word by word


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed (`same`), went (`gone`) or came (`new`)."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in reading order; those that are not `new` make `before`, not `gone` make `after`.

    Lines are compared first, then the words of those that changed, so a long text costs little more than a short one.
    """
    pieces: list[Piece] = []
    for kind, old, new in match(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if kind == "replace":
            add_words(pieces, "".join(old), "".join(new))
        else:
            add(pieces, "gone" if kind == "delete" else "new" if kind == "insert" else "same", old or new)
    return pieces


def add_words(pieces: list[Piece], before: str, after: str) -> None:
    old_words, new_words = WORD.findall(before), WORD.findall(after)
    if max(len(old_words), len(new_words)) > MOST_WORDS:
        add(pieces, "gone", old_words)
        add(pieces, "new", new_words)
        return
    for kind, old, new in match(old_words, new_words):
        if kind == "equal":
            add(pieces, "same", old)
        else:
            add(pieces, "gone", old)
            add(pieces, "new", new)


def match(before: list[str], after: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    matcher = SequenceMatcher(None, before, after)
    for kind, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        yield kind, before[a_from:a_to], after[b_from:b_to]


def add(pieces: list[Piece], kind: str, words: list[str]) -> None:
    if not words:
        return
    text = "".join(words)
    if pieces and pieces[-1].kind == kind:
        pieces[-1] = Piece(kind, pieces[-1].text + text)
    else:
        pieces.append(Piece(kind, text))
