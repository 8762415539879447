"""Commenting."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewers import ensure_visitor
from forum import options
from forum.lib.http import attempt, render_form, sent
from forum.lib.numbers import read_id
from forum.lib.statements import Given, Statement
from qa.actions.comments import post_comment
from qa.forms.writing import CommentForm
from qa.models import Post
from qa.policies.posts import may_comment
from qa.reads.access import enforce_reading
from qa.reads.cards import Cards, load_marks
from qa.reads.comments import load_comments
from qa.reads.drafts import find_draft
from qa.reads.masks import read_usual_grade
from qa.reads.pace import explain_wait
from qa.reads.questions import find_question
from qa.views import drafts
from qa.views.engines import keep_private
from qa.views.requests import MemberRequest, wants_preview
from qa.views.standing import read_first


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest, pk: int) -> HttpResponse:
    """The comment form of a post (a page of its own, or a fragment below the post)."""
    place = f"comment-{pk}"
    waiting = read_first(request, place)
    if waiting:
        return waiting
    if request.method == "POST" and not drafts.wants_draft(request) and not wants_preview(request):
        form = make_form(request, pk)
        if form.is_valid() and not form.findings:
            comment = publish(request, pk, form)
            if comment:
                return drafts.leave(request, comment, place)
        return show_form(request, pk, form)
    if not drafts.wants_draft(request):
        return show_form(request, pk)
    find_commentable(request, pk)
    return drafts.keep(request, place)


def find_commentable(request: MemberRequest, pk: int) -> Post:
    """Return the post to comment on, where the viewer may. Raises Http404 and PermissionDenied."""
    parent = find_post(request, pk)
    may_comment(request.viewer, parent, parent.question or parent, options.current()).enforce()
    return parent


def make_form(
    request: MemberRequest,
    pk: int,
    body: str = "",
    warnings: str = "",
    grade: str = "",
    parent: Post | None = None,
) -> CommentForm:
    # Several such forms may be open on one page: their element ids tell the post.
    form = CommentForm(
        sent(request),
        viewer=request.viewer,
        options=options.current(),
        place=f"comment-{pk}",
        branch=(parent.question or parent).category_ids if parent else None,
        auto_id=f"id_{pk}_%s",
        initial={"body": body, "content_warnings": warnings} | ({"grade": grade} if grade else {}),
    )
    form.fields["body"].widget.attrs["autofocus"] = True
    return form


def publish(request: MemberRequest, pk: int, form: CommentForm) -> Post | None:
    """Post what a valid form says; None where it comes back with a sentence."""
    viewer, values = form.name_writer(ensure_visitor(request)), form.cleaned_data
    with hiding_the_unseen(request, pk):
        return attempt(
            form,
            lambda: post_comment(
                viewer,
                pk,
                values["body"],
                form.byline,
                values["submission_key"],
                warnings=form.warnings or (),
            ),
            "body",
        )


def show_form(request: MemberRequest, pk: int, form: CommentForm | None = None) -> HttpResponse:
    """The form as it was sent and refused, or a new one with the draft or the address of whom one replies to."""
    parent = find_commentable(request, pk)
    place = f"comment-{pk}"
    draft = find_draft(request.viewer, place) if request.method != "POST" else None
    address = address_of_reply(request, pk)
    if form is None:
        kept = draft.fields if draft and not address else {"body": address}
        grade = kept.get("grade", "") or read_usual_grade(request.viewer, parent.question or parent)
        form = make_form(request, pk, kept.get("body", ""), kept.get("content_warnings", ""), grade, parent)
    is_previewed = wants_preview(request) and form.is_valid()
    body = form.cleaned_data.get("body") if is_previewed else None
    context = {"form": form, "parent": parent, "question": parent.question or parent}
    context |= {
        "preview": body.html if body else "",
        "place": place,
        "draft": draft,
        "waiting_draft": drafts.find_address(place) if draft and address else "",
    }
    if not form.is_bound:
        context["wait"] = explain_wait(request.viewer, "comments", options.current())
    is_fragment = request.htmx and request.method == "GET"
    template = "qa/comments/_form.html" if is_fragment else "qa/comments/new.html"
    return render_form(request, template, context)


def address_of_reply(request: MemberRequest, parent_id: int) -> str:
    """Return "@name " of the comment that ?to= names, when a member wrote it below this very post."""
    to = read_id(request.GET.get("to", "")) or 0
    reply_to = (
        Post.objects.filter(pk=to, parent_id=parent_id, is_hidden=False).select_related("author").first()
    )
    return f"@{reply_to.author.username} " if reply_to and reply_to.author else ""


@require_safe
def everything(request: MemberRequest, pk: int) -> HttpResponse:
    """All comments below a post: the list alone where the page swaps it in, else the page with that list unfolded."""
    post = find_post(request, pk)
    question, current = post.question or post, options.current()
    if not request.htmx:
        return redirect(f"{question.get_absolute_url()}?show={post.pk}&comments=all#comments-{post.pk}")
    comments = load_comments(request.viewer, [post], current, show=pk, is_all=True)
    shown = [post, *comments[pk].shown]
    cards = Cards(request.viewer, question, current, comments, load_marks(request.viewer, shown))
    return render(request, "qa/comments/_list.html", {"card": cards.make(post)})


@contextmanager
def hiding_the_unseen(request: MemberRequest, pk: int) -> Iterator[None]:
    """Where an action refuses, answer 404 to whoever may not even see the post. (Looking first would cost everybody.)"""
    try:
        yield
    except PermissionDenied:
        find_post(request, pk)
        raise


def find_post(request: MemberRequest, pk: int) -> Post:
    """Return a post that the viewer may see, on a question that they may see. Raises Http404."""
    found = post_statement().run(pk=pk)
    if not found:
        raise Http404(_("This post does not exist, or it was removed."))
    post = found[0]
    if post.question_id:
        find_question(request.viewer, post.question_id)
    enforce_reading(request.viewer, post)
    if post.audience == Post.Audience.MEMBERS and not request.viewer.is_member:
        keep_private(request)
    return post


@lru_cache(maxsize=1)
def post_statement() -> Statement[Post]:
    """A post with what is asked of it before anything is done with it."""
    rows = Post.objects.select_related("author", "question", "question__author", "category", "hiding")
    return Statement(rows.filter(pk=Given("pk")))
