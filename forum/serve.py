"""The application server for the public: `python -m forum.serve --bind 127.0.0.1:8000` (decision 14).

The process that is started loads no Django; it only keeps its workers alive, which end with it.
"""

import argparse
import os

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from forum.lifeline import LIFELINE, end_with_parent

APPLICATION = "forum.wsgi:application"
HEADER_BYTES = 65_536
HEADER_SECONDS = 20
IDLE_SECONDS = 600  # a thread keeps its connection to the database that long
KILL_SECONDS = 20


def read_place(words: str) -> tuple[str, int]:
    """'127.0.0.1:8000' -> its parts. Raises ArgumentTypeError."""
    host, _colon, port = words.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65_536:
        raise argparse.ArgumentTypeError(f"{words} is no host:port.")
    return host.strip("[]"), int(port)


def read_arguments() -> argparse.Namespace:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    parser = argparse.ArgumentParser(prog="python -m forum.serve", description=__doc__)
    parser.add_argument("application", nargs="?", default=APPLICATION, help=f"what to serve ({APPLICATION})")
    parser.add_argument("--bind", default=("127.0.0.1", 8000), type=read_place, help="host:port")
    parser.add_argument(
        "--workers", type=int, default=max(2, cores), help="processes (as many as there are cores)"
    )
    parser.add_argument("--threads", type=int, default=3, help="requests that a process answers at a time")
    parser.add_argument(
        "--end-with-parent", action="store_true", help="stop when the program that started it ends"
    )
    return parser.parse_args()


def main() -> None:
    given = read_arguments()
    if given.end_with_parent:
        end_with_parent()
    os.environ[LIFELINE] = "1"
    host, port = given.bind
    Granian(
        given.application,
        host,
        port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        blocking_threads=given.threads,
        blocking_threads_idle_timeout=IDLE_SECONDS,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADER_BYTES),
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
