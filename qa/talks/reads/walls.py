"""A member's wall as its readers see it."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from qa.policies.permissions import may_use
from qa.rules.rights import Right
from qa.talks.models import Preference, Stop, WallPost
from qa.talks.policies.walls import Wall


def has_wall(owner: User) -> bool:
    """Whether a member lets others write on their page."""
    closed = Preference.objects.filter(member=owner, has_wall=False)
    return not closed.exists()


def load_wall(viewer: Viewer, owner: User) -> Wall:
    """Return what writing on a wall rests on: two queries."""
    is_stopped = (
        viewer.user_id != owner.pk and Stop.objects.filter(member=owner, stopped=viewer.user).exists()
    )
    return Wall(owner, is_open=has_wall(owner), is_stopped=is_stopped)


def list_notes(viewer: Viewer, owner: User) -> QuerySet[WallPost]:
    """Return the notes of a wall that the viewer reads, the newest first."""
    rows = WallPost.objects.filter(owner=owner).select_related("author").order_by("-created_at", "-id")
    return rows if may_use(viewer, Right.HIDE) else rows.filter(seen_by(viewer))


def seen_by(viewer: Viewer) -> Q:
    """Notes that are not hidden, and the viewer's own."""
    shown = Q(hidden_at=None)
    return shown | Q(author=viewer.user) if viewer.is_member else shown


def find_newest(viewer: Viewer, owner: User) -> int:
    """Return the number of the newest note on a wall that the viewer reads; 0 where there is none."""
    return list_notes(viewer, owner).values_list("pk", flat=True).first() or 0


def find_note(viewer: Viewer, pk: int) -> WallPost:
    """Return a note that the viewer may read. Raises Http404."""
    rows = WallPost.objects.filter(pk=pk, owner__is_active=True).select_related("author", "owner")
    found = rows.first()
    if found is None or (found.is_hidden and not is_seen(viewer, found)):
        raise Http404(_("There is no such note (any more)."))
    return found


def is_seen(viewer: Viewer, note: WallPost) -> bool:
    return bool(may_use(viewer, Right.HIDE)) or (
        viewer.user_id is not None and viewer.user_id == note.author_id
    )
