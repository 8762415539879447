"""Gives every request its viewer, and a new visitor the cookie."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.viewers import read_viewer, set_visitor_cookie


class ViewerMiddleware:
    """Sets request.viewer, read only when asked for: a page that needs nobody's name costs no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: read_viewer(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        secret = getattr(request, "new_visitor_secret", "")
        if secret:
            set_visitor_cookie(response, secret)
        return response
