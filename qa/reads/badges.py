"""Badges as pages show them."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from forum.options import Options
from qa.models import Award
from qa.rules.badges import BADGES, BRONZE, BY_KEY, GOLD, GRADES, SILVER, Badge


@dataclass(frozen=True)
class Told:
    """A badge in the words of the language."""

    key: str
    name: str
    description: str
    grade: str
    grade_name: str
    holder_count: int = 0


@dataclass(frozen=True)
class Group:
    """The badges of a grade."""

    name: str
    badges: list[Told]


def tell(badge: Badge, holder_count: int = 0) -> Told:
    grades = {BRONZE: _("Bronze"), SILVER: _("Silver"), GOLD: _("Gold")}
    return Told(
        badge.key, _(badge.name), _(badge.description), badge.grade, grades[badge.grade], holder_count
    )


def enforce_badges(current: Options) -> None:
    """Raise Http404 where the owner wants no badges."""
    if not current.are_badges_on:
        raise Http404(_("There is no such page (any more)."))


def list_badges() -> list[Group]:
    """Return all badges by grade, each with how many members have it."""
    rows = Award.objects.filter(member__is_active=True).values_list("badge").annotate(n=Count("pk"))
    counts = dict(rows)
    groups = []
    for grade in GRADES:
        told = [tell(badge, counts.get(badge.key, 0)) for badge in BADGES if badge.grade == grade]
        groups.append(Group(told[0].grade_name, told))
    return groups


def find_badge(key: str) -> Told:
    """Return a badge. Raises Http404."""
    if key not in BY_KEY:
        raise Http404(_("There is no such badge."))
    return tell(BY_KEY[key])


def holders_of(key: str) -> QuerySet[Award]:
    """Return who has a badge, the newest first."""
    rows = Award.objects.filter(badge=key, member__is_active=True).select_related("member")
    return rows.order_by("-awarded_at", "-id")


def badges_of(user: User) -> list[Told]:
    """Return a member's badges, gold first, then as they were earned."""
    keys = Award.objects.filter(member=user).order_by("awarded_at", "id").values_list("badge", flat=True)
    found = [tell(BY_KEY[key]) for key in keys if key in BY_KEY]
    return sorted(found, key=lambda told: GRADES.index(told.grade), reverse=True)
