"""New members who wait for approval: the list, and deciding about one or several."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum import options
from forum.lib.errors import Conflict
from forum.lib.numbers import is_id, read_ids
from forum.lib.paging import paginate
from qa.actions.admissions import REASON_MAX_LENGTH, approve_member, decline_member
from qa.policies.people import may_see_admissions
from qa.reads.admissions import waiting_members
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: MemberRequest) -> HttpResponse:
    """Who waits, the oldest first. The buttons decide about the member they name, or about all that are marked."""
    may_see_admissions(request.viewer).enforce()
    error, reason = "", request.POST.get("reason", "")[:REASON_MAX_LENGTH]
    if request.method == "POST":
        error = decide(request, reason)
        if not error:
            return redirect("qa:admissions")
    page = paginate(request, waiting_members(), size=options.current().users_page_size)
    context = {
        "page": page,
        "error": error,
        "reason": reason,
        "marked": read_ids(request.POST.getlist("member")),
    }
    return render(request, "qa/admissions/index.html", context, status=422 if error else 200)


def decide(request: MemberRequest, reason: str) -> str:
    """Decide as the buttons say; return what is missing. What somebody else decided meanwhile is told, the rest goes on."""
    one = request.POST.get("approve", "")
    chosen = [int(one)] if is_id(one) else read_ids(request.POST.getlist("member"))
    if not chosen:
        return _("Please mark at least one member.")
    if "decline" not in request.POST:
        count = attempt_each(request, chosen, lambda pk: approve_member(request.viewer, pk))
        words = ngettext("%(n)d member is approved.", "%(n)d members are approved.", count)
    elif not reason.strip():
        return _("Please say why, in a sentence for the member.")
    else:
        count = attempt_each(request, chosen, lambda pk: decline_member(request.viewer, pk, reason))
        words = ngettext(
            "%(n)d member is declined, and reads why.", "%(n)d members are declined, and read why.", count
        )
    if count:
        messages.success(request, words % {"n": count})
    return ""


def attempt_each(request: MemberRequest, ids: list[int], act: Callable[[int], User]) -> int:
    count = 0
    for pk in ids:
        try:
            act(pk)
        except (Conflict, Http404, PermissionDenied, ValidationError) as refusal:
            messages.warning(request, str(refusal))
        else:
            count += 1
    return count
