"""What the frame of every page knows of the conversation."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest

from accounts.viewers import NOBODY
from qa.reads.reviews import count_waiting


def moderation(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Give templates `review_count`, read once and only when used: None for those who look at nothing there."""
    viewer = getattr(request, "viewer", NOBODY)
    return {"review_count": cache(lambda: count_waiting(viewer))}
