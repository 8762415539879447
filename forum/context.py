"""What every template knows about the site."""

from typing import Any

from django.http import HttpRequest

from forum import options
from forum.csrf import find_token

DISCREET_COOKIE = "plain"  # of a browser that has plain titles (qa.care)


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates `forum` (the options in force) and `viewer`, both read only when used."""
    known: dict[str, Any] = {"forum": options.current, "viewer": getattr(request, "viewer", None)}
    known["is_discreet"] = request.COOKIES.get(DISCREET_COOKIE) == "1"
    token = find_token(request)
    return known if token is None else known | {"csrf_token": token}
