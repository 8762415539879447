"""What labelled texts taught: a weight for each feature of a text (qa.care.rules.features), for what no phrase says. Pure.

A linear separation with squared hinge loss, learned one text at a time in the dual form (no rate to be chosen; the same texts
give the same weights), then turned into chances on texts that it did not see. `manage.py learn_care` does that; what is kept
is one byte for each feature.
"""

import base64
import math
import random
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qa.care.rules.features import SIZE, list_windows

FEWEST_TEXTS = 2  # in which a feature must stand to be learned
ROUNDS, COST, SMALL = 15, 1.0, 5.0
LARGEST = 127  # of what a byte holds
FEWEST_CHANCE, MOST_CHANCE = 0.05, 0.99


@dataclass(frozen=True)
class Weights:
    """The weight of each feature in steps of `step`; how a sum becomes a chance; from which chance on the card is shown.

    `hints`: shipped phrases that alone do not suffice, for they stand in texts without need as well.
    """

    steps: Sequence[int]
    step: float
    bias: float
    slope: float = 1.0
    shift: float = 0.0
    threshold: float = 2.0
    hints: frozenset[str] = frozenset()
    measured: Mapping[str, Any] = field(default_factory=dict)

    def score(self, text: str) -> float:
        """Return how far the most telling part of a text is on the side of need."""
        return max(
            (
                self.bias + self.step * sum(map(self.steps.__getitem__, found)) / math.sqrt(len(found))
                for found in list_windows(text)
                if found  # signs alone hold no words
            ),
            default=-9.0,
        )

    def chance(self, text: str) -> float:
        """Return how likely it is that somebody who writes this needs the card, as far as the words tell."""
        return as_chance(self.slope * self.score(text) + self.shift)

    def finds(self, text: str) -> bool:
        return self.chance(text) >= self.threshold

    def pack(self) -> dict[str, Any]:
        """Return what is kept."""
        raw = bytes(step & 0xFF for step in self.steps)
        return {
            "step": self.step, "bias": self.bias, "slope": self.slope, "shift": self.shift, "threshold": self.threshold,
            "hints": sorted(self.hints), "measured": dict(self.measured),
            "steps": base64.b64encode(zlib.compress(raw, 9)).decode(),
        }  # fmt: skip


def unpack(kept: Mapping[str, Any]) -> Weights:
    """Return the weights that were kept."""
    return Weights(
        array("b", zlib.decompress(base64.b64decode(kept["steps"]))),
        kept["step"], kept["bias"], kept["slope"], kept["shift"], kept["threshold"],
        frozenset(kept["hints"]), kept["measured"],
    )  # fmt: skip


def as_chance(value: float) -> float:
    return 1 / (1 + math.exp(-max(min(value, 30.0), -30.0)))


def learn(texts: Sequence[tuple[str, bool]], seed: int = 1) -> Weights:
    """Return weights learned from (text, whether there is need): the same ones for the same texts."""
    rows = [(sorted(found), is_needed) for text, is_needed in texts for found in list_windows(text)]
    counted = array("i", bytes(4 * SIZE))
    for found, _needed in rows:
        for one in found:
            counted[one] += 1
    rarity = [
        math.log((1 + len(rows)) / (1 + count)) + 1 if count >= FEWEST_TEXTS else 0.0 for count in counted
    ]
    weights, bias = separate(
        [
            (
                [one for one in found if rarity[one]],
                [rarity[one] / math.sqrt(len(found)) / SMALL for one in found if rarity[one]],
                1.0 if is_needed else -1.0,
            )
            for found, is_needed in rows
        ],
        seed,
    )
    exact = [weight * rare / SMALL for weight, rare in zip(weights, rarity, strict=True)]
    step = float(f"{max(max(map(abs, exact)), 1e-9) / LARGEST:.6g}")
    return Weights(array("b", [round(one / step) for one in exact]), step, round(bias, 6))


def separate(rows: Sequence[tuple[list[int], list[float], float]], seed: int) -> tuple[list[float], float]:
    """Return weights and bias by descent in the dual, one coordinate (one text) at a time."""
    weights, bias = [0.0] * SIZE, 0.0
    shares = [0.0] * len(rows)
    curves = [1.0 + sum(value * value for value in values) + 0.5 / COST for _found, values, _sign in rows]
    order, dice = list(range(len(rows))), random.Random(seed)  # noqa: S311 - the order of learning, nothing secret
    for _round in range(ROUNDS):
        dice.shuffle(order)
        for at in order:
            found, values, sign = rows[at]
            reached = bias + sum(weights[one] * value for one, value in zip(found, values, strict=True))
            slope = sign * reached - 1 + 0.5 / COST * shares[at]
            share = max(shares[at] - slope / curves[at], 0.0)
            change = (share - shares[at]) * sign
            if change:
                shares[at] = share
                bias += change
                for one, value in zip(found, values, strict=True):
                    weights[one] += change * value
    return weights, bias


def fit_chances(judged: Iterable[tuple[float, bool]], rounds: int = 400) -> tuple[float, float]:
    """Return slope and shift by which scores of texts that were not seen become chances."""
    rows = list(judged)
    slope, shift = 1.0, 0.0
    for _round in range(rounds):
        errors = [(is_needed - as_chance(slope * score + shift), score) for score, is_needed in rows]
        slope += 2 * sum(error * score for error, score in errors) / max(len(rows), 1)
        shift += 2 * sum(error for error, _score in errors) / max(len(rows), 1)
    return round(slope, 4), round(shift, 4)


def choose_threshold(judged: Iterable[tuple[float, bool, bool]], most_alarms: float) -> float:
    """Return the lowest chance that keeps false alarms, phrases included, at this share: (chance, need, found by phrases)."""
    quiet = [(chance, by_phrase) for chance, is_needed, by_phrase in judged if not is_needed]
    allowed = int(most_alarms * len(quiet)) - sum(by_phrase for _chance, by_phrase in quiet)
    others = sorted((chance for chance, by_phrase in quiet if not by_phrase), reverse=True)
    if allowed < 0 or not others:
        return MOST_CHANCE
    return round(min(max(others[min(allowed, len(others) - 1)] + 0.001, FEWEST_CHANCE), MOST_CHANCE), 3)
