"""Changing names: what was somebody's name leads to them, and nobody takes it for a time."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.profiles.models import FormerName
from accounts.profiles.policies import may_rename_self
from accounts.viewers import Viewer
from forum import options
from forum.lib.text import normalise_key


def refuse_taken(name: str, member: User | None = None) -> None:
    """Raise ValidationError where somebody else has this name, or had it not long ago."""
    key = normalise_key(name)
    others = User.objects.filter(username_key=key)
    kept = FormerName.objects.filter(name_key=key, reserved_until__gt=timezone.now())
    if member is not None:
        others = others.exclude(pk=member.pk)
        kept = kept.exclude(member=member)
    if others.exists() or kept.exists():
        raise ValidationError(taken())


def taken() -> str:
    return _("Somebody here already has this name, or one that looks like it.")


def forget_former(name: str) -> None:
    """Let a name be somebody's own now; it leads to nobody else any more."""
    FormerName.objects.filter(name_key=normalise_key(name)).delete()


def rename_self(viewer: Viewer, name: str, *, leads_on: bool, has_written: bool) -> User:
    """Change the viewer's name (one that a form has checked). Raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        member = hold(viewer.member_id)
        may_rename_self(Viewer(member), options.current(), has_written=has_written).enforce()
        if name != member.username:
            rename(member, name, leads_on=leads_on)
            User.objects.filter(pk=member.pk).update(renamed_at=timezone.now())
    return User.objects.get(pk=member.pk)


def rename(member: User, name: str, *, leads_on: bool) -> None:
    """Give a member who is held another name. Where the old one does not lead on, nothing says whose it was.

    Raises ValidationError when somebody else took the new one this very moment.
    """
    refuse_taken(name, member)
    old, key = member.username, normalise_key(name)
    try:
        with transaction.atomic():
            User.objects.filter(pk=member.pk).update(username=name, username_key=key)
    except IntegrityError as error:
        raise ValidationError(taken()) from error
    forget_former(name)
    if not leads_on:
        # The names before it would tell, too: whoever knows one of them would be led to the new one.
        FormerName.objects.filter(member=member).update(member=None)
    if normalise_key(old) != key:
        keep_former(old, member if leads_on else None)


def keep_former(name: str, member: User | None) -> None:
    until = timezone.now() + timedelta(days=options.current().former_name_days)
    FormerName.objects.update_or_create(
        name_key=normalise_key(name), defaults={"name": name, "member": member, "reserved_until": until}
    )


def find_moved(name: str) -> User | None:
    """Return the active member who had this name, where nobody has it now."""
    key = normalise_key(name)
    row = FormerName.objects.filter(name_key=key, member__is_active=True).select_related("member").first()
    return row.member if row else None


def hold(member_id: int) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=member_id)
