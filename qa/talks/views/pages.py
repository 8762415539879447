"""What the pages of the talks have in common: they belong to one member and lie in no cache."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from forum.lib.http import attempt
from qa.views.requests import MemberRequest

View = Callable[..., HttpResponse]


def private_page(view: View) -> View:
    """Keep a page of one member out of every cache, and send others to sign in, whatever there is behind the address."""

    @never_cache
    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.viewer.is_member:
            address = request.get_full_path()
            return redirect(f"/accounts/login/?{urlencode({'next': address}, safe='/')}")
        return view(request, *args, **kwargs)

    return wrapper


def attempt_writing(form: Form, act: Callable[[], Any], field: str | None = None) -> Any:
    """Return what the act returns. A refusal of whatever sort stands in the form, with what was typed."""
    try:
        return attempt(form, act, field)
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
        return None
