"""Who chose plain titles leaves as little in the browser as a site can arrange."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from forum.context import DISCREET_COOKIE


class DiscreetMiddleware:
    """No copy of a page stays with a browser that has plain titles."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.COOKIES.get(DISCREET_COOKIE) == "1":
            patch_cache_control(response, private=True, no_store=True)
        return response
