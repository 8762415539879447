"""What our views know of a request beyond Django."""

from django.http import HttpRequest

from accounts.viewers import Viewer


class MemberRequest(HttpRequest):
    """A request that went through accounts.middleware.ViewerMiddleware."""

    viewer: Viewer
    htmx: bool


def wants_preview(request: HttpRequest) -> bool:
    """Whether the button "Preview" sent the form."""
    return request.method == "POST" and "preview" in request.POST
