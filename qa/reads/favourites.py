"""Favourites: what the viewer's star is on, and whether it is on what a page shows."""

from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.lib.verdict import Verdict
from qa.models import Category, Favourite, Post, Tag
from qa.models.querysets import AUTHOR_COLUMNS
from qa.policies.favourites import may_favour_member, may_favour_subject
from qa.policies.posts import may_favourite
from qa.reads.listings import Row, all_questions, asked

M = TypeVar("M", bound=Model)
KINDS: dict[str, Promise] = {
    "questions": _("Questions"), "members": _("Members"), "tags": _("Tags"), "categories": _("Categories"),
}  # fmt: skip
TARGETS = {"questions": "question", "members": "person", "tags": "tag", "categories": "category"}


def offered_kinds() -> dict[str, Promise]:
    """Return the kinds of things that can have a star here: no tags or categories where those are switched off."""
    current = options.current()
    off = {"tags": not current.has_tags, "categories": not current.has_categories}
    return {name: label for name, label in KINDS.items() if not off.get(name)}


@dataclass(frozen=True)
class Star:
    """The button that sets a star: where its form goes, whether the star is on, and whether the viewer has any."""

    address: str
    is_on: bool
    verdict: Verdict


def with_star(rows: QuerySet[M, M], viewer: Viewer, target: str) -> QuerySet[M, M]:
    """With `is_favourite`: whether the viewer's star is on a row. Visitors have none, and nothing is asked for them."""
    if not viewer.is_member:
        return rows
    mine = Favourite.objects.filter(**{target: OuterRef("pk")}, member_id=viewer.user_id)
    return cast("QuerySet[M, M]", rows.annotate(is_favourite=Exists(mine)))


def make_star(viewer: Viewer, thing: Post | User | Tag | Category) -> Star:
    """Return the button for something that was loaded `with_star`."""
    if isinstance(thing, Post):
        return Star(f"/posts/{thing.pk}/favourite/", is_starred(thing), may_favourite(viewer, thing))
    kind = {User: "members", Tag: "tags", Category: "categories"}[type(thing)]
    verdict = may_favour_member(viewer, thing) if isinstance(thing, User) else may_favour_subject(viewer)
    return Star(f"/favourites/{kind}/{thing.pk}/", is_starred(thing), verdict)


def is_starred(thing: Model) -> bool:
    return bool(getattr(thing, "is_favourite", False))


def favourites_of(viewer: Viewer, kind: str) -> QuerySet[Favourite]:
    """Return the viewer's stars on things of a kind that they may still see, the newest first."""
    target = TARGETS[kind]
    rows = Favourite.objects.filter(member_id=viewer.user_id, **{f"{target}__isnull": False})
    if kind == "questions":
        rows = rows.filter(question__is_hidden=False)
    elif kind == "members":
        people = (f"person__{name}" for name in AUTHOR_COLUMNS)
        rows = rows.filter(person__is_active=True).select_related("person").only("created_at", *people)
    else:
        rows = rows.select_related(target)
    return rows.order_by("-created_at", "-id")


def question_rows(viewer: Viewer, stars: list[Favourite]) -> list[Row]:
    """Return the questions of some stars as rows of a list, in the order of the stars, in one query."""
    found = {
        post.pk: post for post in all_questions(viewer).filter(pk__in=[star.question_id for star in stars])
    }
    questions = [found[star.question_id] for star in stars if star.question_id in found]
    return [Row(question, asked(question)) for question in questions]


def things_of(stars: list[Favourite], kind: str) -> list[Any]:
    """Return what these stars are on: members, tags or categories, each known to have one."""
    things: list[Any] = [getattr(star, TARGETS[kind]) for star in stars]
    for thing in things:
        thing.is_favourite = True
    return things
