"""How likely it is that whoever writes a text needs the crisis card: two readers scored it, and together that is a chance. Pure.

One reader is a small encoder, a transformer of six layers that onnxruntime runs (`learning/` says how it was taught): it knows
which words are kin, and in what order they stand. The other weighs words and parts of words. Nothing leaves the process, and
nothing that was read is kept.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from qa.care.rules.wordpieces import Pieces
from qa.care.rules.words import SILENCE, Weights


@dataclass(frozen=True)
class Blend:
    """How two scores become a chance (logistic regression)."""

    encoder: float
    words: float
    shift: float

    def chance(self, by_encoder: float, by_words: float) -> float:
        return as_chance(self.encoder * by_encoder + self.words * by_words + self.shift)


@dataclass(frozen=True)
class Classifier:
    """Who reads, how their scores become a chance, and from which chance on the card is shown.

    `run`: scores a window of pieces. `hints`: shipped phrases that alone do not suffice, for they stand in texts without need as
    well. `measured`: for each writer who was left out of learning: found, of how many with need, needlessly shown, of how many
    others. `texts`: what it was learned from (qa.care.reads.corpus.digest).
    """

    pieces: Pieces
    run: Callable[[Sequence[int]], float]
    words: Weights
    blend: Blend
    threshold: float
    hints: frozenset[str] = frozenset()
    measured: Mapping[str, Sequence[int]] = field(default_factory=dict)
    texts: str = ""

    def chance(self, text: str) -> float:
        """Return how likely it is that whoever writes this needs the card, by its most telling window; 0 without a letter."""
        if not has_letters(text):
            return 0.0
        read = max(map(self.run, self.pieces.list_windows(text)), default=SILENCE)
        return self.blend.chance(read, self.words.score(text))

    def finds(self, text: str) -> bool:
        """Whether the chance reaches the threshold; where a window suffices, those after it are not read."""
        if not has_letters(text):
            return False
        by_words = self.words.score(text)
        return any(
            self.blend.chance(self.run(window), by_words) >= self.threshold
            for window in self.pieces.list_windows(text)
        )


def has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def as_chance(value: float) -> float:
    """Return the logistic function of a score."""
    return 1 / (1 + math.exp(-max(min(value, 30.0), -30.0)))
