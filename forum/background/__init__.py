"""Work behind the request: tasks that are put on a list in the transaction that makes them necessary, and done by
`manage.py worker`.

A task is a function of a module, marked with `background`; its arguments are kept in the database as JSON, so give numbers
of rows and never names, addresses or texts. It may run twice (a worker can die after the deed and before it says so), so
it looks first whether it is still wanted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django_tasks import task
from django_tasks.base import Task

ATTEMPTS = 6
FIRST_WAIT, WAIT_FACTOR, LONGEST_WAIT = timedelta(seconds=30), 4, timedelta(hours=6)

attempts_of: dict[str, int] = {}
periodic_tasks: dict[str, "Periodic"] = {}
drains: dict[str, Callable[[], int]] = {}


@dataclass(frozen=True)
class Periodic:
    """A task without arguments that is put on the list again and again."""

    task: Task[Any, Any]
    every: timedelta


def background(
    *, attempts: int = ATTEMPTS, priority: int = 0
) -> Callable[[Callable[..., Any]], Task[Any, Any]]:
    """Make a function a task: `send_notice.enqueue(post_id)`. What fails is tried again, later each time."""

    def mark(function: Callable[..., Any]) -> Task[Any, Any]:
        made: Task[Any, Any] = task(priority=priority)(function)
        attempts_of[made.module_path] = attempts
        return made

    return mark


def periodic(every: timedelta) -> Callable[[Task[Any, Any]], Task[Any, Any]]:
    """Have a task done once in every such span of time. Stands above `background`, in a module named `tasks` of an app."""

    def mark(made: Task[Any, Any]) -> Task[Any, Any]:
        periodic_tasks[made.module_path] = Periodic(made, every)
        return made

    return mark


def drain(function: Callable[[], int]) -> Callable[[], int]:
    """Have the worker call this again and again: it takes some of what waits in a table of its own, and returns how much.

    For what the database itself notes down (a trigger, in the transaction of the deed), so that no request pays for a task.
    Several workers may call it at one moment.
    """
    drains[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def wait_after(attempt: int) -> timedelta:
    """Return how long to wait after the attempt of that number (1, 2, ...) has failed: 30 s, 2 min, 8 min, ..., 6 h."""
    return min(FIRST_WAIT * WAIT_FACTOR ** min(attempt - 1, 10), LONGEST_WAIT)


def has_another_attempt(path: str, attempt: int) -> bool:
    return attempt < attempts_of.get(path, ATTEMPTS)
