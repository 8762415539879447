"""Gives every request its viewer and a new visitor the cookie, and account pages their honest status."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe

from accounts.alerts import make_known
from accounts.elsewhere_views import fail
from accounts.gate import guard, lead_elsewhere
from accounts.guests import ACCOUNT_HOLE, INBOX_HOLE, STAND_IN, make_stand_in
from accounts.viewers import read_viewer, set_visitor_cookie
from forum.lib.errors import TooMany
from forum.views import page_not_found

SIGN_IN_PAUSE_SECONDS = 300
OF_ALLAUTH = ("account_", "mfa_", "socialaccount_")
OWN_PAGES = ("mfa_", "socialaccount_", "account_confirm_login_code", "account_request_login_code")
TOO_MANY = {"too_many_login_attempts", "rate_limited"}
# What is no failure of a provider, but said by us.
KNOWN_ENDS = (Http404, PermissionDenied, TooMany, ImmediateHttpResponse, ReauthenticationRequired)
ELSEWHERE = {"openid_connect_callback", "github_callback"}  # where providers send people back to


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
        if getattr(session, "is_stale", False):
            session.modified = (
                True  # written anew with the answer, and its cookie sent again: thirty more days
            )
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
        match = request.resolver_match
        if match is not None and (match.url_name or "").startswith(OWN_PAGES):
            add_never_cache_headers(response)
        member = getattr(request, "makes_known", None)
        if member is not None:
            make_known(request, response, member)
        return response

    def process_view(self, request: HttpRequest, *details: Any) -> HttpResponse | None:
        guard(request)
        return lead_elsewhere(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whatever a provider of sign-ins answers that allauth trips over is a page that says so, and no error of ours."""
        match = request.resolver_match
        is_answer = match is not None and (match.url_name or "") in ELSEWHERE
        if not is_answer or isinstance(exception, KNOWN_ENDS):
            return None
        if isinstance(exception, ObjectDoesNotExist):  # no such provider is set up (any more)
            return page_not_found(request, exception)
        return fail(request, exception)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Say with the status what allauth's page says in words: it answers 200 whatever happened."""
        match = request.resolver_match
        if match and (match.url_name or "").startswith(OF_ALLAUTH) and response.status_code == HTTPStatus.OK:
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
    other = context.get("webauthn_form")  # of the second step, beside the one for codes
    if other is not None and other.is_bound:
        form = other
    if context.get("token_fail") or not context.get("can_confirm", True):
        return HTTPStatus.NOT_FOUND
    if form is None or not form.is_bound or not form.errors:
        return HTTPStatus.OK
    found = {error.code for errors in form.errors.as_data().values() for error in errors}
    if found & TOO_MANY or hasattr(form, "wait_seconds"):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY
