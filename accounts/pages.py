"""Pages that are a member's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.viewers import Viewer

View = Callable[..., HttpResponseBase]


class MemberRequest(HttpRequest):
    """A request that went through accounts.middleware.ViewerMiddleware."""

    viewer: Viewer


def lead_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to sign in, and then back to this very page."""
    next_address = urlencode({"next": request.get_full_path()}, safe="/")
    return redirect(f"{reverse('account_login')}?{next_address}")


def private_page(view: View) -> View:
    """Keep a page of one member out of every cache, and send others to sign in, whatever there is behind the address."""

    @never_cache
    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.viewer.is_member else lead_to_sign_in(request)

    return wrapper


def own_account(request: MemberRequest) -> User:
    """Return the member whose page it is (behind private_page, so there is one)."""
    if request.viewer.user is None:
        raise PermissionDenied
    return request.viewer.user
