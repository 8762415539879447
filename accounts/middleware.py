"""Gives every request its viewer and a new visitor the cookie, and account pages their honest status."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe

from accounts.gate import guard
from accounts.guests import ACCOUNT_HOLE, INBOX_HOLE, STAND_IN, make_stand_in
from accounts.viewers import read_viewer, set_visitor_cookie

SIGN_IN_PAUSE_SECONDS = 300


def stand_in(request: HttpRequest) -> dict[str, Any]:
    """Tell templates what stands for the member's name and unread notices, in a page that is made for all of a class."""
    if STAND_IN not in request.META:
        return {}
    return {"account_hole": mark_safe(ACCOUNT_HOLE), "inbox_hole": mark_safe(INBOX_HOLE)}


class MemberMiddleware(AuthenticationMiddleware):
    """Django's, but for the statement that it spares where the session brought its member along (accounts.sessions)."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: read_member(request))  # type: ignore[assignment]


def read_member(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Return whose session it is. Whatever is not plain is left to Django: old keys, a session that has ended."""
    session = request.session
    backend, proof = session.get(BACKEND_SESSION_KEY), session.get(HASH_SESSION_KEY, "")
    member = getattr(session, "member", None)
    if (
        member is not None
        and session.get(SESSION_KEY) == str(member.pk)
        and member.is_active
        and backend in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(proof, member.get_session_auth_hash())
    ):
        request._cached_user = member  # type: ignore[attr-defined]  # where Django looks
        return member
    return get_user(request)


class ViewerMiddleware:
    """Sets request.viewer, read only when asked for: a page that needs nobody's name costs no session.

    Who writes is read at once: options come along with the session, and no action finds out under its lock.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if STAND_IN in request.META:
            request.user = make_stand_in(request.META[STAND_IN])
        is_writing = request.method == "POST"
        viewer = read_viewer(request) if is_writing else SimpleLazyObject(lambda: read_viewer(request))
        request.viewer = viewer  # type: ignore[attr-defined]
        response = self.get_response(request)
        secret = getattr(request, "new_visitor_secret", "")
        if secret:
            set_visitor_cookie(response, secret)
        return response

    def process_view(self, request: HttpRequest, *details: Any) -> None:
        guard(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Say with the status what allauth's page says in words: it answers 200 whatever happened."""
        match = request.resolver_match
        if match and (match.url_name or "").startswith("account_") and response.status_code == HTTPStatus.OK:
            context = response.context_data or {}
            response.status_code = status_of(context)
            if match.url_name == "account_signup" and "form" not in context:
                response.status_code = HTTPStatus.FORBIDDEN  # nobody can sign up
            if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                wait = getattr(context["form"], "wait_seconds", SIGN_IN_PAUSE_SECONDS)
                response.headers["Retry-After"] = str(wait)
        return response


def status_of(context: dict[str, Any]) -> HTTPStatus:
    form = context.get("form")
    if context.get("token_fail") or not context.get("can_confirm", True):
        return HTTPStatus.NOT_FOUND
    if form is None or not form.is_bound or not form.errors:
        return HTTPStatus.OK
    if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts") or hasattr(form, "wait_seconds"):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY
