"""What labelled texts taught: the weights of words and pairs of words, for what no phrase says. Pure.

A logistic regression, learned by `manage.py learn_care` from the part of the corpus that is there for it, kept as JSON. It
only adds to the phrases: what a phrase finds stays found.
"""

import itertools
import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa.care.rules.folding import CLAUSE, split_sentences

FEWEST_TEXTS = 2  # in which a word must stand to be learned
EPOCHS, RATE, DECAY = 60, 0.5, 3e-4
BIAS = "*"
LONGEST = 4_000  # words that are weighed: the beginning of a very long text


@dataclass(frozen=True)
class Weights:
    """The weight of each word or pair (`BIAS`: what a text without any has), and from which chance on the card is shown."""

    words: Mapping[str, float]
    threshold: float

    def chance(self, text: str) -> float:
        """Return how likely it is that somebody who writes this needs the card, as far as the words tell."""
        return chance_of(self.words, list_features(text))

    def finds(self, text: str) -> bool:
        return self.chance(text) >= self.threshold


def list_features(text: str) -> dict[str, float]:
    """Return the words and pairs of a text, so weighed that a long one weighs no more than a short one."""
    found: set[str] = set()
    count = 0
    for words in split_sentences(text):
        plain = [word for word in words if word != CLAUSE]
        found.update(plain)
        found.update(map(" ".join, itertools.pairwise(plain)))
        found.update(f"{first} _ {last}" for first, last in zip(plain, plain[2:], strict=False))
        count += len(plain)
        if count > LONGEST:
            break
    share = 1 / math.sqrt(len(found) or 1)
    return dict.fromkeys(sorted(found), share)


def chance_of(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    total = weights.get(BIAS, 0.0) + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def learn(texts: Sequence[tuple[str, bool]], seed: int = 1) -> dict[str, float]:
    """Return weights learned from (text, whether there is need): the same ones for the same texts."""
    rows = [(list_features(text), is_needed) for text, is_needed in texts]
    counted = Counter(name for features, _needed in rows for name in features)
    known = {name for name, count in counted.items() if count >= FEWEST_TEXTS}
    rows = [
        ({name: value for name, value in features.items() if name in known}, needed)
        for features, needed in rows
    ]
    weights = dict.fromkeys([BIAS, *sorted(known)], 0.0)
    order, dice = list(range(len(rows))), random.Random(seed)  # noqa: S311 - the order of learning, nothing secret
    for epoch in range(EPOCHS):
        dice.shuffle(order)
        rate = RATE / (1 + epoch / 10)
        for place in order:
            features, is_needed = rows[place]
            error = is_needed - chance_of(weights, features)
            weights[BIAS] += rate * error * 0.3
            for name, value in features.items():
                weights[name] += rate * (error * value * 3 - DECAY * weights[name])
    return {name: round(value, 3) for name, value in weights.items() if abs(value) >= 0.02}


def choose_threshold(judged: Iterable[tuple[float, bool, bool]], most_alarms: float) -> float:
    """Return the lowest chance that keeps false alarms, phrases included, at this share: (chance, need, found by phrases)."""
    quiet = [(chance, by_phrase) for chance, is_needed, by_phrase in judged if not is_needed]
    allowed = int(most_alarms * len(quiet)) - sum(by_phrase for _chance, by_phrase in quiet)
    others = sorted((chance for chance, by_phrase in quiet if not by_phrase), reverse=True)
    if allowed <= 0 or not others:
        return 0.95
    return round(min(max(others[min(allowed, len(others) - 1)] + 0.001, 0.3), 0.95), 3)
