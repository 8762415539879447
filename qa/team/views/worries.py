"""Telling the team of a worry, and looking after it step by step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewers import ensure_visitor
from forum import options
from forum.lib.http import attempt, render_form, sent
from qa.actions.reviews import Claimed, Decided, is_held_by_another
from qa.models import Post, ReviewItem
from qa.policies.posts import may_see
from qa.policies.reviews import may_decide, may_review_kind
from qa.policies.staffing import is_staffed
from qa.policies.worries import may_refer
from qa.team.actions.worries import find_own_latest, refer_post, settle_worry
from qa.team.forms import DONE, SettleForm, WorryForm
from qa.team.models import Worry
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def refer(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask what worries somebody, and say what nobody here can do."""
    post = find_post(request, pk)
    may_refer(request.viewer, post, options.current()).enforce()
    form = WorryForm(sent(request))
    if form.is_bound and form.is_valid():
        concern, words = Worry.Concern(form.cleaned_data["concern"]), form.cleaned_data["words"]
        viewer = ensure_visitor(request)
        if attempt(form, lambda: refer_post(viewer, pk, concern, words)):
            return redirect("team:referred", pk)
    own = find_own_latest(request.viewer, post)
    return render_form(request, "qa/team/refer.html", {"form": form, "post": post, "own": own})


@require_safe
@never_cache
def thanks(request: MemberRequest, pk: int) -> HttpResponse:
    """What one can do meanwhile."""
    post = find_post(request, pk)
    own = find_own_latest(request.viewer, post)
    if own is None:
        raise Http404(_("There is no such page."))
    context = {"post": post, "own": own, "is_staffed": is_staffed(options.current())}
    return render(request, "qa/team/thanks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """A worry with its post, the steps, words to begin with, and the form that settles it."""
    item = find_item(request, pk)
    form = SettleForm(sent(request))
    status = 0
    if form.is_bound and form.is_valid():
        words = str(DONE[form.cleaned_data["what"]][0])
        try:
            settle_worry(
                request.viewer, pk, words, form.cleaned_data["note"], is_forced="force" in request.POST
            )
        except (Decided, Claimed) as conflict:
            form.add_error(None, str(conflict))
            status = conflict.status
        else:
            messages.success(request, _("It is settled. Thank you."))
            return redirect("team:breather" if item.is_urgent else "qa:reviews")
    response = render_form(request, "qa/team/worry.html", describe(request, item, form))
    response.status_code = status or response.status_code
    return response


def find_item(request: MemberRequest, pk: int) -> ReviewItem:
    """Return a worry that the viewer may look after. Nobody looks at one about themselves. Raises Http404, PermissionDenied."""
    may_review_kind(request.viewer, ReviewItem.Kind.WORRY).enforce()
    rows = ReviewItem.objects.select_related(
        "post__author", "post__question", "post__category", "claimed_by", "decided_by"
    )
    item = rows.filter(pk=pk, kind=ReviewItem.Kind.WORRY).first()
    if item is None:
        raise Http404(_("There is no such thing to look at."))
    may_decide(request.viewer, item).enforce()
    return item


def describe(request: MemberRequest, item: ReviewItem, form: SettleForm) -> dict[str, Any]:
    post: Post | None = item.post
    replies = [line.strip() for line in options.current().worry_replies.splitlines() if line.strip()]
    return {
        "item": item,
        "post": post,
        "is_read": post is not None and bool(may_see(request.viewer, post)),
        "worries": list(item.worries.select_related("referrer").order_by("created_at", "id")),
        "notes": list(item.notes.select_related("author", "to").order_by("created_at", "id")),
        "replies": replies,
        "is_held_by_another": is_held_by_another(request.viewer, item),
        "is_mine": item.claimed_by_id == request.viewer.user_id and item.is_open,
        "form": form,
    }
