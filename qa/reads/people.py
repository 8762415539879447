"""Profiles: a member's figures, rank and recent posts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.lib.paging import MOST_COUNTED
from qa.models import Earning, Post, Standing
from qa.models.querysets import PLACE_COLUMNS, PostQuerySet
from qa.policies.standing import reads_texts
from qa.reads.listings import all_questions

# What other rooms have to show on a member's page: (viewer, member) -> context of its template.
MORE_ON_PROFILES: list[Callable[[Viewer, User], dict[str, Any]]] = []


@dataclass(frozen=True)
class Profile:
    """What everybody may read about a member."""

    user: User
    standing: Standing
    rank: int

    @property
    def is_rank_known(self) -> bool:
        return self.rank <= MOST_COUNTED and options.current().are_leaderboards_on

    @property
    def upvotes_cast(self) -> int:
        return self.standing.question_upvotes_cast + self.standing.answer_upvotes_cast

    @property
    def downvotes_cast(self) -> int:
        return self.standing.question_downvotes_cast + self.standing.answer_downvotes_cast


def load_profile(user: User) -> Profile:
    """Return a member's public figures; the rank is 1 plus the number of members with more points, counted to 10,000."""
    above = members_by_points().filter(points__gt=user.points).values("pk")[:MOST_COUNTED].count()
    return Profile(user, load_standing(user), 1 + above)


def load_more(viewer: Viewer, member: User) -> dict[str, Any]:
    """Return what other rooms have to show on a member's page."""
    found: dict[str, Any] = {}
    for load in MORE_ON_PROFILES:
        found |= load(viewer, member)
    return found


def members_by_points() -> QuerySet[User]:
    return (
        User.objects.filter(is_active=True)
        .order_by("-points", "-id")
        .only("id", "username", "points", "level", "avatar")
    )


def members_by_name() -> QuerySet[User]:
    return (
        User.objects.filter(is_active=True).order_by("username_key").only("id", "username", "level", "avatar")
    )


def members_by_earnings(span: str) -> QuerySet[Earning]:
    """Return who earned most within a span, as the worker found it."""
    rows = Earning.objects.filter(span=span, member__is_active=True).select_related("member")
    return rows.order_by("-points", "-id")


def load_standing(user: User) -> Standing:
    return Standing.objects.filter(user=user).first() or Standing(user=user)


def questions_of(user: User, viewer: Viewer = NOBODY) -> PostQuerySet:
    return all_questions(viewer).filter(author=user).order_by("-created_at", "-id")


def answers_of(user: User, viewer: Viewer = NOBODY) -> PostQuerySet:
    """Return a member's visible answers with their questions, and excerpts for those who may read them."""
    rows = Post.objects.filter(author=user, kind=Post.Kind.ANSWER, is_hidden=False, question__is_hidden=False)
    return (
        rows.found(for_members=viewer.is_member)
        .select_related("question", "question__category")
        .only(
            *PLACE_COLUMNS,
            *("score", "up_count", "down_count", "created_at", "is_hidden", "check_after"),
            "content_warnings",
            *(f"question__{name}" for name in (*PLACE_COLUMNS, "title", "accepted_answer_id", "category_id")),
            *(f"question__category__{name}" for name in ("id", "name", "path")),
        )
        .with_excerpt(reads_texts(viewer))
        .order_by("-created_at", "-id")
    )
