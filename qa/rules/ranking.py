"""The order of answers: the share of helpful votes, smoothed, with votes that age.

    share = (U + a) / (U + D + a + b)

U and D are the votes up and down, each worth half as much every two years; a and b are a few votes of an average answer,
so that a new answer starts in the middle. Source: the mean of a Beta distribution with prior (a, b); forward decay.

A vote's weight is stored as of EPOCH, 2 ** ((voted_at - EPOCH) / HALF_LIFE), and never has to be refreshed: reading
multiplies all of them by one factor.

An answer that should have been checked again by now stands lower: its share counts for OVERDUE_FACTOR until somebody does.

What "average" means is estimated from the site's own votes (`estimate_prior`): a / (a + b) is the share of votes up, and
a + b says how alike answers are. Source of the latter: the moments of a beta-binomial distribution, Kleinman 1973.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
HALF_LIFE = timedelta(days=730.5)
OVERDUE_FACTOR = 0.8
FEWEST_VOTES = 200
FEWEST_ANSWERS = 30  # with two votes or more: one vote alone says nothing about how alike answers are
MOST_PRIOR_VOTES = 100


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


def weigh_share(share: float, is_overdue: bool) -> float:
    """Return what an answer's share counts for in the order of answers."""
    return share * OVERDUE_FACTOR if is_overdue else share


@dataclass(frozen=True)
class VoteFigures:
    """Sums over the answers with votes, n of them each and u up: what `estimate_prior` needs to know.

    `several_count` is the number of answers with two votes or more; `up_square_sum` adds up u * u / n.
    """

    answer_count: int = 0
    several_count: int = 0
    vote_sum: int = 0
    up_sum: int = 0
    vote_square_sum: int = 0
    up_square_sum: float = 0.0


def estimate_prior(figures: VoteFigures, vote_count: int) -> tuple[int, int] | None:
    """Return (votes, percent helpful) of an average answer, or None where there are too few votes to tell.

    `vote_count` is the number in force; it stays where the votes do not say how alike answers are. Were all answers equally
    helpful, their shares would differ by chance alone; the less they differ beyond that, the more votes one waits for.
    """
    if figures.vote_sum < FEWEST_VOTES:
        return None
    mean = figures.up_sum / figures.vote_sum
    percent = min(99, max(1, round(100 * mean)))
    freedom = figures.answer_count - 1
    reach = figures.vote_sum - figures.vote_square_sum / figures.vote_sum - freedom
    by_chance = mean * (1 - mean)
    if figures.several_count < FEWEST_ANSWERS or by_chance <= 0 or reach <= 0:
        return vote_count, percent
    spread = (figures.up_square_sum - mean * mean * figures.vote_sum) / by_chance
    likeness = (spread - freedom) / reach
    if likeness <= 1 / (MOST_PRIOR_VOTES + 1):
        return MOST_PRIOR_VOTES, percent
    return max(1, round(1 / likeness - 1)), percent
