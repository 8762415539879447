"""Why a post waits or was rejected, for its author; what rules flagged in published ones, for moderators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qa.actions.screening import settle_findings
from qa.policies.screening import may_see_review
from qa.reads.mending import load_review
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_safe
def mending(request: MemberRequest, pk: int) -> HttpResponse:
    """Why a post waits or was rejected, and what its author can do. Other posts lead to their own page."""
    post = find_post(request, pk)
    may_see_review(request.viewer, post).enforce()
    shown = load_review(request.viewer, post)
    if not (post.is_held or shown.is_rejected):
        return redirect(post)
    return render(request, "qa/screening/mending.html", {"review": shown, "post": post})


@require_POST
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a published post which rules flagged is all right."""
    find_post(request, pk)
    settle_findings(request.viewer, pk)
    messages.success(request, _("Thank you. The post stays, and is off the list."))
    return redirect("qa:reviews")
