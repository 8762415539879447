"""Changes to profiles: what members say of themselves, and their pictures."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.profiles import pictures
from accounts.profiles.models import ProfileField, ProfileValue
from accounts.profiles.policies import (
    may_choose_picture,
    may_choose_site_picture,
    may_edit_profile,
    may_remove_picture,
)
from accounts.viewers import Viewer
from forum import limits, options


@transaction.atomic
def save_values(viewer: Viewer, values: Mapping[int, str]) -> None:
    """Keep what a member wrote in fields of their profile; '' empties one. Fields that are gone meanwhile are passed over."""
    may_edit_profile(viewer).enforce()
    member = hold(viewer.member_id)
    write_values(member, values)


def write_values(member: User, values: Mapping[int, str]) -> None:
    """Write values of a member who is held, or new."""
    there = ProfileField.objects.filter(pk__in=values, is_in_use=True)
    # A field that is being deleted waits, or is gone: no value is written to it.
    known = list(there.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    empty = [pk for pk in known if not values[pk]]
    ProfileValue.objects.filter(member=member, field__in=empty).delete()
    ProfileValue.objects.bulk_create(
        [ProfileValue(member=member, field_id=pk, text=values[pk]) for pk in known if values[pk]],
        update_conflicts=True,
        unique_fields=["member", "field"],
        update_fields=["text"],
    )


def choose_picture(viewer: Viewer, data: bytes) -> None:
    """Show a picture of the member's own. The one before is gone for good. Raises PermissionDenied, TooMany, UploadRefused."""
    current = options.current()
    may_choose_picture(viewer, current).enforce()
    counted = {f"member-{viewer.member_id}": current.images_per_member}
    if viewer.address_key:
        counted[viewer.address_key] = current.images_per_network
    limits.consume_each("images", counted)
    set_picture(viewer.member_id, pictures.keep_picture(data))


def remove_own_picture(viewer: Viewer) -> None:
    """Show no picture of the member any more."""
    set_picture(viewer.member_id, "")


def clear_profile(viewer: Viewer, member: User) -> None:
    """Remove a member's picture and all that they wrote in their profile; for those who manage members."""
    may_remove_picture(viewer, member).enforce()
    with transaction.atomic():
        set_picture(member.pk, "")
        ProfileValue.objects.filter(member=member).delete()


def choose_site_picture(viewer: Viewer, data: bytes | None) -> None:
    """Choose (None: remove) the picture that stands for members without one."""
    may_choose_site_picture(viewer).enforce()
    key = pictures.keep_picture(data) if data is not None else ""
    try:
        with transaction.atomic():
            pictures.remove_picture(options.load().avatar_of_site)
            options.save({"avatar_of_site": key})
    except BaseException:
        pictures.remove_files(key)
        raise


def set_picture(member_id: int, key: str) -> None:
    try:
        with transaction.atomic():
            member = hold(member_id)
            pictures.remove_picture(member.avatar)
            User.objects.filter(pk=member_id).update(avatar=key)
    except BaseException:
        if key:
            pictures.remove_files(key)
        raise


def hold(member_id: int) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=member_id)


@transaction.atomic
def save_field(field: ProfileField) -> None:
    """Keep a field of profiles (the console asks who may)."""
    field.save()


@transaction.atomic
def delete_field(field: ProfileField) -> None:
    """Delete a field that the owner made, with all that was written there."""
    if not field.key:
        ProfileField.objects.select_for_update().filter(pk=field.pk).delete()
