"""Learning a weight for each feature of words: linear separation with squared hinge loss.

Learned one text at a time in the dual form (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008),
so no rate has to be chosen. Plain Python: the same texts give the same weights on every machine.
"""

import math
import random
from array import array
from collections.abc import Sequence

from qa.care.rules.features import SIZE, list_windows
from qa.care.rules.words import Weights

FEWEST_TEXTS = 2  # in which a feature must stand to be learned
ROUNDS, COST, SMALL = 15, 1.0, 5.0
LARGEST = 127  # of what a byte holds


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
