"""How urgent a worry is, and how much heavier a wait weighs for it. Pure arithmetic."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final, TypeVar

T = TypeVar("T")
URGENT, NORMAL, LATER = 0, 1, 2
LANES: Final = {"danger": URGENT, "dying": URGENT, "hurt": NORMAL, "alone": NORMAL, "other": LATER}
# An hour of waiting counts for so many where somebody worries about the asker.
WEIGHTS: Final = {URGENT: 4, NORMAL: 2, LATER: 1}


def weigh(wait: timedelta, lane: int | None) -> timedelta:
    """Return how long somebody waits, weighted by the lane in which others worry about them (None: nobody does)."""
    return wait * WEIGHTS.get(LATER if lane is None else lane, 1)


def order_by_wait(
    things: Iterable[T], wait: Callable[[T], timedelta], lane: Callable[[T], int | None]
) -> list[T]:
    """Return the things, the longest weighted wait first; equals stay in their order."""
    return sorted(things, key=lambda one: -weigh(wait(one), lane(one)))
