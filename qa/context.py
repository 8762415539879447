"""What the frame of every page knows of the conversation."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest

from accounts.viewers import NOBODY
from qa.reads.approvals import count_held
from qa.reads.records import measures_in_force


def moderation(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Give templates `held_count`, read once and only when used: None for those who do not approve posts; and
    `own_measures`, what was decided about the one who looks and holds now."""
    viewer = getattr(request, "viewer", NOBODY)
    return {
        "held_count": cache(lambda: count_held(viewer)),
        "own_measures": cache(lambda: measures_in_force(viewer)),
    }
