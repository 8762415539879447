"""How the background work stands: for the console and /healthz."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from forum.background.upkeep import find_living

LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Figures:
    """Workers alive, tasks due now and since when, tasks put off, at work, done and failed."""

    worker_count: int
    due_count: int
    due_since: datetime | None
    later_count: int
    running_count: int
    done_count: int
    failed_count: int
    last_done_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether something has been due for so long that somebody should look."""
        return self.due_since is not None and timezone.now() - self.due_since > LATE_AFTER


def read_figures() -> Figures:
    """Return the figures, in two queries."""
    now = timezone.now()
    ready = Q(status=TaskResultStatus.READY)
    is_later = ready & Q(run_after__gt=now, run_after__year__lt=9999)
    is_due = ready & ~is_later
    found = DBTaskResult.objects.aggregate(
        due=Count("pk", filter=is_due),
        enqueued=Min("enqueued_at", filter=is_due & Q(run_after__year=9999)),
        put_off=Min("run_after", filter=is_due & Q(run_after__lte=now)),
        later=Count("pk", filter=is_later),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        done=Count("pk", filter=Q(status=TaskResultStatus.SUCCESSFUL)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        last=Max("finished_at", filter=Q(status=TaskResultStatus.SUCCESSFUL)),
    )
    since = [moment for moment in (found["enqueued"], found["put_off"]) if moment]
    return Figures(
        worker_count=len(find_living()),
        due_count=found["due"],
        due_since=min(since, default=None),
        later_count=found["later"],
        running_count=found["running"],
        done_count=found["done"],
        failed_count=found["failed"],
        last_done_at=found["last"],
    )
