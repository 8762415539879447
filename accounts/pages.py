"""Pages that are a member's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts.viewers import Viewer

View = Callable[..., HttpResponse]


class MemberRequest(HttpRequest):
    """A request that went through accounts.middleware.ViewerMiddleware."""

    viewer: Viewer


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
