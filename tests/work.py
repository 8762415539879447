"""Doing what is on the list of tasks, within the test: the worker's own code, without its process."""

from django_tasks_db.models import DBTaskResult

from forum.background.worker import Batch, drain_once


def work():
    """Do everything that is due now, what the drains take as well; return how many tasks there were."""
    count = 0
    while True:
        drained = drain_once()
        batch = Batch("worker-0")
        batch.run()
        count += batch.done_count
        if not drained and not batch.done_count:
            return count


def waiting(name=""):
    """Return the tasks on the list that are not done, of a function or of all."""
    return list(DBTaskResult.objects.exclude(status="SUCCESSFUL").filter(task_path__endswith=name))
