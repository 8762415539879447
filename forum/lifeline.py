"""Ends a server together with the program that started it: kill -9 of make leaves no server (and no database) behind."""

import os
import signal
import threading
import time

LOOK_SECONDS = 0.5
LIFELINE = "FORUM_LIFELINE"  # environment variable: workers end with the server that started them


def end_with_parent(parent: int = 0) -> None:
    """From now on, ask this process to end (SIGTERM) once its parent is gone, however the parent died.

    Whoever gives the parent's number is safe from a parent that was gone before this began.
    """
    parent = parent or os.getppid()

    def wait() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
