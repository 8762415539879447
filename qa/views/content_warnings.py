"""Content warnings of a post that is there, and a member's own page of what they see."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages import own_account, private_page
from forum.lib.http import attempt, render_form, sent
from qa.actions.content_warnings import set_choices, set_warnings
from qa.forms.content_warnings import ChoicesForm, WarningsForm
from qa.policies.content_warnings import may_set_warnings
from qa.policies.posts import owns
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the content warnings of a post: its author, and moderators, who say why."""
    post = find_post(request, pk)
    may_set_warnings(request.viewer, post).enforce()
    is_own = bool(owns(request.viewer, post))
    form = WarningsForm(sent(request), kept=post.content_warnings, is_own=is_own)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: set_warnings(
                request.viewer, pk, values["content_warnings"], reason=values.get("reason", "")
            ),
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect(done)
    return render_form(request, "qa/content_warnings/edit.html", {"form": form, "post": post})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def choose(request: MemberRequest) -> HttpResponse:
    """What I see of posts with a content warning, and of pictures."""
    form = ChoicesForm(sent(request), choices=own_account(request).content_choices)
    if form.is_bound and form.is_valid():
        set_choices(request.viewer, form.cleaned_data)
        messages.success(request, _("Saved. Lists, question pages and searches follow at once."))
        return redirect("qa:content-choices")
    status = 422 if form.errors else 200
    return render(request, "qa/content_warnings/choices.html", {"form": form}, status=status)
