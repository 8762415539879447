"""manage.py worker: does what requests put on the list, and what is due by the clock."""

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import autodiscover_modules

from forum.background.worker import Worker
from forum.lifeline import end_with_parent


class Command(BaseCommand):
    """Any number of them may run; they share the list. SIGTERM and Ctrl-C let the task at hand be finished."""

    help = "Sends mail, awards, cleans up: everything that no request should wait for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is on the list now, then end")
        parser.add_argument(
            "--end-with-parent", type=int, metavar="PID", help="stop when the program that started it ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["end_with_parent"]:
            end_with_parent(options["end_with_parent"])
        autodiscover_modules("tasks")
        self.is_stopped = False
        self.worker = Worker(lambda: not self.is_stopped)
        if options["once"]:
            while self.worker.work():
                pass
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        self.worker.run()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopped = True
        self.worker.stop()
