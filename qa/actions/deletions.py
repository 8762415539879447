"""Deleting for good."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.viewers import Viewer
from qa.actions.activity import log_moderation
from qa.actions.flag_decisions import Outcome, settle_flags
from qa.actions.reasons import require_reason
from qa.actions.reviews import close
from qa.actions.standings import recompute_standings
from qa.actions.threads import lock_post, lock_question, refresh_question
from qa.models import Activity, Closure, Post, ReviewItem, Vote
from qa.policies.posts import may_delete, sign


@dataclass(frozen=True)
class Dependants:
    """What goes with a post when it is deleted."""

    answer_count: int
    comment_count: int
    vote_count: int
    duplicates: list[Post]
    follow_ons: list[Post]

    @property
    def has_any(self) -> bool:
        """Whether other people's words depend on the post. (Votes go with it.)"""
        return bool(self.answer_count or self.comment_count or self.duplicates or self.follow_ons)


def list_subtree(post: Post) -> QuerySet[Post]:
    """Return the post and everything that hangs on it."""
    return Post.objects.filter(Q(pk=post.pk) | Q(parent=post) | Q(question=post) | Q(parent__parent=post))


def find_dependants(post: Post) -> Dependants:
    """Say what a deletion would take along, for the page that asks whether one is sure."""
    below = list_subtree(post).exclude(pk=post.pk)
    return Dependants(
        answer_count=below.filter(kind=Post.Kind.ANSWER).count(),
        comment_count=below.filter(kind=Post.Kind.COMMENT).count(),
        vote_count=Vote.objects.filter(post__in=list_subtree(post)).count(),
        duplicates=list(Post.objects.filter(closure__duplicate_of=post)),
        follow_ons=list(Post.objects.filter(follows=post)),
    )


@transaction.atomic
def delete_post(viewer: Viewer, post_id: int, *, reason: str = "", with_dependants: bool = False) -> None:
    """Delete a hidden post and its votes; points and counts of everybody concerned follow.

    What depends on it (answers, comments, follow-ons, duplicates) is a reason to refuse, unless the console asks for all
    together: then answers and comments go along, and questions closed as its duplicate are open again. The moderation
    log keeps the reason. Raises Http404, PermissionDenied, and ValidationError without a reason.
    """
    question, post = lock_post(post_id)
    may_delete(viewer, post, has_dependants=not with_dependants and find_dependants(post).has_any).enforce()
    reason = require_reason(viewer, post, reason)
    for gone in list_subtree(post):  # those who wrote below it lose their words, too
        log_moderation(viewer, Activity.Verb.DELETED, gone, reason)
    erase_post(viewer, question, post)


def erase_post(viewer: Viewer, question: Post, post: Post) -> None:
    """Delete a locked post with all that hangs on it, and let the figures follow."""
    reopened = [
        lock_question(pk)
        for pk in Closure.objects.filter(duplicate_of=post).order_by("pk").values_list("pk", flat=True)
    ]
    subtree = list_subtree(post)
    authors = set(subtree.exclude(author=None).values_list("author_id", flat=True))
    voters = set(Vote.objects.filter(post__in=subtree).values_list("voter_id", flat=True))
    asker = {question.author_id} if question.author_id else set()
    Activity.objects.create(
        actor=sign(viewer, post).user,
        verb=Activity.Verb.DELETED,
        question=None if post.is_question else question,
        details={"post": post.pk, "kind": post.kind, "title": post.title},
    )
    settle_flags(viewer, post, Outcome.UPHELD)
    for flagged in subtree.filter(flag_count__gt=0):
        settle_flags(viewer, flagged, Outcome.NO_ACTION)
    waiting = ReviewItem.objects.open().filter(post__in=subtree)
    close(waiting, ReviewItem.Decision.DELETED, viewer)
    post.delete()
    for duplicate in reopened:
        refresh_question(duplicate)
    if not post.is_question:
        refresh_question(question)
    recompute_standings(authors | voters | asker)
