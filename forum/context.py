"""What every template knows about the site."""

from typing import Any

from django.http import HttpRequest

from forum import options


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates `forum` (the options in force) and `viewer`, both read only when used."""
    return {"forum": options.current, "viewer": getattr(request, "viewer", None)}
