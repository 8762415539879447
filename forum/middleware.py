"""What every response carries, and how refusals become pages."""

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.multipartparser import MultiPartParserError
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from forum import options
from forum.lib.errors import Moved, Refusal, TooMany
from forum.views import bad_request, page_not_found, show_error, show_wrong_method

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Content security policy and permissions; no page needs an exception, for there is no inline script or style."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response


def keep_from_shared_caches(response: HttpResponse) -> None:
    """Where not everybody may read, what one person got is not for the next one, nor what a search engine got."""
    seen = options.seen()
    if seen is not None and seen.view_level != "everybody":
        patch_cache_control(response, private=True)
        patch_vary_headers(response, ["User-Agent"])


def lead_on(request: HttpRequest, moved: Moved) -> HttpResponse:
    """Return the way to where something stands now. A form is not sent on to it."""
    if request.method not in ("GET", "HEAD") or not request.path.startswith(moved.old):
        return page_not_found(request, Http404())
    address = quote(moved.beginning + request.path.removeprefix(moved.old))
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


class ErrorPages:
    """Shows a Refusal (400, 409, 429) or a wrong method in the page's own design, and reads site options once."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with options.snapshot():
            if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
                return show_error(
                    request, 400, _("There is a character in this address that nothing can have.")
                )
            response = self.get_response(request)
            keep_from_shared_caches(response)
            if response.status_code == 404 and settings.DEBUG and request.resolver_match is None:
                return page_not_found(request, Http404())  # instead of Django's list of addresses
            if response.status_code == 405 and not isinstance(response, SimpleTemplateResponse):
                return show_wrong_method(request, response)
            return response

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        """In development, too, refuse a form that is too large or broken with our page instead of Django's."""
        if not settings.DEBUG:
            return None
        try:
            request.POST.get("")
        except (SuspiciousOperation, BadRequest, MultiPartParserError) as error:
            request._mark_post_parse_error()  # type: ignore[attr-defined]  # as Django does itself: the page asks for what was typed
            return bad_request(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404):
            return page_not_found(request, exception)  # in development, too
        if isinstance(exception, Moved):
            return lead_on(request, exception)
        if not isinstance(exception, Refusal):
            return None
        response = show_error(request, exception.status, str(exception))
        if isinstance(exception, TooMany):
            response.headers["Retry-After"] = str(exception.wait_seconds)
        return response
