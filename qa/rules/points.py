"""Points: what activity is worth. Source of the formula and its defaults: Question2Answer 1.8.8.

points = base + bonus + multiple x (sum of count x worth + capped votes received)
"""

from collections.abc import Mapping
from dataclasses import dataclass

BASE = 100
MULTIPLE = 10

# What one unit of each figure of a Standing is worth, before the multiple.
WORTH: Mapping[str, int] = {
    "question_count": 2,
    "answer_count": 4,
    "accepting_count": 3,
    "accepted_count": 30,
    "question_upvotes_cast": 1,
    "question_downvotes_cast": 1,
    "answer_upvotes_cast": 1,
    "answer_downvotes_cast": 1,
    "question_votes_gain": 1,
    "answer_votes_gain": 1,
}


@dataclass(frozen=True)
class VoteWorth:
    """What votes received on one post are worth; gain and loss are capped separately, then subtracted."""

    up: int
    down: int
    max_gain: int
    max_loss: int

    def gain(self, up_count: int, down_count: int) -> int:
        """Return the worth (before the multiple) of a post's votes."""
        return min(up_count * self.up, self.max_gain) - min(down_count * self.down, self.max_loss)


QUESTION_VOTES = VoteWorth(up=1, down=1, max_gain=10, max_loss=3)
ANSWER_VOTES = VoteWorth(up=2, down=2, max_gain=20, max_loss=5)


def total_points(figures: Mapping[str, int], bonus: int) -> int:
    """Return a member's points from the figures of their Standing and the bonus an administrator gave."""
    return BASE + bonus + worth_of(figures)


def worth_of(figures: Mapping[str, int]) -> int:
    """Return what a change of these figures adds to the points (negative figures take away)."""
    return MULTIPLE * sum(WORTH.get(name, 0) * count for name, count in figures.items())
