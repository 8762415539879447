"""Which questions wait longest for anybody, and what is known of how long people wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.timesince import timesince

from accounts.viewers import Viewer
from forum import options
from qa.models import Post, ReviewItem, Turn
from qa.models.querysets import PostQuerySet
from qa.reads.listings import Row, all_questions, asked_rows
from qa.team.models import WaitFigure
from qa.team.rules.lanes import order_by_wait

SHOWN = 50
SPANS = (30, 90)


@dataclass(frozen=True)
class Waiting:
    """A question that nobody has replied to, and whether somebody writes just now."""

    row: Row
    is_taken: bool
    is_mine: bool


def waiting_questions(viewer: Viewer) -> PostQuerySet:
    """Return the open questions of the last time without an answer, and without a comment of anybody but the asker."""
    since = timezone.now() - timedelta(days=options.current().waiting_days)
    replies = Post.objects.filter(parent=OuterRef("pk"), kind=Post.Kind.COMMENT, is_hidden=False)
    by_others = replies.exclude(is_by(OuterRef("author"), OuterRef("visitor_key")))
    rows = all_questions(viewer).unanswered().filter(~Exists(by_others), created_at__gte=since)
    return rows.exclude(author=viewer.user) if viewer.user else rows


def is_by(author: object, visitor_key: object) -> Q:
    """Whether a post is by the same person: the member, or the visitor of that key."""
    return Q(author__isnull=False, author=author) | Q(author=None, visitor_key=visitor_key) & ~Q(
        visitor_key=""
    )


def list_waiting(viewer: Viewer) -> list[Waiting]:
    """Return the questions that wait longest, a wait weighing more where somebody worries about the asker. Three queries.

    All waits weigh the same but those few about which somebody worries, so the oldest and these few are all that can come
    first.
    """
    lanes = dict(
        ReviewItem.objects.open()
        .filter(kind=ReviewItem.Kind.WORRY, post__kind=Post.Kind.QUESTION, post__answer_count=0)
        .values_list("post_id", "lane")
    )
    rows = waiting_questions(viewer)
    oldest = rows.order_by("created_at", "id")
    found = list(oldest[:SHOWN])
    if lanes:
        known = {question.pk for question in found}
        found += list(oldest.filter(pk__in=lanes.keys() - known))
    now = timezone.now()
    ordered = order_by_wait(found, lambda one: now - one.created_at, lambda one: lanes.get(one.pk))[:SHOWN]
    turns = dict(
        Turn.objects.filter(question__in=[one.pk for one in ordered], ends_at__gt=now).values_list(
            "question_id", "helper_id"
        )
    )
    return [
        Waiting(row, row.question.pk in turns, turns.get(row.question.pk) == viewer.user_id)
        for row in asked_rows(ordered)
    ]


def find_own_turn(viewer: Viewer) -> Turn | None:
    """Return the turn that the viewer has at present, with its question."""
    rows = Turn.objects.filter(helper=viewer.user, ends_at__gt=timezone.now()).select_related("question")
    return rows.first()


@dataclass(frozen=True)
class Told:
    """A figure in words."""

    figure: WaitFigure
    median: str
    slowest: str

    @property
    def percent(self) -> int:
        count = self.figure.question_count
        return round(100 * self.figure.answered_count / count) if count else 0


def tell_figures(figures: Sequence[WaitFigure] | None = None) -> list[Told]:
    """Return what is kept of how long people wait, in words. One query."""
    rows = WaitFigure.objects.order_by("days") if figures is None else figures
    return [Told(one, in_words(one.median), in_words(one.slowest)) for one in rows]


def in_words(span: timedelta | None) -> str:
    now = timezone.now()
    return timesince(now - span, now, depth=1) if span is not None else ""
