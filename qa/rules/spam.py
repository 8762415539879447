"""A score that learns from moderators what advertising looks like here: naive Bayes over words, hosts and a few facts.

Each post that was decided teaches each of its tokens once, so repeating a word teaches no more. A token counts by how much
oftener it stood in spam than elsewhere, doubtful ones little, and none for more than MOST_TELLING; the strongest few are
added up exactly, so the result depends on no order. Below FEWEST_LESSONS of either sort there is no score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, fsum, log
from typing import NamedTuple

FEWEST_LESSONS = 20
MOST_TOKENS = 1_000
STRONGEST = 30
MOST_TELLING = 3.0
DOUBT = 2.0  # lessons that a token starts with, telling nothing
WORD_LENGTHS = range(3, 41)
LENGTHS = (40, 150, 500, 2_000)


class Count(NamedTuple):
    """In how many decided posts something stood."""

    spam: int = 0
    fine: int = 0


@dataclass(frozen=True)
class Score:
    """How likely a text is spam, from 0 to 1, and which of its tokens spoke for that, the strongest first."""

    probability: float
    telling: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        return int(self.probability * 100)


def tokenize(words: Iterable[str], hosts: Iterable[str], length: int, *, is_visitor: bool) -> list[str]:
    """Return the tokens of a text, each once: its folded words, where its links lead, how many, how long, and
    whether they come from a visitor."""
    hosts = list(hosts)
    size = sum(length >= step for step in LENGTHS)
    facts = [f"links:{min(len(hosts), 4)}", f"length:{size}", *(["visitor"] if is_visitor else [])]
    tokens = dict.fromkeys([*facts, *(f"host:{host}" for host in hosts)])
    for word in words:
        if len(word) in WORD_LENGTHS:
            tokens[f"word:{word}"] = None
        if len(tokens) >= MOST_TOKENS:
            break
    return list(tokens)


def has_enough(lessons: Count) -> bool:
    """Whether enough posts of each sort were decided."""
    return min(lessons) >= FEWEST_LESSONS


def weigh(count: Count, lessons: Count) -> float:
    """Return what a token says: above 0 for spam, below against it."""
    spam = (count.spam + 0.5) / (lessons.spam + 1)
    fine = (count.fine + 0.5) / (lessons.fine + 1)
    seen = count.spam + count.fine
    weight = log(spam / fine) * seen / (seen + DOUBT)
    return max(-MOST_TELLING, min(MOST_TELLING, weight))


def score(tokens: Iterable[str], counts: Mapping[str, Count], lessons: Count) -> Score | None:
    """Return the score of a text's tokens; None while too little was learned."""
    if not has_enough(lessons):
        return None
    weights = {token: weigh(counts[token], lessons) for token in set(tokens) if token in counts}
    strongest = sorted(weights, key=lambda token: (-abs(weights[token]), token))[:STRONGEST]
    total = fsum(weights[token] for token in strongest)
    telling = tuple(token for token in strongest if weights[token] > 0)
    return Score(1 / (1 + exp(-total)), telling)
