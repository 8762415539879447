"""Changes to members by those who look after them."""

from django.db import transaction

from accounts.models import User
from accounts.policies import may_manage_member, may_set_level
from accounts.viewers import Viewer


@transaction.atomic
def set_level(viewer: Viewer, member: User, level: int) -> User:
    """Give a member another level. Raises PermissionDenied."""
    locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if locked.level == level:
        return locked
    may_set_level(viewer, locked, level).enforce()
    locked.level = level
    locked.save(update_fields=["level"])
    return locked


@transaction.atomic
def set_sign_in(viewer: Viewer, member: User, is_active: bool) -> User:
    """Let a member sign in, or no longer. Raises PermissionDenied."""
    locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if locked.is_active == is_active:
        return locked
    may_manage_member(viewer, locked).enforce()
    locked.is_active = is_active
    locked.save(update_fields=["is_active"])
    return locked
