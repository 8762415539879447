"""Turning an answer into a comment and a comment into an answer."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.actions.activity import record
from qa.actions.reviews import close_item
from qa.actions.standings import recompute_standings
from qa.actions.threads import lock_post, refresh_question
from qa.actions.writing import LIMITS, count_against_limit, keep_change
from qa.models import Activity, Post, ReviewItem, Revision, Vote
from qa.policies.posts import may_convert


@transaction.atomic
def convert_to_comment(viewer: Viewer, answer_id: int, parent_id: int) -> Post:
    """Make an answer a comment on the question or on another of its answers; its own comments move along.

    Its votes stay, and count as a comment's; it counts for the limits as if written now. Raises Http404, PermissionDenied
    (accepted, hidden, others follow on from it), TooMany, and ValidationError for a place that cannot take it.
    """
    question, answer = lock_post(answer_id)
    enforce(viewer, answer, question)
    places = Post.objects.filter(pk=parent_id, is_hidden=False).exclude(pk=answer.pk)
    parent = places.filter(pk=question.pk).first() or places.filter(question=question, kind="A").first()
    if parent is None or not answer.is_answer:
        raise ValidationError(_("A comment stands below the question or another of its answers."))
    count_against_limit(viewer, LIMITS[Post.Kind.COMMENT])
    Post.objects.filter(parent=answer).update(parent=parent)
    close_item([ReviewItem.Kind.CHECK], ReviewItem.Decision.WITHDRAWN, post=answer, viewer=viewer)
    answer.kind, answer.parent, answer.is_wiki, answer.check_after = Post.Kind.COMMENT, parent, False, None
    return finish(viewer, question, answer)


@transaction.atomic
def convert_to_answer(viewer: Viewer, comment_id: int) -> Post:
    """Make a comment an answer to its question. Raises Http404, PermissionDenied and ValidationError."""
    question, comment = lock_post(comment_id)
    enforce(viewer, comment, question)
    if not comment.is_comment:
        raise ValidationError(_("This is an answer already."))
    comment.kind, comment.parent = Post.Kind.ANSWER, question
    return finish(viewer, question, comment)


def enforce(viewer: Viewer, post: Post, question: Post) -> None:
    may_convert(viewer, post, question, has_follow_ons=post.follow_ons.exists()).enforce()


def finish(viewer: Viewer, question: Post, post: Post) -> Post:
    """Save the post in its new place; the figures of its author and voters follow."""
    post.save(update_fields=["kind", "parent", "is_wiki", "check_after"])
    change = Post.Change.TO_COMMENT if post.is_comment else Post.Change.TO_ANSWER
    record(viewer, Activity.Verb.EDITED, post, converted_to=post.kind, change=change)
    keep_change(viewer, post, Revision.Change.CONVERTED)
    refresh_question(question)
    voters = set(Vote.objects.filter(post=post).values_list("voter_id", flat=True))
    recompute_standings(voters | ({post.author_id} if post.author_id else set()))
    return post
