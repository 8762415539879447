"""How a mailing stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from qa.mailings.models import Mailing, Recipient


@dataclass(frozen=True)
class Progress:
    """How many mails went out, were left out or refused, and how many are to go."""

    total: int
    sent: int
    skipped: int
    failed: int
    left: int
    ends_at: datetime | None

    @property
    def done(self) -> int:
        return self.total - self.left


def read_progress(mailing: Mailing) -> Progress:
    """Return the figures, in one query."""
    found = Recipient.objects.filter(mailing=mailing).values_list("state").annotate(Count("pk")).order_by()
    counts: dict[str, int] = dict(found)
    state = Recipient.State
    left = counts.get(state.WAITING, 0) + counts.get(state.CLAIMED, 0)
    is_moving = mailing.state == Mailing.State.RUNNING and left
    return Progress(
        total=sum(counts.values()),
        sent=counts.get(state.SENT, 0),
        skipped=counts.get(state.SKIPPED, 0),
        failed=counts.get(state.FAILED, 0),
        left=left,
        ends_at=timezone.now() + timedelta(minutes=left / mailing.pace) if is_moving else None,
    )
