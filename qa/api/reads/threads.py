"""A thread as programs read it: by the statements and the policies of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.paging import Page, paginate_counting
from forum.options import Options
from qa.api.reads.sources import sources_of
from qa.models import Post
from qa.reads.access import enforce_reading
from qa.reads.answers import (
    answers_statement,
    eyes_of,
    me_of,
    order_values,
    read_answer_order,
    seen_with,
    shape_of,
    take_off,
)
from qa.reads.changes import Told, tell_change
from qa.reads.comments import Comments, load_comments
from qa.reads.questions import find_question, load_hidings


@dataclass(frozen=True)
class Part:
    """Posts of one thread with what stands below them, their sources, and what is told of their last changes."""

    question: Post
    posts: Sequence[Post]
    comments: Mapping[int, Comments]
    sources: Mapping[int, str]
    changes: Mapping[int, Told | None]
    page: Page[Post] | None = None
    order: str = ""


def load_part(
    viewer: Viewer,
    question: Post,
    posts: Sequence[Post],
    current: Options,
    *,
    has_comments: bool = True,
) -> Part:
    """Return these posts with all that is written of them."""
    comments = load_comments(viewer, posts, current) if posts and has_comments else {}
    everything = [*posts, *(one for below in comments.values() for one in below.shown)]
    load_hidings(everything)
    changes = {post.pk: tell_change(viewer, post, question, current) for post in everything}
    return Part(question, posts, comments, sources_of(viewer, everything, question, current), changes)


def load_answers(
    request: HttpRequest, viewer: Viewer, question: Post, current: Options, *, with_question: bool = False
) -> Part:
    """Return a page of answers in the order that ?order= asks for, perhaps with the question before them."""
    order = read_answer_order(request, current)
    shape, values = shape_of(viewer, question, current, order), order_values(viewer, question, current)
    page = paginate_counting(
        request,
        lambda start, end: answers_statement(shape, start, end).run(**values),
        size=current.answers_page_size,
    )
    for row in page.rows:
        for figure in ("told_count", "total_count", "share", "weight"):
            take_off(row, figure)
    posts = [question, *page.rows] if with_question else list(page.rows)
    return replace(load_part(viewer, question, posts, current), page=page, order=order)


def find_reply(viewer: Viewer, pk: int, kind: Post.Kind) -> tuple[Post, Post]:
    """Return (question, answer or comment) where the viewer may see both and what is between. Raises as the page does."""
    post = Post.objects.for_cards().filter(pk=pk, kind=kind).first()
    if post is None:
        raise Http404(_("This post does not exist, or it was removed."))
    question = find_question(viewer, post.question_pk)
    load_hidings([post])
    post.question = question
    enforce_reading(viewer, post)
    if post.parent_id and post.parent_id != question.pk:
        enforce_parent(viewer, post.parent_id, question)
    return question, post


def enforce_parent(viewer: Viewer, pk: int, question: Post) -> Post:
    """Return the answer that something hangs on. Raises as the page does."""
    parent = Post.objects.for_cards().get(pk=pk)
    load_hidings([parent])
    parent.question = question
    enforce_reading(viewer, parent)
    return parent


def find_commented(viewer: Viewer, pk: int) -> tuple[Post, Post]:
    """Return (question, post) of a question or an answer, whose comments are asked for."""
    kind = Post.objects.filter(pk=pk).values_list("kind", flat=True).first()
    if kind == Post.Kind.QUESTION:
        question = find_question(viewer, pk)
        return question, question
    return find_reply(viewer, pk, Post.Kind.ANSWER)


def comments_on(viewer: Viewer, question: Post, post: Post) -> QuerySet[Post]:
    """Return all comments below a post, the oldest first, as far as the viewer may see them."""
    rows = Post.objects.filter(parent_id=post.pk, kind=Post.Kind.COMMENT)
    rows = rows.filter(seen_with(eyes_of(viewer, question), me_of(viewer), viewer.aliases_in(question.pk)))
    return rows.for_cards().order_by("created_at", "id")
