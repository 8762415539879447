"""The order of answers: the share of helpful votes, smoothed, with votes that age.

    share = (U + a) / (U + D + a + b)

U and D are the votes up and down, each worth half as much every two years; a and b are a few votes of an average answer,
so that a new answer starts in the middle. Source: the mean of a Beta distribution with prior (a, b); forward decay.

A vote's weight is stored as of EPOCH, 2 ** ((voted_at - EPOCH) / HALF_LIFE), and never has to be refreshed: reading
multiplies all of them by one factor.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
HALF_LIFE = timedelta(days=730.5)


@dataclass(frozen=True)
class Prior:
    """The votes that every answer starts with: `helpful` (a) and `unhelpful` (b)."""

    helpful: float = 1.6
    unhelpful: float = 0.4

    @classmethod
    def of(cls, vote_count: int, percent_helpful: int) -> "Prior":
        """Return the prior of that many votes, that many percent of them helpful."""
        return cls(vote_count * percent_helpful / 100, vote_count * (100 - percent_helpful) / 100)


def aging_factor(now: datetime) -> float:
    """Return what stored weights are multiplied by at this moment."""
    return float(2.0 ** ((EPOCH - now) / HALF_LIFE))


def helpful_share(up_weight: float, down_weight: float, factor: float, prior: Prior) -> float:
    """Return the share, between 0 and 1, from the stored weights of the votes and the factor of the moment."""
    ups, downs = up_weight * factor, down_weight * factor
    return (ups + prior.helpful) / (ups + downs + prior.helpful + prior.unhelpful)
