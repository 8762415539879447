"""How `make run PROD=1` runs gunicorn (a site for the public starts it with settings of its own)."""

from typing import Any

from forum.lifeline import end_with_parent

worker_class = "gthread"
workers = 2
threads = 4


def on_starting(server: Any) -> None:
    """Gunicorn's workers watch their master; this lets the master watch make."""
    end_with_parent()
