"""What our views know of a request beyond Django."""

from django.http import HttpRequest

from accounts import pages
from qa.rules.grades import SEALED


class MemberRequest(pages.MemberRequest):
    """A request that also went through django_htmx's middleware."""

    htmx: bool


def wants_preview(request: HttpRequest) -> bool:
    """Whether the form only comes back with the text as it will look: by the button "Preview" or one that adds something."""
    return request.method == "POST" and (
        "preview" in request.POST
        or is_adding_picture(request)
        or bool(find_added_tag(request))
        or wants_guide(request)
        or is_unkept(request)
    )


def is_unkept(request: HttpRequest) -> bool:
    """Whether the button "Save draft" sent a form that is to be sealed: the server keeps nothing of it before it is posted."""
    return request.method == "POST" and "save_draft" in request.POST and request.POST.get("grade") == SEALED


def is_adding_picture(request: HttpRequest) -> bool:
    """Whether the button "Add picture" sent the form."""
    return request.method == "POST" and "add_image" in request.POST


def find_added_tag(request: HttpRequest) -> str:
    """Return the tag whose button sent the form; '' when another one did."""
    return request.POST.get("add_tag", "") if request.method == "POST" else ""


def wants_guide(request: HttpRequest) -> bool:
    """Whether the form only comes back with what helps when asking in the chosen category."""
    return request.method == "POST" and "guide" in request.POST
