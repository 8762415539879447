"""Notes that somebody came by the link of a notice."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from forum.lib.numbers import read_id
from qa.news.actions.reading import open_notice
from qa.news.reads.inbox import NOTICE_PARAMETER


class NoticeMiddleware:
    """Marks the notice as read whose link led to a page (`?notice=`), and all others about the same thing.

    The door leaves addresses with this parameter to Django, whoever has something of their own in a thread or not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and f"{NOTICE_PARAMETER}=" in request.META.get("QUERY_STRING", ""):
            notice_id = read_id(request.GET.get(NOTICE_PARAMETER, ""))
            viewer = request.viewer  # type: ignore[attr-defined]
            if notice_id and viewer.is_member:
                open_notice(viewer, notice_id)
        return self.get_response(request)
