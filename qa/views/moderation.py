"""Closing, hiding, deleting, flagging: each asks on a page of its own first."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewers import Viewer
from forum import options
from forum.lib.http import attempt, render_form, sent
from qa.actions.closures import close_question, reopen_question
from qa.actions.deletions import delete_post, find_dependants
from qa.actions.flags import flag_post, weigh_flag, withdraw_flag
from qa.actions.hidings import hide_post, show_post
from qa.forms.moderation import ClosureForm, FlagForm, ReasonForm
from qa.models import Flag, Post
from qa.policies import posts as policies
from qa.rules.flags import is_hidden_by
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a question with a reason, or as a duplicate."""
    post = find_post(request, pk)
    policies.may_close(request.viewer, post, options.current()).enforce()
    form = ClosureForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            return redirect(close_question(request.viewer, pk, **form.cleaned_data))
        except ValidationError as error:
            form.add_error(None, error)
    return render_form(request, "qa/moderation/close.html", {"form": form, "post": post})


@require_POST
def reopen(request: MemberRequest, pk: int) -> HttpResponse:
    find_post(request, pk)
    return redirect(reopen_question(request.viewer, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then hide. Showing the post again undoes it."""
    post = find_post(request, pk)
    closure = getattr(post, "closure", None) if post.is_closed else None
    by_asker = bool(closure and closure.is_by_asker)
    policies.may_hide(request.viewer, post, is_closed_by_asker=by_asker).enforce()
    form = make_reason_form(request, post)
    if not is_confirmed(request, form):
        return ask(request, post, "hide", form)
    hide_post(request.viewer, pk, **form.cleaned_data if form else {})
    messages.success(request, _("The post is hidden. You can show it again from its page."))
    return redirect(post)


@require_POST
def show(request: MemberRequest, pk: int) -> HttpResponse:
    find_post(request, pk)
    post = show_post(request.viewer, pk)
    if post.is_held:
        messages.info(request, _("The post is visible again once a moderator has seen it."))
    return redirect(post)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what goes with the post, ask, then delete for good."""
    post = find_post(request, pk)
    policies.may_delete(request.viewer, post).enforce()
    dependants = find_dependants(post)
    form = None if dependants.has_any else make_reason_form(request, post)
    if not is_confirmed(request, form):
        return ask(request, post, "delete", form, dependants=dependants)
    policies.may_delete(request.viewer, post, has_dependants=dependants.has_any).enforce()
    question = post.question
    delete_post(request.viewer, pk, **form.cleaned_data if form else {})
    messages.success(request, _("The post is deleted."))
    return redirect(question or "qa:questions")


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask why, then tell the moderators."""
    post = find_post(request, pk)
    policies.may_flag(request.viewer, post).enforce()
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_flag(request.viewer, pk)
        messages.success(request, _("Your flag is withdrawn."))
        return redirect(post)
    is_sent = request.method == "POST"
    own = None if is_sent else find_flag(request, post)
    form = FlagForm(sent(request), post=post, own=own)
    given = None
    if form.is_bound and form.is_valid():
        given = attempt(form, lambda: flag_post(request.viewer, pk, **form.cleaned_data))
    if given:
        messages.success(request, _("Thank you. A moderator will have a look."))
        return redirect(post.question or post)
    own = find_flag(request, post) if is_sent else own
    return render_form(
        request,
        "qa/moderation/flag.html",
        {
            "form": form,
            "post": post,
            "own_flag": own,
            "is_flag_last": own is None and hides(request.viewer, post),
        },
    )


def make_reason_form(request: MemberRequest, post: Post) -> ReasonForm | None:
    """Return the form that asks why; None for one's own post."""
    if policies.owns(request.viewer, post):
        return None
    return ReasonForm(sent(request), presets=options.current().moderation_reasons)


def is_confirmed(request: MemberRequest, form: ReasonForm | None) -> bool:
    return request.method == "POST" and (form is None or form.is_valid())


def ask(
    request: MemberRequest, post: Post, act: str, form: ReasonForm | None, **context: Any
) -> HttpResponse:
    """Show the page that asks whether one is sure, and why."""
    template, shared = f"qa/moderation/{act}.html", {"post": post, "form": form, **context}
    return render_form(request, template, shared) if form else render(request, template, shared)


def find_flag(request: MemberRequest, post: Post) -> Flag | None:
    """Return the viewer's own flag that nobody has decided on."""
    return Flag.objects.open().filter(post=post, flagger=request.viewer.user).first()


def hides(viewer: Viewer, post: Post) -> bool:
    """Whether a flag of this viewer would hide the post, by what it weighs."""
    return is_hidden_by(post.flag_weight + weigh_flag(viewer), options.current().flags_that_hide)
