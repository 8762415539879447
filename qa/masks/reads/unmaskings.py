"""Requests to be told who wrote masked posts: for the team, for the author, and as numbers for everybody."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum.options import Options
from qa.masks.keeping import find_members, list_masked_posts
from qa.masks.models import Reveal, Unmasking
from qa.masks.policies.unmaskings import may_read_name
from qa.models import Post


def list_unmaskings() -> QuerySet[Unmasking]:
    """Return all requests, the newest first."""
    rows = Unmasking.objects.select_related("post__question", "requested_by", "confirmed_by", "reveal")
    return rows.order_by("-requested_at", "-id")


def find_unmasking(pk: int) -> Unmasking:
    """Return a request. Raises Http404."""
    found = list_unmaskings().filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such request."))
    return found


def read_name(viewer: Viewer, asked: Unmasking, options: Options) -> User | None:
    """Return who wrote the post, for those two who may be told now; else None."""
    if not may_read_name(viewer, asked, options):
        return None
    member_id = find_members([asked.post]).get(asked.post_id or 0)
    return User.objects.filter(pk=member_id).first() if member_id else None


@dataclass(frozen=True)
class Tally:
    """How often members were unmasked: in all, and in each month that had any, the newest first."""

    total: int
    months: list[tuple[datetime, int]]


def count_unmaskings() -> Tally:
    """Count what the database never lets go: one row for each unmasking that ever was."""
    months = Reveal.objects.annotate(month=TruncMonth("started_at")).values("month")
    counted = [(row["month"], row["n"]) for row in months.annotate(n=Count("pk")).order_by("-month")]
    return Tally(sum(n for _month, n in counted), counted)


def list_own(viewer: Viewer) -> QuerySet[Post]:
    """Return what a member wrote masked, the newest first."""
    rows = Post.objects.filter(pk__in=list_masked_posts(viewer.member_id)).select_related(
        "question", "hiding"
    )
    return rows.order_by("-created_at", "-pk")


def list_own_unmaskings(viewer: Viewer) -> QuerySet[Unmasking]:
    """Return what was looked up of that: the reasons, the newest first."""
    rows = list_unmaskings().filter(post__in=list_masked_posts(viewer.member_id), reveal__isnull=False)
    return rows
