"""What a member sets for messages and the wall; stopping somebody, and letting them write again."""

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from qa.talks.models import Preference, Stop
from qa.talks.policies.messages import may_read_messages
from qa.talks.rules.openness import Openness


@transaction.atomic
def save_preference(viewer: Viewer, openness: Openness, *, has_wall: bool) -> Preference:
    """Store from whom the viewer takes messages, and whether they have a wall. Raises PermissionDenied."""
    may_read_messages(viewer).enforce()
    values = {"openness": openness.value, "has_wall": has_wall}
    return Preference.objects.update_or_create(member_id=viewer.member_id, defaults=values)[0]


@transaction.atomic
def stop_member(viewer: Viewer, member: User) -> None:
    """Let somebody write neither messages nor notes to the viewer any more. They are not told. Twice is once.

    Raises PermissionDenied, and Http404 for oneself.
    """
    may_read_messages(viewer).enforce()
    if member.pk == viewer.user_id:
        raise Http404(_("This is your own name."))
    Stop.objects.get_or_create(member=viewer.user, stopped=member)


@transaction.atomic
def let_write(viewer: Viewer, stop_id: int) -> None:
    """Let somebody write again. What is not on the viewer's list (any more) is left alone. Raises PermissionDenied."""
    may_read_messages(viewer).enforce()
    Stop.objects.filter(member=viewer.user, pk=stop_id).delete()
