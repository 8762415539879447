"""What the frame of every page knows of the conversation."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest

from accounts.viewers import NOBODY
from forum import options
from qa.reads.admissions import count_waiting as count_newcomers
from qa.reads.records import measures_in_force
from qa.reads.reviews import count_waiting
from qa.views.engines import told_of


def engines(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Give templates `engines`: what search engines are told of the page (read when it is used: the view says so)."""
    return {"engines": lambda: told_of(request)}


def moderation(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Give templates, each read once and only when used: `review_count` and `newcomer_count`, None for those whom they do
    not concern; and `own_measures`, what was decided about the one who looks and holds now."""
    viewer = getattr(request, "viewer", NOBODY)
    return {
        "review_count": cache(lambda: count_waiting(viewer)),
        "newcomer_count": cache(lambda: count_newcomers(viewer, options.current())),
        "own_measures": cache(lambda: measures_in_force(viewer)),
    }
