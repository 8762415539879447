"""What the private pages of the masks have in common: they belong to one member, and lie in no cache."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from qa.views.requests import MemberRequest

View = Callable[..., HttpResponse]


def private_page(view: View) -> View:
    """Keep a page out of every cache, and send visitors to sign in."""

    @never_cache
    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.viewer.is_member:
            address = request.get_full_path()
            return redirect(f"/accounts/login/?{urlencode({'next': address}, safe='/')}")
        return view(request, *args, **kwargs)

    return wrapper
