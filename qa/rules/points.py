"""Points: what activity is worth. Source of the formula: Question2Answer 1.8.8.

points = base + bonus + multiple x (sum of count x worth + capped votes received)
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

BASE = 100  # what a member begins with where the owner set nothing else

# Which value of the scale says what one unit of a figure of a Standing is worth, before the multiple.
WORTH: Mapping[str, str] = {
    "question_count": "post_q",
    "answer_count": "post_a",
    "accepting_count": "select_a",
    "accepted_count": "a_selected",
    "question_upvotes_cast": "vote_up_q",
    "question_downvotes_cast": "vote_down_q",
    "answer_upvotes_cast": "vote_up_a",
    "answer_downvotes_cast": "vote_down_a",
}
# The figure that sums what the votes received on posts of a kind are worth; it counts as it is.
GAINS: Mapping[str, str] = {
    "Q": "question_votes_gain",
    "A": "answer_votes_gain",
    "C": "comment_votes_gain",
}


@dataclass(frozen=True)
class Scale:
    """What everything is worth; the site options of the same names, after `points_`, say it."""

    base: int
    multiple: int
    post_q: int
    select_a: int
    post_a: int
    a_selected: int
    vote_up_q: int
    vote_down_q: int
    vote_up_a: int
    vote_down_a: int
    per_q_voted_up: int
    per_q_voted_down: int
    q_voted_max_gain: int
    q_voted_max_loss: int
    per_a_voted_up: int
    per_a_voted_down: int
    a_voted_max_gain: int
    a_voted_max_loss: int
    per_c_voted_up: int
    per_c_voted_down: int
    c_voted_max_gain: int
    c_voted_max_loss: int

    @classmethod
    def of(cls, values: Any) -> Self:
        """Return the scale of some site options."""
        return cls(**{name: getattr(values, f"points_{name}") for name in NAMES})

    def gain(self, kind: str, up_count: int, down_count: int) -> int:
        """Return what the votes of one post are worth to its author, before the multiple.

        Gain and loss are capped separately, then subtracted.
        """
        letter = kind.lower()
        up, down, most, least = (
            getattr(self, name.format(letter))
            for name in ("per_{}_voted_up", "per_{}_voted_down", "{}_voted_max_gain", "{}_voted_max_loss")
        )
        return int(min(up_count * up, most) - min(down_count * down, least))

    def worth_of(self, figures: Mapping[str, int]) -> int:
        """Return what these figures add to the points, or their change by so much (negative figures take away)."""
        counted = sum(getattr(self, worth) * figures.get(name, 0) for name, worth in WORTH.items())
        return self.multiple * int(counted + sum(figures.get(name, 0) for name in GAINS.values()))

    def total(self, figures: Mapping[str, int], bonus: int) -> int:
        """Return a member's points from the figures of their Standing and the bonus an administrator gave."""
        return self.base + bonus + self.worth_of(figures)


NAMES = tuple(field.name for field in fields(Scale))
