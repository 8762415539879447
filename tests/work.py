"""Doing what is on the list of tasks, within the test: the worker's own code, without its process."""

from django_tasks_db.models import DBTaskResult

from forum.background.worker import Batch


def work():
    """Do everything that is due now; return how many tasks there were."""
    batch = Batch("worker-0")
    batch.run()
    return batch.done_count


def waiting(name=""):
    """Return the tasks on the list that are not done, of a function or of all."""
    return list(DBTaskResult.objects.exclude(status="SUCCESSFUL").filter(task_path__endswith=name))
