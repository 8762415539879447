"""Editing posts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from forum import options
from forum.lib.errors import Conflict
from forum.lib.http import attempt, render_form, sent
from qa.actions.edits import refuse_stale
from qa.forms.writing import QuestionEditForm, ReplyEditForm
from qa.models import Draft, Post
from qa.policies.posts import owns
from qa.reads.drafts import find_draft
from qa.reads.mending import judge_editing
from qa.views import drafts
from qa.views.comments import find_post
from qa.views.filed import tell_filed
from qa.views.images import Composition, compose_with_picture, list_uploads
from qa.views.requests import MemberRequest, wants_preview
from qa.views.standing import read_first


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """The edit form of any post; 409 with both texts when somebody else saved first."""
    post = find_post(request, pk)
    place = f"edit-{pk}"
    waiting = read_first(request, place)
    if waiting:
        return waiting
    judge_editing(request.viewer, post).enforce()
    if drafts.wants_draft(request):
        return drafts.keep(request, place)
    draft = find_draft(request.viewer, place) if request.method != "POST" else None
    composition = Composition(sent(request)) if post.is_comment else compose_with_picture(request)
    form = make_form(request, post, composition.typed, draft)
    context: dict[str, Any] = {"form": form, "post": post, "preview": "", "place": place, "draft": draft}
    context["draft_is_stale"] = draft is not None and is_stale(post, draft)
    if composition.check(form):
        if not wants_preview(request):
            try:
                saved = attempt(form, lambda: form.save(post))
            except Conflict as conflict:
                return show_conflict(request, post, composition, str(conflict))
            if saved:
                tell_filed(request, form.cleaned_data.get("tags") or [], saved)
                return drafts.leave(request, saved, place)
        body = form.cleaned_data.get("body")
        context["preview"] = body.html if body else ""
    return render_form(request, "qa/edits/edit.html", context)


def is_stale(post: Post, draft: Draft) -> bool:
    """Whether the draft of an edit started from another text than the post has now."""
    try:
        refuse_stale(post, draft.version)
    except Conflict:
        return True
    return False


def make_form(
    request: MemberRequest, post: Post, data: Any, draft: Draft | None = None
) -> QuestionEditForm | ReplyEditForm:
    current = options.current()
    initial = {"body": post.body, "version": post.version, "title": post.title, "category": post.category_id}
    initial |= {
        "tags": list(post.tag_names),
        "extra": post.extra,
        "content_warnings": list(post.content_warnings),
    }
    if draft:
        initial |= draft.fields | {"version": post.version}
    uploads = {} if post.is_comment else list_uploads(request.viewer, current)
    shared: dict[str, Any] = {"viewer": request.viewer, "options": current, "initial": initial, **uploads}
    shared["kept_warnings"] = post.content_warnings if owns(request.viewer, post) else None
    if post.is_question:
        return QuestionEditForm(data, kept_category=post.category_id, **shared)
    shortest = current.answer_min_length if post.is_answer else current.comment_min_length
    return ReplyEditForm(data, min_text=shortest, kind=post.kind, **shared)


def show_conflict(
    request: MemberRequest, post: Post, composition: Composition, sentence: str
) -> HttpResponse:
    """Show what the other person saved and, in the form, what was typed; sending it again is a decision."""
    post.refresh_from_db()
    typed = (composition.typed or request.POST).copy()
    typed["version"] = str(post.version)
    context = {"form": make_form(request, post, typed), "post": post, "conflict": sentence, "preview": ""}
    context["place"] = f"edit-{post.pk}"
    return render(request, "qa/edits/edit.html", context, status=409)
