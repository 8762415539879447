"""What the frame of every page knows of the conversation."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest

from accounts.viewers import NOBODY
from forum import options
from qa.reads.admissions import count_waiting
from qa.reads.approvals import count_held


def moderation(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Give templates `held_count` and `newcomer_count`, read once and only when used: None for those whom they do not concern."""
    viewer = getattr(request, "viewer", NOBODY)
    return {
        "held_count": cache(lambda: count_held(viewer)),
        "newcomer_count": cache(lambda: count_waiting(viewer, options.current())),
    }
