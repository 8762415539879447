"""What words alone tell of a text: a weight for each of its features (qa.care.rules.features), however it is spelt. Pure.

It knows less of what is said than the encoder does, but it errs elsewhere: together they are better than either
(qa.care.rules.classifier). `learning/words.py` learned it; what is kept is one byte for each feature.
"""

import base64
import math
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.care.rules.features import list_windows

SILENCE = -9.0  # the score of a text that says nothing


@dataclass(frozen=True)
class Weights:
    """The weight of each feature in steps of `step`."""

    steps: Sequence[int]
    step: float
    bias: float

    def score(self, text: str) -> float:
        """Return how far the most telling part of a text is on the side of need."""
        return max(
            (
                self.bias + self.step * sum(map(self.steps.__getitem__, found)) / math.sqrt(len(found))
                for found in list_windows(text)
                if found  # signs alone hold no words
            ),
            default=SILENCE,
        )

    def pack(self) -> dict[str, Any]:
        """Return what is kept."""
        raw = bytes(step & 0xFF for step in self.steps)
        return {
            "step": self.step,
            "bias": self.bias,
            "steps": base64.b64encode(zlib.compress(raw, 9)).decode(),
        }


def unpack(kept: Mapping[str, Any]) -> Weights:
    """Return the weights that were kept."""
    return Weights(array("b", zlib.decompress(base64.b64decode(kept["steps"]))), kept["step"], kept["bias"])
