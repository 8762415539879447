"""Looking after the list of tasks: what a dead worker left, what is due again, what is old."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from forum.background import has_another_attempt, periodic_tasks, wait_after
from forum.models import ScheduledTask
from forum.models import Worker as WorkerRow

PULSE = 0x70756C73  # first half of the locks that living workers hold; the second is their number
TICK = 0x7469636B  # of the one worker that looks after the list
HOLD = """
    SELECT pg_advisory_lock(%s, %s) WHERE NOT EXISTS
        (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = %s AND objid = %s)
"""
LIVING = """
    SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
KEPT_DONE, KEPT_FAILED = timedelta(days=1), timedelta(days=30)
CLOCKS_DIFFER = timedelta(days=3)
PREFIX = "worker-"


def name_worker(number: int) -> str:
    return f"{PREFIX}{number}"


def find_living() -> set[int]:
    """Return the numbers of the workers that live, as the database knows by their locks."""
    with connection.cursor() as cursor:
        cursor.execute(LIVING, [PULSE])
        return {number for (number,) in cursor.fetchall()}


@transaction.atomic
def tick() -> bool:
    """Do the upkeep, unless another worker is at it; return whether it was done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TICK])
        if not cursor.fetchone()[0]:
            return False
    take_up_what_was_left()
    enqueue_what_is_due()
    return True


def take_up_what_was_left() -> int:
    """Put back the tasks whose worker is gone; return how many. They count as attempts, or one could kill all workers."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).select_for_update(skip_locked=True)
    left = list(running)
    if not left:
        return 0
    living = {name_worker(number) for number in find_living()}
    left = [result for result in left if not result.worker_ids or result.worker_ids[-1] not in living]
    for result in left:
        result.status = TaskResultStatus.FAILED
        result.finished_at = timezone.now()
        result.exception_class_path = "forum.background.WorkerDied"
        result.traceback = "The worker died while it was at this task."
        result.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
        put_back(result, wait=timedelta(0))
    return len(left)


def put_back(result: DBTaskResult, wait: timedelta | None = None) -> bool:
    """Put a task that failed on the list again, for later; return whether it has an attempt left."""
    attempt = len(result.worker_ids)
    if not has_another_attempt(result.task_path, attempt):
        return False
    result.status = TaskResultStatus.READY
    result.run_after = timezone.now() + (wait_after(attempt) if wait is None else wait)
    result.save(update_fields=["status", "run_after"])
    return True


def try_again(results: QuerySet[DBTaskResult]) -> int:
    """Put tasks that failed, or wait for their next attempt, on the list for now; return how many."""
    unfinished = results.filter(status__in=[TaskResultStatus.FAILED, TaskResultStatus.READY])
    return unfinished.update(status=TaskResultStatus.READY, run_after=timezone.now())


def enqueue_what_is_due() -> int:
    """Put the periodic tasks on the list whose time has come; return how many. What was missed is done once.

    What is due far more than a whole period from now was put there by a clock that was ahead: it would wait until that day.
    A clock that was a little off does nothing twice.
    """
    now = timezone.now()
    kept = {row.name: row for row in ScheduledTask.objects.all()}
    count = 0
    for name, periodic in periodic_tasks.items():
        row = kept.get(name) or ScheduledTask(name=name, next_at=now)
        if not now < row.next_at <= now + periodic.every + CLOCKS_DIFFER:
            periodic.task.enqueue()
            row.next_at = now + periodic.every
            row.save()
            count += 1
    return count


def forget_what_is_old() -> int:
    """Delete what was done a day ago, failures after a month, and workers that are long gone; return how many tasks."""
    now = timezone.now()
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT_DONE)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - KEPT_FAILED)
    WorkerRow.objects.filter(seen_at__lt=now - KEPT_DONE).exclude(pk__in=find_living()).delete()
    return done.delete()[0] + failed.delete()[0]
