"""manage.py serve: the application server for the public, Granian (docs/decisions/0012)."""

import argparse
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from forum.lifeline import LIFELINE, end_with_parent

HEADER_BYTES = 65_536
HEADER_SECONDS = 20


class Command(BaseCommand):
    help = "Serve the site with production settings. Static files and pages alike; put a proxy with TLS in front."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        parser.add_argument("--bind", default="127.0.0.1:8000", type=read_place, help="host:port")
        parser.add_argument(
            "--workers", type=int, default=max(2, cores), help="processes; as many as there are cores"
        )
        parser.add_argument(
            "--threads", type=int, default=4, help="requests that a process answers at a time"
        )
        parser.add_argument(
            "--end-with-parent", action="store_true", help="stop when the program that started it ends"
        )

    def handle(self, *, bind: tuple[str, int], workers: int, threads: int, **options: Any) -> None:
        if options["end_with_parent"]:
            end_with_parent()
        os.environ[LIFELINE] = "1"
        server = Granian(
            "forum.wsgi:application",
            *bind,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            blocking_threads_idle_timeout=600,
            websockets=False,
            http1_settings=HTTP1Settings(
                header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADER_BYTES
            ),
            respawn_failed_workers=True,
            workers_kill_timeout=20,
            log_level=LogLevels.warning,
        )
        server.serve()


def read_place(words: str) -> tuple[str, int]:
    """'127.0.0.1:8000' -> its parts. Raises ArgumentTypeError."""
    host, _colon, port = words.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65_536:
        raise argparse.ArgumentTypeError(f"{words} is no host:port.")
    return host.strip("[]"), int(port)
