"""Locking and archiving questions: each asks why on a page of its own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum import options
from forum.lib.http import attempt, render_form, sent
from qa.actions.states import freeze_question, thaw_question
from qa.forms.moderation import LockForm, ReasonForm
from qa.models import Post
from qa.policies.states import may_freeze
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop a question."""
    return freeze(request, pk, Post.Frozen.LOCKED)


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a question away."""
    return freeze(request, pk, Post.Frozen.ARCHIVED)


def freeze(request: MemberRequest, pk: int, kind: Post.Frozen) -> HttpResponse:
    post = find_post(request, pk)
    may_freeze(request.viewer, post).enforce()
    kinds = {Post.Frozen.LOCKED: LockForm}
    form = kinds.get(kind, ReasonForm)(sent(request), presets=options.current().moderation_reasons)
    question = None
    if form.is_bound and form.is_valid():
        question = attempt(form, lambda: freeze_question(request.viewer, pk, kind, **form.cleaned_data))
    if question:
        messages.success(request, _("The question stays as it is now. You can undo that from its page."))
        return redirect(question)
    return render_form(request, "qa/states/freeze.html", {"form": form, "post": post, "kind": kind.value})


@require_POST
def thaw(request: MemberRequest, pk: int) -> HttpResponse:
    """Unlock a question, or take it out of the archive."""
    find_post(request, pk)
    return redirect(thaw_question(request.viewer, pk))
