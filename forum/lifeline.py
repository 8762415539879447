"""Ends a server together with the program that started it: kill -9 of make leaves no server (and no database) behind."""

import faulthandler
import os
import signal
import threading
import time

LOOK_SECONDS = 0.5
END_SECONDS = 10.0
LIFELINE = "FORUM_LIFELINE"  # environment variable: workers end with the server that started them


def end_for_sure() -> None:
    """Let this process end within ten seconds from now, even if its threads hang while Python shuts down.

    A thread of C, not of Python, sees to that; it needs no lock.
    """
    faulthandler.dump_traceback_later(END_SECONDS, exit=True)


def end_with_parent() -> None:
    """From now on, ask this process to end (SIGTERM) once its parent is gone, however the parent died."""
    parent = os.getppid()

    def wait() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        end_for_sure()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
