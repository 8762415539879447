"""What a profile says, to those who may read it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.profiles.models import ProfileField, ProfileValue, Readers
from accounts.viewers import Viewer
from forum.lib.plainlinks import link_plain


@dataclass(frozen=True)
class Shown:
    """A field of a profile. `readers`: who else reads it, said to its owner alone ('': everybody)."""

    label: str
    html: SafeString
    readers: str
    is_long: bool


def show_values(viewer: Viewer, member: User) -> list[Shown]:
    """Return what the viewer may read of a profile. One query; what is not for them never leaves the database."""
    is_own = viewer.user_id == member.pk
    rows = ProfileValue.objects.filter(member=member, field__is_in_use=True).select_related("field")
    if not is_own:
        rows = rows.filter(field__readers__lte=viewer.level)
    return [
        Shown(
            str(row.field),
            link_plain(row.text),
            row.field.get_readers_display() if is_own and row.field.readers > Readers.EVERYBODY else "",
            row.field.kind == ProfileField.Kind.TEXT,
        )
        for row in rows.order_by("field__position", "field")
    ]


def fields_in_use(*, on_sign_up: bool = False) -> QuerySet[ProfileField]:
    rows = ProfileField.objects.filter(is_in_use=True)
    return rows.filter(is_on_sign_up=True) if on_sign_up else rows


def own_values(member: User) -> dict[int, str]:
    """Return what somebody wrote, by field."""
    return dict(ProfileValue.objects.filter(member=member).values_list("field", "text"))
