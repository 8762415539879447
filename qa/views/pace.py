"""The pace of a thread."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.lib.http import render_form, sent
from qa.actions.pace import set_pace
from qa.forms.pace import PaceForm
from qa.policies.people import may_slow_down
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Slow a thread down, or let it run again."""
    post = find_post(request, pk)
    may_slow_down(request.viewer, post).enforce()
    form = PaceForm(sent(request), initial={"minutes": post.slow_minutes or 10})
    if form.is_bound and form.is_valid():
        question = set_pace(request.viewer, pk, **form.cleaned_data)
        words = (
            _("The thread is slowed down.")
            if question.slow_minutes
            else _("The thread runs at its own pace.")
        )
        messages.success(request, words)
        return redirect(question)
    return render_form(request, "qa/moderation/pace.html", {"form": form, "post": post})
