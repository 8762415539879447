"""One worker: does the tasks on the list, one after the other, and every few seconds looks after the list itself."""

import logging
import re
import time
from collections.abc import Callable

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connections,
    transaction,
)
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker
from django_tasks_db.models import DBTaskResult

from forum.background import drains, upkeep
from forum.models import Worker as WorkerRow

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
TICK_SECONDS = 5.0
TASKS_BETWEEN_TICKS = 100
ADDRESS = re.compile(r"[^\s<>\"'(\[]+@[^\s<>\"')\]]+")


class Batch(LibraryWorker):
    """A stretch of work: until the list is empty, or so many tasks are done. What fails is put back with a wait."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        self.done_count = 0

    def run(self) -> None:
        """The library's loop sleeps, speaks and closes connections as it likes; this one leaves that to the worker."""
        while self.running and self.done_count < TASKS_BETWEEN_TICKS:
            result = self.claim()
            if result is None:
                return
            self.run_task(result)
            self.done_count += 1

    @transaction.atomic
    def claim(self) -> DBTaskResult | None:
        result: DBTaskResult | None = DBTaskResult.objects.ready().get_locked()
        if result is not None:
            result.claim(self.worker_id)
        return result

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        if db_task_result.traceback:
            hide_addresses(db_task_result)
            upkeep.put_back(db_task_result)


class Pulse:
    """A lock of the database that this worker holds on a connection of its own for as long as it lives.

    However it dies, the database lets go of the lock, and another worker takes up what was left undone.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.connection = connections.create_connection("default")

    def hold(self) -> None:
        """Take the lock, or make sure that it is still held. Raises DatabaseError when the database is away."""
        with self.connection.cursor() as cursor:
            cursor.execute(upkeep.HOLD, [upkeep.PULSE, self.number, upkeep.PULSE, self.number])

    def lose(self) -> None:
        self.connection.close()


class Worker:
    """Runs until it is told to stop; a task that has begun is finished first."""

    def __init__(self, is_wanted: Callable[[], bool] = lambda: True) -> None:
        self.is_wanted = is_wanted
        self.pulse: Pulse | None = None
        self.batch: Batch | None = None
        self.ticked_at = 0.0

    def run(self) -> None:
        try:
            while self.is_wanted():
                if not self.work():
                    time.sleep(POLL_SECONDS)
        finally:
            self.end()

    def work(self) -> bool:
        """Do what is on the list, for a while; return whether there was something. A database that is away is waited for.

        What was at hand when it went is taken up under another number.
        """
        try:
            pulse = self.pulse or self.begin()
            self.tick(pulse)
            drained_count = drain_once()
            self.batch = Batch(upkeep.name_worker(pulse.number))
            self.batch.running = self.is_wanted()
            self.batch.run()
        except (DatabaseError, InterfaceError):
            logger.warning("The database does not answer as it should; trying again.", exc_info=True)
            self.end()
            close_old_connections()
            return False
        return self.batch.done_count + drained_count > 0

    def begin(self) -> Pulse:
        self.pulse = Pulse(WorkerRow.objects.create().pk)
        self.ticked_at = -TICK_SECONDS
        return self.pulse

    def end(self) -> None:
        if self.pulse is not None:
            self.pulse.lose()
            self.pulse = None

    def tick(self, pulse: Pulse) -> None:
        """Look after the list, unless somebody did a moment ago."""
        now = time.monotonic()
        if now - self.ticked_at >= TICK_SECONDS:
            self.ticked_at = now
            close_old_connections()
            pulse.hold()
            WorkerRow.objects.filter(pk=pulse.number).update(seen_at=timezone.now())
            upkeep.tick()

    def stop(self) -> None:
        """Take nothing more from the list."""
        if self.batch is not None:
            self.batch.running = False


def drain_once() -> int:
    """Call every drain once; return how much they took. One that fails is logged and does not keep the others."""
    count = 0
    for name, drain in drains.items():
        try:
            count += drain()
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("%s failed", name)
    return count


def hide_addresses(result: DBTaskResult) -> None:
    """Take e-mail addresses out of what is kept about a failure: mail servers repeat them in their answers."""
    result.traceback = ADDRESS.sub("…", result.traceback)
    result.save(update_fields=["traceback"])
