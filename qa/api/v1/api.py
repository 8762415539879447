"""The API itself: how tokens, errors and answers look everywhere in it."""

from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
)
from django.core.exceptions import (
    ValidationError as Invalid,
)
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import HttpError
from ninja.errors import ValidationError as Misshapen
from ninja.security import HttpBearer

from accounts.viewers import Viewer
from forum.lib.errors import Refusal, TooMany
from qa.api.middleware import demand_token, write_error
from qa.api.models import Token
from qa.api.rules.scopes import Scope
from qa.api.v1.schemas import Problems
from qa.views.requests import MemberRequest

# What each operation may answer besides what it is for.
REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problems)
BY_ANYBODY: dict[str, Any] = {"security": [{}, {"TokenNeeded": []}]}


class ApiRequest(MemberRequest):
    """A request that went through qa.api.middleware."""

    token: Token | None


class NeedsToken(Exception):
    """What is asked for is nobody's who is not known."""


class TokenNeeded(HttpBearer):
    """The middleware has looked at the token already; here it is only asked whether there is one."""

    openapi_description = "A token that a member made on the page /users/me/tokens/."

    def __call__(self, request: HttpRequest) -> Token | None:
        token: Token | None = getattr(request, "token", None)
        if token is None:
            raise NeedsToken
        return token

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Never called: see __call__."""


api = NinjaAPI(
    title="Forum",
    version="1",
    urls_namespace="api-1",
    docs_url=None,
    openapi_url="/openapi.json",
    description=(
        "Everything that everybody can read here, as JSON; and, with a token of a member, what that member may do. The same "
        "rules hold as on the pages, and refusals say the same sentences. How to begin: /api/ and docs/api.md."
    ),
)
token_needed = TokenNeeded()
router = Router()  # one for all: of two routers with the same path only the first would be asked


def need(request: ApiRequest, scope: Scope) -> Viewer:
    """Return for whom the program acts. Raises PermissionDenied where its token may not do that."""
    if request.token is None or scope not in request.token.scopes:
        raise PermissionDenied(_("This token may not do that: it lacks “%(scope)s”.") % {"scope": scope})
    return request.viewer


@api.exception_handler(NeedsToken)
def ask_for_token(request: HttpRequest, error: NeedsToken) -> HttpResponse:
    return demand_token(_("This takes a token: Authorization: Bearer qat_…"))


@api.exception_handler(PermissionDenied)
def tell_denial(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return write_error(403, str(error) or _("You do not have the right to do this."))


@api.exception_handler(Http404)
def tell_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return write_error(404, str(error) or _("There is nothing here"))


@api.exception_handler(Refusal)
def tell_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    response = write_error(error.status, str(error))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.wait_seconds)
    return response


@api.exception_handler(RequestDataTooBig)
def tell_size(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return write_error(413, _("That is too much at once"))


@api.exception_handler(RawPostDataException)
@api.exception_handler(UnreadablePostError)
@api.exception_handler(HttpError)
def tell_unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """What cannot be read as JSON at all."""
    return write_error(getattr(error, "status_code", 400), _("This is not JSON that we can read."))


@api.exception_handler(Invalid)
def tell_invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    """What an action refused, by field where it says one."""
    named: dict[str, list[str]] = (
        error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    )
    problems = [
        {"field": None if name == NON_FIELD_ERRORS else name, "message": message}
        for name, messages in named.items()
        for message in messages
    ]
    return write_problems(request, problems)


@api.exception_handler(Misshapen)
def tell_misshapen(request: HttpRequest, error: Misshapen) -> HttpResponse:
    """What has the wrong shape before anybody reads what it says."""
    problems = []
    for one in error.errors:
        place = [str(part) for part in one.get("loc", ())][1:]
        place = place[1:] if len(place) > 1 and one.get("loc", ("",))[0] == "body" else place
        problems.append({"field": ".".join(place) or None, "message": tell_shape(one)})
    return write_problems(request, problems)


def tell_shape(error: dict[str, Any]) -> str:
    """Return a sentence for what pydantic found."""
    kind = str(error.get("type", ""))
    if kind == "missing":
        return _("This field is needed.")
    if kind == "extra_forbidden":
        return _("There is no such field.")
    expected = (error.get("ctx") or {}).get("expected")
    if expected:
        return _("This has to be one of: %(values)s.") % {"values": expected}
    return _("This value has another form than the description of the API says.")


@api.exception_handler(Exception)
def leave_to_us(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own faults are told of by forum.views.server_error, without a word of what went wrong."""
    raise error


def write_problems(
    request: HttpRequest, problems: list[dict[str, str | None]], status: int = 422, **more: str
) -> HttpResponse:
    return api.create_response(request, {"errors": problems, **more}, status=status)
