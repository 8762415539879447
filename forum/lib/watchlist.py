"""Many words at once, found in a text however they are disguised: case, accents, full-width and zero-width characters.

A pattern is literal but for `*`, which stands for any letters of one word (none, too); several words make a phrase. There
are no regular expressions, so nothing that an owner types can run for ever: words are looked up, and a word with stars is
compared only where three of its letters in a row stand. A thousand words cost about as much as one.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from django.utils.translation import gettext as _

from forum.lib.text import POINTS, SPECIAL_FOLDS, UncleanText, clean_line

PATTERN_MAX_LENGTH = 100
MOST_STARS = 8
FEWEST_LETTERS = 2  # beside a star
SEED = 3
PIECES = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")
STARS = re.compile(r"\*+")
NOT_SHOWN = set("\u115f\u1160\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
GAP = "\n\n"  # between paragraphs: no phrase reaches over it


class BadPattern(ValueError):
    """A pattern that cannot be watched for; str() is a sentence for its writer."""


@dataclass(frozen=True)
class Match:
    """`text[start:end]` is what a pattern (by its number) says."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text as it is compared, and where each of its characters came from (one place more: the end)."""

    text: str
    places: list[int]


@dataclass
class Node:
    """A place in the tree of phrases: what may come next, and the patterns that end here."""

    following: dict[str, "Node"] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """Return what one character is compared as; '' for what shows nothing of its own."""
    if character.isspace():
        return "\n" if character in "\u2028\u2029" else " "
    folded = unicodedata.normalize("NFKC", character).casefold()
    bare = POINTS.sub("", unicodedata.normalize("NFKD", folded).translate(SPECIAL_FOLDS))
    shown = "".join(one for one in bare if unicodedata.category(one) != "Cf" and one not in NOT_SHOWN)
    return unicodedata.normalize("NFC", shown)


def fold(text: str) -> Folded:
    """Return a text without case, accents and disguises."""
    parts: list[str] = []
    places: list[int] = []
    for piece in PIECES.finditer(text):
        start, word = piece.start(), piece[0]
        if word.isascii():
            parts.append(word.lower())
            places.extend(range(start, piece.end()))
        else:
            folded = fold_character(word)
            parts.append(folded)
            places.extend([start] * len(folded))
    return Folded("".join(parts), [*places, len(text)])


@cache
def word_pattern(more: str = "") -> re.Pattern[str]:
    """Return the pattern of a paragraph's end, of a word (letters, digits and the marks that belong to them), or of one
    other sign."""
    codes = [code for code in range(0x300, 0xFB20) if unicodedata.category(chr(code))[0] == "M"]
    marks = "".join(map(chr, codes))
    return re.compile(rf"\n\s*\n|(?:[^\W_]|[{marks}{re.escape(more)}])+|\S")


def check_pattern(pattern: str) -> str:
    """Return a pattern as it is kept. Raises BadPattern with a sentence."""
    try:
        cleaned = STARS.sub("*", clean_line(pattern))
    except UncleanText as error:
        raise BadPattern(str(error)) from error
    if len(cleaned) > PATTERN_MAX_LENGTH:
        raise BadPattern(
            _("This is too long; a word or phrase has at most %(limit)d characters.")
            % {"limit": PATTERN_MAX_LENGTH}
        )
    letters = fold(cleaned.replace("*", "")).text.replace(" ", "")
    if not letters:
        raise BadPattern(_("Please give a word; stars alone would be found in everything."))
    if "*" in cleaned and len(letters) < FEWEST_LETTERS:
        raise BadPattern(
            _("Please give at least two letters beside the star; this would be found everywhere.")
        )
    if cleaned.count("*") > MOST_STARS:
        raise BadPattern(_("There are too many stars in it; at most %(limit)d.") % {"limit": MOST_STARS})
    return cleaned


def key_of(pattern: str) -> str:
    """Return the form in which two patterns are the same."""
    return " ".join(read_words(pattern))


def read_words(pattern: str) -> list[str]:
    """Return the words and signs of a pattern, folded."""
    return [word for word in word_pattern("*").findall(fold(pattern).text) if word != GAP]


class Watchlist:
    """Finds the patterns of a list, given by number."""

    def __init__(self, patterns: Mapping[int, str]) -> None:
        self.root = Node()
        self.plain: set[str] = set()
        self.beginnings: dict[str, list[str]] = defaultdict(list)
        self.seeds: dict[str, list[str]] = defaultdict(list)
        for number, pattern in patterns.items():
            node = self.root
            for word in read_words(pattern):
                self.add_word(word)
                node = node.following.setdefault(word, Node())
            if node is not self.root:
                node.numbers.append(number)

    def add_word(self, word: str) -> None:
        if "*" not in word or word in self.plain:
            self.plain.add(word)
            return
        pieces = word.split("*")
        index, seed = self.beginnings, pieces[0]
        if not seed:
            index, seed = self.seeds, max(pieces, key=len)
        known = index[seed[:SEED]]
        if word not in known[-1:] and word not in known:
            known.append(word)

    def find(self, text: str) -> list[Match]:
        """Return all matches, in the order of the text."""
        if not self.root.following:
            return []
        folded = fold(text)
        words = [(word[0], word.start(), word.end()) for word in word_pattern().finditer(folded.text)]
        symbols = {word: self.list_symbols(word) for word in {word for word, _start, _end in words}}
        found = []
        for first, (word, start, _end) in enumerate(words):
            if symbols[word]:
                for number, last in self.walk(words, first, symbols):
                    found.append(Match(number, folded.places[start], folded.places[words[last][2]]))
        return found

    def walk(
        self, words: list[tuple[str, int, int]], first: int, symbols: Mapping[str, list[str]]
    ) -> Iterator[tuple[int, int]]:
        """Yield each pattern that begins at a word of the text, with its last word."""
        nodes = [self.root]
        for place in range(first, len(words)):
            near = symbols[words[place][0]]
            nodes = [node.following[symbol] for node in nodes for symbol in near if symbol in node.following]
            if not nodes:
                return
            for node in nodes:
                for number in node.numbers:
                    yield number, place

    def list_symbols(self, word: str) -> list[str]:
        """Return the words of patterns that a word of the text is."""
        found = [word] if word in self.plain else []
        if not word[0].isalnum():
            return found
        near = {one for length in range(1, SEED + 1) for one in self.beginnings.get(word[:length], ())}
        if self.seeds:
            near |= set(self.seeds.get("", ()))
            for start in range(len(word)):
                for length in range(1, SEED + 1):
                    near.update(self.seeds.get(word[start : start + length], ()))
        return found + sorted(one for one in near if fits(word, one))


def fits(word: str, pattern: str) -> bool:
    """Whether a word is what a pattern with stars says; in one pass, whatever the pattern."""
    first, *middle, last = pattern.split("*")
    if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
        return False
    place, end = len(first), len(word) - len(last)
    for piece in middle:
        place = word.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True
