"""Names and profiles, as far as posts or the moderation log have to do with them."""

from django.db import transaction

from accounts.models import User
from accounts.profiles import actions, names
from accounts.profiles.policies import may_rename_member
from accounts.viewers import Viewer
from qa.actions.modlog import log
from qa.models import LogEntry, Post


def has_written(member: User) -> bool:
    return Post.objects.filter(author=member).exists()


@transaction.atomic
def rename_member(viewer: Viewer, member: User, name: str, *, reason: str, leads_on: bool) -> User:
    """Give a member another name. The log says that and why; the old name only where it may lead to the new one.

    Raises PermissionDenied and ValidationError.
    """
    locked = names.hold(member.pk)
    may_rename_member(viewer, locked).enforce()
    old = locked.username
    if name != old:
        names.rename(locked, name, leads_on=leads_on)
        renamed = User.objects.get(pk=member.pk)
        change = {"name": [old, name]} if leads_on else None
        log(viewer, LogEntry.Verb.RENAMED_MEMBER, member=renamed, reason=reason, change=change)
    return User.objects.get(pk=member.pk)


@transaction.atomic
def clear_profile(viewer: Viewer, member: User, *, reason: str) -> None:
    """Remove a member's picture and what they say of themselves. Raises PermissionDenied."""
    actions.clear_profile(viewer, member)
    log(viewer, LogEntry.Verb.CLEARED_PROFILE, member=member, reason=reason)
