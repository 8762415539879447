"""Telling the team of a worry, and what the team did about it."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import together
from forum.staff import tell_staff
from qa.actions.reviews import (
    close,
    lock_item,
    open_item,
    refuse_claimed,
    refuse_decided,
)
from qa.actions.threads import lock_post
from qa.actions.writing import count_against_limit
from qa.models import Post, ReviewItem
from qa.policies.reviews import may_decide
from qa.policies.worries import may_refer
from qa.team.models import Worry
from qa.team.models.worries import LONGEST_WORRY
from qa.team.rules.lanes import LANES

KEPT = timedelta(days=90)


@together()
def refer_post(viewer: Viewer, post_id: int, concern: Worry.Concern, words: str = "") -> Worry:
    """Tell the team that one worries about who wrote a post. Telling again while it waits changes what one said.

    Nothing of it reaches the author: no notice, no mail, no mark on the page. Raises Http404, PermissionDenied and TooMany.
    """
    _question, post = lock_post(post_id)
    may_refer(viewer, post, options.current()).enforce()
    count_against_limit(viewer, "worries")
    lane = ReviewItem.Lane(LANES[concern])
    open_item(ReviewItem.Kind.WORRY, post=post, lane=lane)
    item = ReviewItem.objects.open().get(kind=ReviewItem.Kind.WORRY, post=post)
    worry = find_own(viewer, item) or Worry(item=item, referrer=viewer.user, visitor_key=viewer.visitor_key)
    worry.concern, worry.words, worry.created_at = concern, words.strip()[:LONGEST_WORRY], timezone.now()
    worry.save()
    if lane == ReviewItem.Lane.URGENT:
        tell_staff(_("Somebody worries about a person. It is urgent."), item.get_absolute_url())
    return worry


def open_for_phrases(post: Post) -> None:
    """Let a post in which qa.care found an urgent phrase wait where worries do: nobody told it, so it has no words."""
    open_item(ReviewItem.Kind.WORRY, post=post, lane=ReviewItem.Lane.URGENT)
    tell_staff(_("A post may need somebody soon. It is urgent."), reverse("qa:reviews"))


def find_own(viewer: Viewer, item: ReviewItem) -> Worry | None:
    """Return what this person told of it already."""
    if viewer.is_member:
        return Worry.objects.filter(item=item, referrer=viewer.user).first()
    return Worry.objects.filter(item=item, visitor_key=viewer.visitor_key).exclude(visitor_key="").first()


@transaction.atomic
def settle_worry(
    viewer: Viewer, pk: int, what: str, note: str = "", *, is_forced: bool = False
) -> ReviewItem:
    """Say what was done about a worry. Raises Http404, PermissionDenied, Decided and Claimed (unless `is_forced`)."""
    about = (
        ReviewItem.objects.filter(pk=pk, kind=ReviewItem.Kind.WORRY).values_list("post_id", flat=True).first()
    )
    if about is not None:
        lock_post(about)
    item = lock_item(pk)
    refuse_decided(item)
    may_decide(viewer, item).enforce()
    if not is_forced:
        refuse_claimed(viewer, item)
    words = " ".join(part for part in (what, note.strip()) if part)
    close(ReviewItem.objects.filter(pk=pk), ReviewItem.Decision.SETTLED, viewer, words)
    item.refresh_from_db()
    return item


def forget_worries() -> int:
    """Delete what was told, some time after it was settled; return how many."""
    return Worry.objects.filter(item__decided_at__lt=timezone.now() - KEPT).delete()[0]


def find_own_latest(viewer: Viewer, post: Post) -> Worry | None:
    """Return what this person told of a post the last time, with its item."""
    rows = Worry.objects.filter(item__post=post).select_related("item").order_by("-created_at")
    if viewer.is_member:
        return rows.filter(referrer=viewer.user).first()
    return rows.filter(visitor_key=viewer.visitor_key).first() if viewer.visitor_key else None
