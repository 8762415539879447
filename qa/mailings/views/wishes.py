"""Getting no more mailings: from a mail's link, without signing in, or on one's own page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.pages import own_account, private_page
from qa.mailings.actions.wishes import read_token, set_wish
from qa.mailings.reads.audience import wants_mailings
from qa.views.requests import MemberRequest


@csrf_exempt  # the signed token is the proof; mail programs post here without a page (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then stop; the page that says so offers the way back. Opening the link changes nothing: scanners open links."""
    member_id = read_token(token)
    if member_id is None:
        raise Http404(_("This link is no longer valid."))
    state = "asking"
    if request.method == "POST":
        is_wanted = request.POST.get("wish") == "again"
        has_changed = set_wish(member_id, is_wanted)
        state = "wanted" if is_wanted else "stopped" if has_changed else "stopped before"
    response = render(request, "qa/mailings/stop.html", {"state": state})
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def own(request: MemberRequest) -> HttpResponse:
    """Whether the member gets mail that goes to all; POST sets it (`wish` is "again" or "none")."""
    user = own_account(request)
    if request.method == "POST":
        is_wanted = request.POST.get("wish") == "again"
        set_wish(user.pk, is_wanted)
        words = (
            _("You get mail to all members again.")
            if is_wanted
            else _("You get no more mail to all members.")
        )
        messages.success(request, words)
        return redirect("mailings:own")
    return render(request, "qa/mailings/own.html", {"is_wanted": wants_mailings(user)})
