"""Who may find a question, when it is there already."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum import options
from forum.lib.http import attempt, render_form, sent
from qa.actions.audience import set_audience
from qa.forms.audience import AudienceForm
from qa.policies.audience import may_set_audience
from qa.policies.posts import owns
from qa.reads.audience import load_choice
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose who may find a question: its asker, and moderators, who say why."""
    post = find_post(request, pk)
    may_set_audience(request.viewer, post).enforce()
    choice = load_choice(request.viewer, post, options.current())
    form = AudienceForm(
        sent(request), offered=choice.offered, question=post, is_own=owns(request.viewer, post)
    )
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: set_audience(request.viewer, pk, values["audience"], reason=values.get("reason", "")),
        )
        if done:
            messages.success(request, _("Saved. From now on that is who finds the question."))
            return redirect(done)
    return render_form(request, "qa/audience/edit.html", {"form": form, "post": post, "choice": choice})
