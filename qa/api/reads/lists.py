"""Which questions a program asks for: the orders and filters of the site's own lists, one at a time.

Each of them is an index. Orders and filters together would be none, and a large forum would be read through for them.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import BadRequest
from forum.lib.text import UncleanText, clean_line, normalise_key
from qa.models import Category, Post, Tag
from qa.models.querysets import PostQuerySet
from qa.reads import listings, people, tags

NEWEST = ("-created_at", "-id")
FILTERS = {"unanswered": "answers", "unaccepted": "selected", "unupvoted": "upvotes"}


@dataclass(frozen=True)
class Wanted:
    """The filters of a request; at most one of them says something."""

    waiting: str = ""
    category: str = ""
    tag: str = ""
    user: str = ""


def list_sorts() -> list[str]:
    return [*listings.offered_sorts(), "activity"]


def find_questions(
    viewer: Viewer, sort: str, wanted: Wanted
) -> tuple[PostQuerySet, QuerySet[Any, Any] | None]:
    """Return the questions in their order, and the ids in that order where another table has the index.

    Raises BadRequest for an order that there is not, or for more than one wish; Http404 for a subject that there is not.
    """
    given = [word for word in (wanted.waiting, wanted.category, wanted.tag, wanted.user) if word]
    if sort not in list_sorts():
        raise BadRequest(
            _("We do not know that order. There are: %(names)s.") % {"names": ", ".join(list_sorts())}
        )
    if len(given) > 1 or (given and sort != "recent"):
        raise BadRequest(_("Please give one filter, or one order: filtered questions come newest first."))
    if wanted.waiting:
        return listings.unanswered_questions(FILTERS[wanted.waiting], viewer).order_by(*NEWEST), None
    if wanted.tag:
        tag = find_tag(wanted.tag, viewer)
        return listings.all_questions(viewer).order_by(*NEWEST), listings.tagged(tag, viewer)
    if wanted.category:
        category = find_category(wanted.category, viewer)
        return listings.all_questions(viewer).below(category).order_by(*NEWEST), None
    if wanted.user:
        return people.questions_of(find_member(wanted.user), viewer), None
    order = ("-active_at", "-id") if sort == "activity" else listings.SORTS[sort][1]
    return listings.all_questions(viewer).order_by(*order), None


def clean(word: str) -> str:
    """Return a name as the database can look for it. Raises Http404."""
    try:
        return clean_line(word[:400])
    except UncleanText as error:
        raise Http404(str(error)) from error


def find_tag(name: str, viewer: Viewer) -> Tag:
    """Return a tag by any spelling of it. Raises Http404."""
    found = tags.find_tag(clean(name)).first()
    tag = (found.root or found) if found else None
    if tag is None or (
        tag.question_count and not count_in(tag, viewer)
    ):  # its very name may tell what members ask
        raise Http404(_("No question carries this tag."))
    return tag


def list_tags(viewer: Viewer) -> QuerySet[Tag]:
    """Return the tags that questions carry which this viewer may find, the most used first."""
    return tags.tags_in_use(viewer).order_by("-question_count", "-id")


def find_category(path: str, viewer: Viewer) -> Category:
    """Return a category by its path. Raises Http404."""
    branch = listings.load_branch(clean(path).strip("/"), viewer)
    if branch is None:
        raise Http404(_("There is no such category."))
    return branch.category


def list_categories(viewer: Viewer) -> QuerySet[Category]:
    """Return the whole tree, each category below the one that it is in."""
    return Category.objects.without_words().in_tree_order()


def count_in(subject: Tag | Category, viewer: Viewer) -> int:
    """Return how many questions this viewer may find there."""
    return listings.count_in(subject, viewer)


def count_questions(viewer: Viewer) -> int | None:
    """Return how many questions there are for this viewer; None where nobody counts so far."""
    return listings.count_questions(viewer)


def find_member(name: str) -> User:
    """Return an active member by name. Raises Http404."""
    member = User.objects.filter(username_key=normalise_key(clean(name)), is_active=True).first()
    if member is None:
        raise Http404(_("There is no member of this name."))
    return member


def list_members() -> QuerySet[User]:
    """Members by points; in the order in which they came, where the owner wants no such list."""
    if options.current().are_leaderboards_on:
        return people.members_by_points()
    return User.objects.filter(is_active=True).order_by("id").only("id", "username", "level")


def answers_of(member: User, viewer: Viewer) -> QuerySet[Post]:
    return people.answers_of(member, viewer)
