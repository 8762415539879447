"""Hotness: which questions stand first under "Hot". Two forms, both one stored figure with an index.

*Static* (the default; the form of Lobsters, with the figures of this place): the logarithm of what a question earned, plus
its date. Ten times as much outweighs 22 hours. Nothing has to be refreshed as time goes by, since all questions grow old
together; and as views do not count, reading changes nothing in the index. Answers count half a vote each and ten at most,
so that a long discussion alone does not lead; they lift nothing that readers voted down.

*Weighed*: Question2Answer 1.8.8, a sum of five seconds' counts with the owner's weights.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import log10
from typing import Any, Self

EPOCH = datetime(2010, 1, 1, tzinfo=UTC)
SECONDS_PER_ANSWER = 160_000
SECONDS_PER_VOTE = 160_000
SECONDS_PER_VIEW = 4_000
# The static form: so many seconds weigh as much as ten times the votes; answers count half a vote, up to so many.
SECONDS_PER_TENFOLD = 79_200.0
MOST_ANSWERS = 10


@dataclass(frozen=True)
class Weights:
    """The form and the five weights, in percent; the site options `hotness_form` and `hot_weight_*` say it."""

    form: str
    q_age: float
    a_age: float
    answers: float
    votes: float
    views: float

    @classmethod
    def of(cls, values: Any) -> Self:
        """Return the weights of some site options."""
        return cls(values.hotness_form, **{name: getattr(values, f"hot_weight_{name}") for name in WEIGHTS})


WEIGHTS = ("q_age", "a_age", "answers", "votes", "views")


def hotness(
    weights: Weights,
    asked_at: datetime,
    last_answer_at: datetime | None,
    answer_count: int,
    score: int,
    view_count: int,
) -> float:
    """Return the sorting figure of a question."""
    if weights.form == "static":
        return static_hotness(asked_at, answer_count, score)
    return (
        weights.q_age * (asked_at - EPOCH).total_seconds()
        + weights.a_age * ((last_answer_at or asked_at) - EPOCH).total_seconds()
        + weights.answers * SECONDS_PER_ANSWER * answer_count
        + weights.votes * SECONDS_PER_VOTE * score
        + weights.views * SECONDS_PER_VIEW * view_count
    )


def static_hotness(asked_at: datetime, answer_count: int, score: int) -> float:
    """Return the logarithm of votes (the asker's own among them) and answers, plus the date in units of 22 hours."""
    voices = score + 1
    earned = log10(voices + min(answer_count, MOST_ANSWERS) / 2.0) if voices > 0 else -log10(1.0 - voices)
    return earned + (asked_at - EPOCH).total_seconds() / SECONDS_PER_TENFOLD
