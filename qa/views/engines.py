"""What a page says to search engines: whether they may show it, and the one address that stands for it.

A view says so before it renders; what nobody speaks of is not to be shown. The element in the page (templates/base.html) and the
header are written from the same words, and the door keeps both along with the page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from forum import options
from forum.lib.paging import Page
from forum.lib.verdict import Verdict
from qa.models import Post
from qa.policies.indexing import Kind, find_original, may_be_shown, may_index, may_index_other

HEADER = "X-Robots-Tag"
NOINDEX = "noindex"


@dataclass(frozen=True)
class Told:
    """The words for a page. `canonical` is a path; where it is that of another page, that one stands for this one: saying
    "do not show" as well would take the other one out of searches, too."""

    verdict: Verdict
    canonical: str = ""
    is_elsewhere: bool = False

    @property
    def robots(self) -> str:
        return "" if self.verdict or self.is_elsewhere else NOINDEX


NOTHING = Told(may_index_other())


def tell_engines(
    request: HttpRequest, verdict: Verdict, canonical: str = "", *, is_elsewhere: bool = False
) -> None:
    """Say for the page that is being made what search engines are told."""
    request.engines = Told(verdict, canonical, is_elsewhere)  # type: ignore[attr-defined]


def tell_of_list(
    request: HttpRequest,
    page: Page[Any] | None = None,
    *,
    kind: Kind = Kind.LIST,
    count: int | None = None,
    is_sorted: bool = False,
) -> None:
    """The words for a page of a list. In another order than its own (`is_sorted`), the list itself stands for it."""
    number = page.number if page and not is_sorted else 1
    canonical = f"{request.path}?page={number}" if number > 1 else request.path
    tell_engines(request, may_index(kind, count=count, number=number), canonical, is_elsewhere=is_sorted)


def tell_of_question(
    request: HttpRequest, question: Post, page: Page[Any], *, is_sorted: bool = False
) -> None:
    """The words for the page of a question, with this page of answers."""
    is_allowed = bool(may_be_shown(question, options.current()))
    original = find_original(question) if is_allowed else None
    is_elsewhere = is_allowed and (is_sorted or original is not None)
    canonical = (original or question).get_absolute_url()
    if page.number > 1 and not is_elsewhere:
        canonical += f"?page={page.number}"
    tell_engines(request, may_index(Kind.QUESTION, question), canonical, is_elsewhere=is_elsewhere)


def told_of(request: HttpRequest) -> Told:
    """Return what was said of the page so far."""
    found: Told = getattr(request, "engines", NOTHING)
    return found


def keep_private(request: HttpRequest) -> None:
    """Say that what is being made is for this browser alone: no cache keeps it, not even the browser's own."""
    request.is_for_one = True  # type: ignore[attr-defined]


class EnginesMiddleware:
    """Writes the header, from the very words that the page was made with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        robots = NOINDEX if response.status_code >= 400 else told_of(request).robots
        if robots and not 300 <= response.status_code < 400:
            response.headers.setdefault(HEADER, robots)
        if getattr(request, "is_for_one", False):
            patch_cache_control(response, private=True, no_store=True)
        return response
