"""Keeping posts in order: tags, kind, authorship, who may edit, the day of the next check, duplicates."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Level
from forum import options
from forum.lib.errors import Conflict
from forum.lib.http import render_form, sent
from forum.lib.paging import paginate
from qa.actions.claims import claim_post
from qa.actions.closures import confirm_duplicate, dispute_duplicate
from qa.actions.conversions import convert_to_answer, convert_to_comment
from qa.actions.edits import retag_question
from qa.actions.upkeep import set_check, set_wiki
from qa.forms.upkeep import CheckForm, ConversionForm, DifferenceForm, RetagForm
from qa.models import Post
from qa.policies import posts as policies
from qa.reads.scopes import in_rank_scope
from qa.views.comments import find_post
from qa.views.favourites import read_switch
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def retag(request: MemberRequest, pk: int) -> HttpResponse:
    """Change category and tags alone, also of a closed question."""
    post = find_post(request, pk)
    policies.may_retag(request.viewer, post).enforce()
    initial = {"category": post.category_id, "tags": list(post.tag_names), "version": post.version}
    form = RetagForm(sent(request), viewer=request.viewer, options=options.current(), initial=initial)
    context = {"form": form, "post": post}
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            retag_question(
                request.viewer,
                pk,
                values.get("category", post.category),
                values.get("tags", list(post.tag_names)),
                version=values["version"],
                note=values["note"],
            )
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            post.refresh_from_db()
            form.data = {**request.POST.dict(), "version": str(post.version)}
            return render(request, "qa/moderation/retag.html", context, status=409)
        except ValidationError as refusal:
            form.add_error("tags" if "tags" in form.fields else None, refusal)
            return render_form(request, "qa/moderation/retag.html", context)
        return redirect(post.get_absolute_url())
    return render_form(request, "qa/moderation/retag.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def convert(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask where an answer shall stand as a comment, or whether a comment shall be an answer; then turn it."""
    post = find_post(request, pk)
    question = post.question or post
    has_follow_ons = post.follow_ons.exists()
    policies.may_convert(request.viewer, post, question, has_follow_ons=has_follow_ons).enforce()
    if post.is_comment:
        if request.method == "POST":
            return redirect(convert_to_answer(request.viewer, pk))
        return render(request, "qa/moderation/convert.html", {"post": post})
    others = Q(pk=question.pk) | Q(question=question, kind=Post.Kind.ANSWER, is_hidden=False)
    places = Post.objects.filter(others).exclude(pk=pk).order_by("-kind", "created_at")
    form = ConversionForm(sent(request), places=places, initial={"parent": question.pk})
    if form.is_bound and form.is_valid():
        return redirect(convert_to_comment(request.viewer, pk, form.cleaned_data["parent"].pk))
    return render_form(request, "qa/moderation/convert.html", {"post": post, "form": form})


@require_POST
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    """Become the author of what this browser wrote before."""
    find_post(request, pk)
    post = claim_post(request.viewer, pk)
    messages.success(request, _("This is yours now, and stands under your name."))
    return redirect(post)


@require_POST
def wiki(request: MemberRequest, pk: int) -> HttpResponse:
    """Let every member edit a post (wiki=1), or no longer (wiki=0)."""
    find_post(request, pk)
    return redirect(set_wiki(request.viewer, pk, read_switch(request, "wiki")))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: MemberRequest, pk: int) -> HttpResponse:
    """Set the day after which an answer should be checked again."""
    post = find_post(request, pk)
    policies.may_set_check(request.viewer, post).enforce()
    form = CheckForm(sent(request), initial={"day": post.check_after})
    if form.is_bound and form.is_valid():
        try:
            return redirect(set_check(request.viewer, pk, form.cleaned_data["day"]))
        except ValidationError as error:
            form.add_error("day", error)
    return render_form(request, "qa/moderation/check.html", {"form": form, "post": post})


@require_safe
def checks(request: MemberRequest) -> HttpResponse:
    """Answers whose day has come, the longest overdue first; for experts."""
    policies.may_see_checks(request.viewer).enforce()
    due = Post.objects.filter(kind=Post.Kind.ANSWER, check_after__lt=timezone.localdate()).visible()
    due = due.filter(in_rank_scope(request.viewer, Level.EXPERT)).with_excerpt(has_words=True)
    rows = due.select_related("question", "question__category").order_by("check_after", "id")
    page = paginate(request, rows, size=options.current().list_page_size)
    return render(request, "qa/lists/checks.html", {"page": page})


@require_POST
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """The question that was asked before answered this one."""
    find_post(request, pk)
    question = confirm_duplicate(request.viewer, pk)
    messages.success(request, _("Good to hear. Thank you for telling."))
    return redirect(question)


@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: MemberRequest, pk: int) -> HttpResponse:
    """Say how the question differs; it is open again."""
    post = find_post(request, pk)
    policies.may_decide_duplicate(request.viewer, post).enforce()
    form = DifferenceForm(sent(request))
    if form.is_bound and form.is_valid():
        question = dispute_duplicate(request.viewer, pk, form.cleaned_data["difference"])
        messages.success(request, _("Your question is open again."))
        return redirect(question)
    return render_form(request, "qa/moderation/dispute.html", {"form": form, "post": post})
