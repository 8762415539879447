"""Approving and rejecting posts that wait."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.actions.activity import record
from qa.actions.reasons import REASON_MAX_LENGTH
from qa.actions.reviews import refuse_decided
from qa.actions.screening import settle
from qa.actions.spam import learn
from qa.actions.threads import lock_post
from qa.actions.visibility import release, shelve
from qa.models import Activity, Hiding, Post, ReviewItem
from qa.policies.posts import may_approve
from qa.policies.reviews import may_review_kind


@transaction.atomic
def approve_post(viewer: Viewer, post_id: int) -> Post:
    """Let everybody read a post that waited; whom it concerns hears of it now, and the learned score that it is no spam.

    Raises Http404, PermissionDenied, and Decided when somebody else was quicker.
    """
    question, post = lock_post(post_id)
    refuse_settled(viewer, post)
    may_approve(viewer, post).enforce()
    release(question, post, viewer)
    record(viewer, Activity.Verb.APPROVED, post)
    settle(viewer, [post.pk])
    learn(viewer, post, is_spam=False)
    return post


@transaction.atomic
def reject_post(viewer: Viewer, post_id: int, reason: str, *, is_spam: bool = False) -> Post:
    """Leave a post that waited hidden; its author reads why. Spam teaches the learned score.

    Raises Http404, PermissionDenied, ValidationError, and Decided when somebody else was quicker.
    """
    question, post = lock_post(post_id)
    refuse_settled(viewer, post)
    may_approve(viewer, post).enforce()
    if not reason.strip():
        raise ValidationError(_("Please say why, in a sentence for the author."))
    shelve(question, post, Hiding.Because.REJECTED, viewer, reason.strip()[:REASON_MAX_LENGTH])
    record(viewer, Activity.Verb.REJECTED, post, reason=reason.strip()[:REASON_MAX_LENGTH], is_spam=is_spam)
    settle(viewer, [post.pk])
    if is_spam:
        learn(viewer, post, is_spam=True)
    return post


def refuse_settled(viewer: Viewer, post: Post) -> None:
    """Raise Decided for a post that waited until somebody decided, to those who decide such things."""
    if post.is_held or not may_review_kind(viewer, ReviewItem.Kind.HELD):
        return
    items = ReviewItem.objects.filter(post=post, kind__in=ReviewItem.WAITING_KINDS, decided_by__isnull=False)
    item = items.select_related("decided_by").order_by("-decided_at").first()
    if item is not None:
        refuse_decided(item)
