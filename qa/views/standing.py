"""What a member reads about themselves: the private standing page, and warnings that come before the next post."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages import private_page
from forum.lib.http import read_next
from forum.lib.numbers import read_ids
from qa.actions.drafts import save_draft
from qa.actions.measures import acknowledge_warnings
from qa.reads.drafts import find_address
from qa.reads.records import find_open_warnings, load_own_standing
from qa.views.requests import MemberRequest


@require_safe
@private_page
def show(request: MemberRequest) -> HttpResponse:
    """What I may do, what waits, what was decided about me. Nobody else sees this page."""
    return render(request, "qa/standing/index.html", {"own": load_own_standing(request.viewer)})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def warning(request: MemberRequest) -> HttpResponse:
    """The warnings that wait to be read, and the button that says so; then one goes on where one was."""
    next_address = read_next(request)
    if request.method == "POST":
        acknowledge_warnings(request.viewer, read_ids(request.POST.getlist("warning")))
        messages.success(request, _("Thank you for reading. Everything is open again."))
        return redirect(next_address or "qa:standing")
    warnings = find_open_warnings(request.viewer.member_id)
    context = {"warnings": warnings, "next": next_address}
    return render(request, "qa/standing/warning.html", context)


def read_first(request: MemberRequest, place: str) -> HttpResponse | None:
    """Send a member with a warning to it before they write; what a form sent is kept as a draft. None: nothing waits."""
    user = request.viewer.user
    if user is None or not user.has_open_warning:
        return None
    address = f"{reverse('qa:warning')}?{urlencode({'next': find_address(place)})}"
    if request.method == "POST":
        save_draft(request.viewer, place, request.POST.dict())
        messages.info(
            request, _("What you wrote is kept. Please read this first, then you can go on with it.")
        )
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
