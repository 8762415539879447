"""What is different where no browser asks: no cookies, errors as JSON, tokens, limits, ETags, other sites' pages."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.translation import gettext as _

from accounts.crawlers import is_crawler
from accounts.viewers import READING, Viewer, read_sender
from forum import options
from forum.lib.addresses import hash_address
from forum.lib.errors import TooMany
from forum.limits import consume_each
from qa.api.actions.tokens import recognise
from qa.api.rules.scopes import Scope

GetResponse = Callable[[HttpRequest], HttpResponse]
ROOT = "/api/v1/"
EXPOSED = "ETag, Link, Location, RateLimit-Limit, RateLimit-Remaining, Retry-After"
COUNTED = ("RateLimit-Limit", "RateLimit-Remaining", "X-Robots-Tag")
LONGEST_PREFLIGHT = 86_400


def write_error(status: int, sentence: str, field: str | None = None) -> JsonResponse:
    """Return an error as programs get all of them: a list of {field, message}."""
    return JsonResponse({"errors": [{"field": field, "message": sentence}]}, status=status)


class ApiAnswers:
    """Stands before sessions: a cookie counts for nothing here, so no page of another site can act for anybody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        request.write_error = write_error  # type: ignore[attr-defined]
        if request.method == "OPTIONS":
            return self.allow(HttpResponse(status=204), is_asked_before=True)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = self.finish(request, self.get_response(request))
        if is_head:
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    def finish(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say how it may be kept, and send nothing where the program has it already."""
        response.cookies.clear()
        response.headers["X-Robots-Tag"] = "noindex"
        is_known = "HTTP_AUTHORIZATION" in request.META
        if request.method in READING and response.status_code == HTTPStatus.OK:
            is_private = is_known or "private" in response.headers.get("Cache-Control", "")
            response.headers["Cache-Control"] = "private, no-cache" if is_private else "no-cache"
            patch_vary_headers(response, ["Authorization"])
            set_response_etag(response)
            kept = {name: response.headers[name] for name in COUNTED if name in response.headers}
            found = get_conditional_response(request, response.headers.get("ETag"), None, response)
            response = found or response
            for name, value in kept.items():
                response.headers[name] = value
        else:
            response.headers["Cache-Control"] = "no-store"
        return self.allow(response) if request.method in READING else response

    @staticmethod
    def allow(response: HttpResponse, *, is_asked_before: bool = False) -> HttpResponse:
        """Let scripts of other sites read what everybody may read. Tokens are not for them, nor is writing."""
        response.headers["Access-Control-Allow-Origin"] = "*"
        if is_asked_before:
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
            response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
            response.headers["Access-Control-Max-Age"] = str(LONGEST_PREFLIGHT)
        else:
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response


class TokenMiddleware:
    """Stands behind all others: finds out for whom the program acts, and counts what it asks."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        current: Any = options.current()
        if not current.is_api_on:
            return write_error(404, _("There is no API here."))
        request.token = None  # type: ignore[attr-defined]
        refusal = self.identify(request)
        if refusal is not None:
            return refusal
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        if viewer.is_member:
            who, limit = f"member-{viewer.user_id}", current.api_requests_per_member
        else:
            who, limit = viewer.address_key, current.api_requests_per_network
        try:
            left = consume_each("api", {who: limit})[who]
        except TooMany as pause:
            response: HttpResponse = write_error(429, str(pause))
            response.headers["Retry-After"] = str(pause.wait_seconds)
            left = 0
        else:
            response = self.get_response(request)
        response.headers["RateLimit-Limit"] = str(limit)
        response.headers["RateLimit-Remaining"] = str(max(0, left))
        return response

    def identify(self, request: HttpRequest) -> HttpResponse | None:
        """Set `viewer` and `token`; return the refusal of a token that does not count. It is taken off the request,
        so that nothing that comes later can write it down."""
        key, sender = hash_address(request), read_sender(request)
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            agent = request.headers.get("User-Agent", "")
            request.viewer = Viewer(address_key=key, is_crawler=is_crawler(agent), sender=sender)  # type: ignore[attr-defined]
            return None
        request.META["HTTP_AUTHORIZATION"] = ""
        request.__dict__.pop("headers", None)
        kind, _space, word = header.strip().partition(" ")
        token = recognise(word.strip()) if kind.lower() == "bearer" else None
        if token is None or not options.current().are_tokens_on:
            try:  # whoever guesses is counted like anybody without a token
                consume_each("api", {key: options.current().api_requests_per_network})
            except TooMany as pause:
                response: HttpResponse = write_error(429, str(pause))
                response.headers["Retry-After"] = str(pause.wait_seconds)
                return response
            return demand_token(
                _("This token does not count (any more): it was revoked, has ended, or was typed wrongly.")
            )
        request.token = token  # type: ignore[attr-defined]
        request.viewer = Viewer(user=token.member, address_key=key, sender=sender)  # type: ignore[attr-defined]
        if request.method in READING and Scope.READ not in token.scopes:
            return write_error(
                403, _("This token may not do that: it lacks “%(scope)s”.") % {"scope": Scope.READ}
            )
        return None


def demand_token(sentence: str) -> HttpResponse:
    response = write_error(401, sentence)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response
