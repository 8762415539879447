"""Whose forms are taken: those that our own pages sent.

Browsers say from which site a form comes (Origin, Sec-Fetch-Site, Referer); no other site can forge that. For visitors this is
enough, and pages without a token in them are the same for all visitors. Where there is a session there is a token as well,
and a browser that says nothing gets one, too (decision 13).
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import get_callable

NO_TOKEN = "NOTPROVIDED"  # Django's own word for "no field" in {% csrf_token %}  # noqa: S105
# In the WSGI environment: what stands for the token in a page for many (forum.door).
TOKEN = "forum.token"  # noqa: S105
OURS = ("same-origin", "none")


def find_token(request: HttpRequest) -> str | None:
    """Return the token that this request's pages have to carry when Django's own is not it (none: NO_TOKEN)."""
    hole = request.META.get(TOKEN)
    return hole or (None if needs_token(request) else NO_TOKEN)


def needs_token(request: HttpRequest) -> bool:
    """Whether this request's pages carry a token, which comes back with their forms."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or getattr(request, "is_token_wanted", False)


class SenderCheck(CsrfViewMiddleware):
    """Django's check of origin and token, where visitors whose browser names its site need no token."""

    def process_view(self, request: HttpRequest, callback: Any, *details: Any) -> Any:
        sender = request.headers.get("Sec-Fetch-Site", "none")
        is_writing = request.method not in ("GET", "HEAD", "OPTIONS", "TRACE")
        if is_writing and sender not in OURS and not getattr(callback, "csrf_exempt", False):
            return get_callable(settings.CSRF_FAILURE_VIEW)(request, reason="Another site sent this.")
        return super().process_view(request, callback, *details)

    def _check_token(self, request: HttpRequest) -> None:
        if needs_token(request) or not is_from_here(request):
            super()._check_token(request)  # type: ignore[misc]  # the stubs leave it out


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site sent the request."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(sender)
    except ValueError:
        return False
    return bool(parts.netloc) and (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
