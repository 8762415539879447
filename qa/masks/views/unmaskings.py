"""The team's pages: asking who wrote something without a name, agreeing or not, and the name for those two."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum import options
from forum.lib.errors import Conflict, sentence_of
from forum.lib.http import attempt, render_form, sent
from forum.lib.paging import paginate
from qa.masks.actions.unmaskings import confirm_unmasking, decline_unmasking, request_unmasking
from qa.masks.forms.unmaskings import ReasonForm
from qa.masks.policies.unmaskings import may_confirm, may_decline, may_read_name
from qa.masks.reads.unmaskings import find_unmasking, list_unmaskings, read_name
from qa.policies.masks import may_ask_who, may_see_unmaskings
from qa.views.comments import find_post
from qa.views.requests import MemberRequest

PAGE_SIZE = 20


@require_safe
@never_cache
def index(request: MemberRequest) -> HttpResponse:
    """All requests, the newest first."""
    may_see_unmaskings(request.viewer, options.current()).enforce()
    page = paginate(request, list_unmaskings(), size=PAGE_SIZE)
    return render(request, "qa/masks/unmaskings.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask who wrote a post, saying why."""
    may_see_unmaskings(request.viewer, options.current()).enforce()
    post = find_post(request, pk)
    may_ask_who(request.viewer, post, options.current()).enforce()
    form = ReasonForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            asked = attempt(form, lambda: request_unmasking(request.viewer, pk, form.cleaned_data["reason"]))
        except Conflict as conflict:
            messages.info(request, str(conflict))
            return redirect("masks:unmaskings")
        if asked:
            messages.success(
                request, _("Your request waits for a colleague. Nothing is shown until they agree.")
            )
            return redirect("masks:unmasking", asked.pk)
    return render_form(request, "qa/masks/request.html", {"form": form, "post": post})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """A request: its reason, what can be said to it, and the name, for the two who may read it while they may."""
    viewer, current = request.viewer, options.current()
    may_see_unmaskings(viewer, current).enforce()
    asked = find_unmasking(pk)
    if request.method == "POST":
        try:
            if request.POST.get("decision") == "confirm":
                confirm_unmasking(viewer, pk)
                messages.success(
                    request, _("You agreed. Both of you see the name now; the author is told why.")
                )
            else:
                decline_unmasking(viewer, pk)
                messages.success(request, _("The request is closed. Nobody was shown anything."))
        except (PermissionDenied, ValidationError) as refusal:
            messages.error(request, sentence_of(refusal))
        return redirect("masks:unmasking", pk)
    name = read_name(viewer, asked, current)
    context = {
        "asked": asked,
        "confirming": may_confirm(viewer, asked, current),
        "declining": may_decline(viewer, asked, current),
        "reading": may_read_name(viewer, asked, current),
        "member": name,
        "is_mine": asked.requested_by_id == viewer.user_id,
        "days": current.unmasking_shown_days,
    }
    return render(request, "qa/masks/unmasking.html", context)
