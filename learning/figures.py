"""From scores of texts that were not learned from: chances, the threshold, and which phrases suffice alone."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from qa.care.reads.corpus import Labelled
from qa.care.rules.classifier import Blend

MOST_ALARMS = 0.045  # of texts without need, phrases and encoder together, of writers who were left out
RIDGE = 0.1
FEWEST_CHANCE, MOST_CHANCE = 0.02, 0.99


def fit_blend(judged: Sequence[tuple[float, float, bool]], rounds: int = 30) -> Blend:
    """Return how two scores become chances: logistic regression by Newton's method, a little held back (ridge)."""
    rows = np.array([(by_encoder, by_words, 1.0) for by_encoder, by_words, _need in judged])
    needs = np.array([float(need) for _encoder, _words, need in judged])
    found = np.zeros(3)
    for _round in range(rounds):
        chances = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slopes = rows.T @ (needs - chances) - RIDGE * found
        curves = (rows * (chances * (1 - chances))[:, None]).T @ rows + RIDGE * np.eye(3)
        found += np.linalg.solve(curves, slopes)
    return Blend(*(round(float(one), 4) for one in found))


def choose_threshold(judged: Iterable[tuple[float, bool, bool]], most_alarms: float) -> float:
    """Return the lowest chance that keeps false alarms, phrases included, at this share: (chance, need, found by phrases)."""
    quiet = [(chance, by_phrase) for chance, need, by_phrase in judged if not need]
    allowed = int(most_alarms * len(quiet)) - sum(by_phrase for _chance, by_phrase in quiet)
    others = sorted((chance for chance, by_phrase in quiet if not by_phrase), reverse=True)
    if allowed < 0 or not others:
        return MOST_CHANCE
    return round(min(max(others[min(allowed, len(others) - 1)] + 0.0005, FEWEST_CHANCE), MOST_CHANCE), 4)


def find_doubtful(found: Sequence[set[int]], texts: Sequence[Labelled], but: str = "") -> set[int]:
    """Return the phrases that stand in texts without need, of all writers or all but one."""
    counted = Counter(
        number
        for one, numbers in zip(texts, found, strict=True)
        if not one.is_needed and one.source != but
        for number in numbers
    )
    return set(counted)
