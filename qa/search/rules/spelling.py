"""Which word was probably meant: how far two words are apart as people mistype, and how often the site has them."""

from collections.abc import Iterable
from functools import lru_cache
from math import log10

SHORTEST = 4  # shorter words are too near to each other
TWO_ERRORS_FROM = 7  # letters of which two may be wrong
FREQUENCY = 0.3  # what ten times as many questions with a word are worth, in typing errors
FIRST_LETTER = 0.5  # hardly anybody mistypes the first one
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=1)
def neighbouring_keys() -> frozenset[tuple[str, str]]:
    """Return the pairs of letters that lie beside or above each other on a keyboard."""
    at = {
        letter: (row, place + row * 0.4) for row, keys in enumerate(ROWS) for place, letter in enumerate(keys)
    }
    return frozenset(
        (one, other)
        for one, (row, place) in at.items()
        for other, (other_row, other_place) in at.items()
        if one != other and abs(row - other_row) <= 1 and abs(place - other_place) <= 1
    )


def may_be_mistyped(word: str) -> bool:
    """Whether a word that nobody knows is one to be corrected: letters only, and not too few."""
    return len(word) >= SHORTEST and word.isalpha()


def choose(typed: str, candidates: Iterable[tuple[str, int]]) -> str | None:
    """Return the candidate that was probably meant; each comes with the number of questions that hold it."""
    allowed = 1 if len(typed) < TWO_ERRORS_FROM else 2
    best: tuple[float, str] | None = None
    for word, count in candidates:
        if word == typed or abs(len(word) - len(typed)) > allowed:
            continue
        errors, cost = distance(typed, word)
        if errors > allowed:
            continue
        if word[0] != typed[0]:
            cost += FIRST_LETTER
        rank = (cost - FREQUENCY * log10(1 + count), word)
        if best is None or rank < best:
            best = rank
    return best[1] if best else None


def distance(typed: str, meant: str) -> tuple[int, float]:
    """Return how many letters were put in, left out, replaced or swapped with the next, and what that weighs.

    What fingers do easily weighs less (Damerau's distance; each pair of places is looked at once).
    """
    before: list[tuple[int, float]] = []
    row = [(place, float(place)) for place in range(len(meant) + 1)]
    for place, letter in enumerate(typed, start=1):
        last, before = before, row
        row = [(place, float(place))]
        for other, wanted in enumerate(meant, start=1):
            ways = [
                add(before[other], weigh_doubled(typed, place)),
                add(row[other - 1], weigh_doubled(meant, other)),
                before[other - 1] if letter == wanted else add(before[other - 1], weigh(letter, wanted)),
            ]
            if place > 1 and other > 1 and letter == meant[other - 2] and typed[place - 2] == wanted:
                ways.append(add(last[other - 2], 0.7))
            row.append(min(ways))
    return row[-1]


def add(so_far: tuple[int, float], weight: float) -> tuple[int, float]:
    return so_far[0] + 1, so_far[1] + weight


def weigh_doubled(word: str, place: int) -> float:
    """A letter too many or too few beside its like is a slip."""
    letter = word[place - 1]
    is_doubled = letter in (word[place - 2 : place - 1], word[place : place + 1])
    return 0.6 if is_doubled else 0.9


def weigh(letter: str, wanted: str) -> float:
    """Another letter: a neighbouring key, or one vowel for another."""
    if (letter, wanted) in neighbouring_keys() or (letter in VOWELS and wanted in VOWELS):
        return 0.8
    return 1.0
