"""Which posts a right reaches, as conditions for rows: what qa.policies.permissions says of one post."""

from collections.abc import Sequence

from django.db.models import Q

from accounts.models import Level
from accounts.viewers import Viewer
from qa.policies.permissions import find_rank_scope, find_scope
from qa.rules.rights import Right


def in_scope(viewer: Viewer, right: Right) -> Q:
    """Posts over which the viewer has a right: all, or those in categories where their level is higher."""
    return within(find_scope(viewer, right))


def in_rank_scope(viewer: Viewer, level: Level) -> Q:
    """Posts where the viewer has a level: all, or those in some categories."""
    return within(find_rank_scope(viewer, level))


def within(ids: Sequence[int] | None) -> Q:
    """Questions in these categories or anywhere below them, with all in their threads; None: everything."""
    if ids is None:
        return Q()
    ids = list(ids)
    return Q(category_ids__overlap=ids) | Q(question__category_ids__overlap=ids) if ids else Q(pk__in=[])
