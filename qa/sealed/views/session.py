"""What an opened secret is to a browser: a cookie of its own, for an hour and for these pages alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect

from qa.sealed.actions.seals import find_seal
from qa.sealed.models import Seal
from qa.views.requests import MemberRequest

COOKIE, PATH, SECONDS = "sealed", "/sealed/", 3_600


def keep_secret(response: HttpResponse) -> HttpResponse:
    """Have no copy of a page kept, and its address told to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = (
        "same-origin" if response.get("Content-Type", "").startswith("text/html") else "no-referrer"
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def let_in(response: HttpResponse, seal: Seal, feed_key: str) -> HttpResponse:
    """Give the browser the cookie, with the key of the feed, which is kept nowhere here. Nothing is written here."""
    response.set_cookie(
        COOKIE,
        signing.dumps([str(seal.pk), feed_key], salt=COOKIE),
        max_age=SECONDS,
        path=PATH,
        httponly=True,
        samesite="Strict",
        secure=settings.VISITOR_COOKIE_SECURE,
    )
    return response


def let_out(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    return response


def read_cookie(request: MemberRequest) -> tuple[str, str] | None:
    try:
        pk, feed_key = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return pk, feed_key


def read_seal(request: MemberRequest) -> Seal | None:
    """Return the seal that this browser has opened within the hour."""
    opened = read_cookie(request)
    return find_seal(opened[0]) if opened else None


def read_feed_key(request: MemberRequest) -> str:
    opened = read_cookie(request)
    return opened[1] if opened else ""


View = Callable[..., HttpResponse]


def with_secret(view: View) -> View:
    """Call the view with the seal; whoever has not opened one is asked for the secret. No page of these is kept."""

    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seal = read_seal(request)
        if seal is None:
            return keep_secret(let_out(redirect("/sealed/?said=closed")))
        return keep_secret(view(request, seal, *args, **kwargs))

    return wrapper
