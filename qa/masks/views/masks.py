"""What one wrote without one's name; taking the name off and putting it back; what everybody may know of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages import private_page
from forum import options
from forum.lib.paging import paginate
from qa.masks.actions.masks import put_mask_on, take_mask_off
from qa.masks.reads.unmaskings import count_unmaskings, list_own, list_own_unmaskings
from qa.policies.masks import may_put_on, may_take_off
from qa.policies.posts import wears
from qa.views.comments import find_post
from qa.views.requests import MemberRequest

PAGE_SIZE = 20


@require_safe
@private_page
def own(request: MemberRequest) -> HttpResponse:
    """What I wrote without my name, and whether the team looked."""
    page = paginate(request, list_own(request.viewer), size=PAGE_SIZE)
    context = {"page": page, "unmaskings": list_own_unmaskings(request.viewer)}
    return render(request, "qa/masks/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Take my name off something that I wrote, or put it to it. Says before what that does and what it cannot do."""
    post = find_post(request, pk)
    is_masked = wears(request.viewer, post)
    verdict = (
        may_take_off(request.viewer, post)
        if is_masked
        else may_put_on(request.viewer, post, options.current(), (post.question or post).category_ids)
    )
    verdict.enforce()
    if request.method == "POST":
        changed = (take_mask_off if is_masked else put_mask_on)(request.viewer, pk)
        words = _("Your name stands there now.") if is_masked else _("Your name is gone from it.")
        messages.success(request, words)
        return redirect(changed)
    return render(request, "qa/masks/change.html", {"post": post, "is_masked": is_masked})


@require_safe
def about(request: MemberRequest) -> HttpResponse:
    """What posting without a name means here, and how often the team looked: for everybody."""
    current = options.current()
    offered = {
        "questions": current.are_masked_questions_offered,
        "answers": current.are_masked_answers_offered,
        "comments": current.are_masked_comments_offered,
    }
    context = {"tally": count_unmaskings(), "offered": offered, "days": current.unmasking_shown_days}
    return render(request, "qa/masks/about.html", context)
