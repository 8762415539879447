"""Small helpers of views."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from forum.lib.errors import TooMany

T = TypeVar("T")
NEXT_MAX_LENGTH = 2_000


def render_form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form: 422 when it was sent and refused (with all that was typed), else 200."""
    form = context["form"]
    response = render(request, template, context, status=422 if form.is_bound and form.errors else 200)
    return tell_wait(response, form)


def tell_wait(response: HttpResponse, form: Form) -> HttpResponse:
    """Make the page of a form that came too often (see `attempt`) say so: 429, and when to try again."""
    wait = getattr(form, "wait_seconds", 0)
    if wait:
        response.status_code = TooMany.status
        response.headers["Retry-After"] = str(wait)
    return response


def attempt(form: Form, act: Callable[[], T], field: str | None = None) -> T | None:
    """Return what the act returns; when it refuses the values (ValidationError) or comes too often (TooMany), tell so
    in the form and return None."""
    try:
        return act()
    except ValidationError as error:
        form.add_error(field, error)
    except TooMany as refusal:
        form.add_error(None, str(refusal))
        form.wait_seconds = refusal.wait_seconds  # type: ignore[attr-defined]
    return None


def read_next(request: HttpRequest) -> str:
    """Return where somebody wants to go on (`next`), where that is a page of ours; '' where not, or nowhere."""
    address = request.POST.get("next") or request.GET.get("next", "")
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours and len(address) <= NEXT_MAX_LENGTH else ""


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, or None when the page is only looked at. (An empty form was sent, too.)"""
    return request.POST if request.method == "POST" else None
