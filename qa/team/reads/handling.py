"""How long what moderators look at waits for a decision, lane by lane, and how evenly the work is spread. Nobody is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qa.models import ReviewItem
from qa.reads.welfare import SHARE_DAYS, Share
from qa.team.reads.waiting import in_words
from qa.team.rules.spread import find_busiest_share, find_gini

Kind = ReviewItem.Kind
# What is urgent is one lane, of whatever kind; the rest is told apart by kind. In this order on the page.
URGENT = "urgent"
LANES: dict[str, Promise | str] = {
    URGENT: _("Urgent"),
    Kind.WORRY: _("Worries about people"),
    Kind.HELD: _("Waiting for approval"),
    Kind.FLAGGED: _("Flags"),
    Kind.APPEAL: _("Appeals"),
    Kind.REPORT: _("Reports"),
    Kind.CHECK: _("Answers to be checked"),
    Kind.MEMBER: _("New members"),
}
# By the index of what was decided last. What was decided before its day (a check) waited for no time at all.
HANDLING = """
    SELECT lane, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY waited),
           percentile_cont(0.95) WITHIN GROUP (ORDER BY waited)
    FROM (SELECT CASE WHEN lane = 0 THEN 'urgent' WHEN kind = 'edit' THEN 'held' ELSE kind END AS lane,
                 greatest(decided_at - opened_at, interval '0') AS waited
          FROM qa_reviewitem WHERE decided_at > %(since)s AND decided_by_id IS NOT NULL) decided
    GROUP BY lane
"""


@dataclass(frozen=True)
class Handling:
    """One lane: how much was decided in it, within which time half of that, and 19 of 20."""

    label: Promise | str
    count: int
    median: timedelta
    slowest: timedelta

    @property
    def median_words(self) -> str:
        return in_words(self.median)

    @property
    def slowest_words(self) -> str:
        return in_words(self.slowest)


def load_handling(days: int = SHARE_DAYS) -> list[Handling]:
    """Return the lanes in which somebody decided anything in the last days: one query."""
    with connection.cursor() as cursor:
        cursor.execute(HANDLING, {"since": timezone.now() - timedelta(days=days)})
        found = {lane: rest for lane, *rest in cursor.fetchall()}
    return [Handling(label, *found[lane]) for lane, label in LANES.items() if lane in found]


@dataclass(frozen=True)
class Spread:
    """How evenly the work is spread: what whoever did most did of all, and the Gini coefficient."""

    busiest_percent: int
    gini: float


def tell_spread(shares: Sequence[Share]) -> Spread | None:
    """Return how evenly everybody's shares are; None where there is one moderator, or nothing was decided. No query."""
    counts = [share.decided for share in shares]
    busiest, gini = find_busiest_share(counts), find_gini(counts)
    return Spread(round(100 * busiest), round(gini, 2)) if busiest is not None and gini is not None else None
