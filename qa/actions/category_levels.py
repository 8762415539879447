"""Levels in categories: giving, changing and taking them."""

from django.db import transaction

from accounts.models import User
from accounts.viewers import Viewer
from qa.actions.modlog import log
from qa.models import Category, CategoryLevel, LogEntry
from qa.policies.category_levels import may_set_category_level


@transaction.atomic
def set_category_level(viewer: Viewer, member: User, category: Category, level: int | None) -> None:
    """Let a member have a level in a category and all below it; None takes it away. Setting it twice changes nothing.

    Raises PermissionDenied.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    found = CategoryLevel.objects.filter(member=locked, category=category).first()
    before = found.level if found else None
    if before == level:
        return
    may_set_category_level(viewer, locked, before, level).enforce()
    if level is None:
        CategoryLevel.objects.filter(member=locked, category=category).delete()
    else:
        CategoryLevel.objects.update_or_create(member=locked, category=category, defaults={"level": level})
    log(viewer, LogEntry.Verb.SET_LEVEL, member=locked, change={category.path: [before, level]})
