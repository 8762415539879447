"""The review queue as its pages show it: rows, one item in its context, and a few figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.timesince import timesince

from accounts.viewers import Viewer
from forum import stamps
from qa.models import Category, Flag, Post, ReviewItem, ReviewNote, Standing
from qa.models.reviews import ReviewQuerySet
from qa.policies.reviews import find_reach, may_see_flaggers, offered_kinds

Kind, Lane = ReviewItem.Kind, ReviewItem.Lane
# What a filter of the queue shows: approval is asked for new posts and for edits alike.
FILTERS: dict[str, tuple[ReviewItem.Kind, ...]] = {
    "held": ReviewItem.WAITING_KINDS,
    "edit": (Kind.EDIT,),
    "flagged": (Kind.FLAGGED,),
    "check": (Kind.CHECK,),
    "appeal": (Kind.APPEAL,),
    "report": (Kind.REPORT,),
    "worry": (Kind.WORRY,),
}


@dataclass(frozen=True)
class Choice:
    """What a list of the queue is narrowed to."""

    kind: str = ""
    category: Category | None = None
    is_mine: bool = False

    @property
    def query(self) -> str:
        """The parameters of its address."""
        pairs = [f"kind={self.kind}"] if self.kind else []
        pairs += [f"cat={self.category.pk}"] if self.category else []
        pairs += ["mine=1"] if self.is_mine else []
        return "&".join(pairs)


def review_items(viewer: Viewer, choice: Choice) -> ReviewQuerySet:
    """Return what waits for this viewer, the most urgent and then the oldest first; never what they wrote."""
    kinds = set(offered_kinds(viewer))
    if choice.kind:
        kinds &= set(FILTERS[choice.kind])
    rows = ReviewItem.objects.waiting().filter(in_reach(viewer, kinds)).exclude(post__author=viewer.user)
    if choice.category is not None:
        place = choice.category.depth - 1
        within = Q(**{f"post__category_ids__{place}": choice.category.pk})
        rows = rows.filter(within | Q(**{f"post__question__category_ids__{place}": choice.category.pk}))
    if choice.is_mine:
        rows = rows.filter(claimed_by=viewer.user)
    return rows.order_by("lane", "opened_at", "id")


def in_reach(viewer: Viewer, kinds: Iterable[ReviewItem.Kind]) -> Q:
    """Things of these kinds, in the categories where the viewer may look at them."""
    everywhere, found = [], Q(pk__in=[])
    for kind in kinds:
        ids = find_reach(viewer, kind)
        if ids is None:
            everywhere.append(kind)
        elif ids:
            inside = Q(post__category_ids__overlap=list(ids))
            found |= Q(kind=kind) & (inside | Q(post__question__category_ids__overlap=list(ids)))
    return Q(kind__in=everywhere) | found if found != Q(pk__in=[]) else Q(kind__in=everywhere)


def with_rows(items: QuerySet[ReviewItem]) -> QuerySet[ReviewItem]:
    """With what a row shows of each."""
    return items.select_related(
        "post__author", "post__question", "post__category", "post__question__category", "member", "claimed_by"
    )


def count_waiting(viewer: Viewer) -> int | None:
    """Return how much waits that should not, for those who may look at anything; None, and no query, for all others.

    It is the same for everybody who may look at the same kinds: it stands on pages that they share.
    """
    kinds = offered_kinds(viewer)
    if not kinds:
        return None
    stamps.note(stamps.Kind.REVIEWS)
    return ReviewItem.objects.open().filter(in_reach(viewer, kinds), lane__lt=Lane.LATER).count()


def load_flags(post_ids: Sequence[int]) -> dict[int, list[Flag]]:
    """Return the open flags of these posts, the oldest first."""
    found: dict[int, list[Flag]] = {}
    flags = Flag.objects.open().filter(post__in=post_ids).select_related("flagger", "duplicate_of")
    for flag in flags.order_by("created_at", "id"):
        found.setdefault(flag.post_id or 0, []).append(flag)
    return found


@dataclass(frozen=True)
class Record:
    """What moderators know of the author of a post."""

    points: int
    question_count: int
    answer_count: int
    comment_count: int
    approved_count: int
    rejected_count: int
    hidden_count: int


@dataclass(frozen=True)
class Sheet:
    """One item with what one has to know to decide it."""

    item: ReviewItem
    parent: Post | None = None
    flags: list[Flag] = field(default_factory=list)
    notes: list[ReviewNote] = field(default_factory=list)
    record: Record | None = None
    is_flagger_shown: bool = False


def load_sheet(viewer: Viewer, item: ReviewItem) -> Sheet:
    """Return an item with its post's parent, flags, notes of colleagues, and its author's record."""
    post = item.post
    notes = item.notes.select_related("author", "to").order_by("created_at", "id")
    if post is None:
        return Sheet(item, notes=list(notes))
    parent = None
    if post.is_comment and post.parent_id != post.question_id:
        parent = Post.objects.select_related("author").filter(pk=post.parent_id or 0).first()
    return Sheet(
        item,
        parent=parent,
        flags=load_flags([post.pk]).get(post.pk, []) if post.flag_count else [],
        notes=list(notes),
        record=load_record(post),
        is_flagger_shown=bool(may_see_flaggers(viewer)),
    )


def load_record(post: Post) -> Record | None:
    """Return the record of a member who wrote a post; visitors have none."""
    if post.author is None:
        return None
    Decision = ReviewItem.Decision
    counts = ReviewItem.objects.filter(post__author=post.author, decided_at__isnull=False).aggregate(
        approved=Count("pk", filter=Q(decision=Decision.APPROVED)),
        rejected=Count("pk", filter=Q(decision=Decision.REJECTED)),
        hidden=Count("pk", filter=Q(decision=Decision.HIDDEN)),
    )
    standing = Standing.objects.filter(user=post.author).first() or Standing()
    return Record(
        points=post.author.points,
        question_count=standing.question_count,
        answer_count=standing.answer_count,
        comment_count=standing.comment_count,
        approved_count=counts["approved"],
        rejected_count=counts["rejected"],
        hidden_count=counts["hidden"],
    )


@dataclass(frozen=True)
class Figures:
    """How the queue is doing."""

    urgent_count: int
    normal_count: int
    later_count: int
    oldest_at: datetime | None
    day_count: int
    week_count: int
    median_wait: timedelta | None

    @property
    def median_words(self) -> str:
        """Within which time half of what was decided in a week was decided, in words."""
        now = timezone.now()
        return timesince(now - self.median_wait, now, depth=1) if self.median_wait else ""


FIGURES = """
    SELECT o.urgent, o.normal, o.later, o.oldest, d.day, d.week, d.wait
    FROM (SELECT count(*) FILTER (WHERE lane = 0) AS urgent, count(*) FILTER (WHERE lane = 1) AS normal,
                 count(*) FILTER (WHERE lane = 2) AS later, min(opened_at) AS oldest
          FROM qa_reviewitem WHERE decided_at IS NULL AND opened_at <= %(now)s AND kind = ANY(%(kinds)s)) o,
         (SELECT count(*) FILTER (WHERE decided_at > %(now)s::timestamptz - interval '1 day') AS day, count(*) AS week,
                 percentile_cont(0.5) WITHIN GROUP (ORDER BY decided_at - opened_at) AS wait
          FROM qa_reviewitem WHERE decided_at > %(now)s::timestamptz - interval '7 days' AND decided_by_id IS NOT NULL
          AND kind = ANY(%(kinds)s)) d
"""


def load_figures(viewer: Viewer) -> Figures:
    """Return what is open in each lane, since when, and how much was decided how quickly: one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            FIGURES, {"kinds": [str(kind) for kind in offered_kinds(viewer)], "now": timezone.now()}
        )
        return Figures(*cursor.fetchone())
