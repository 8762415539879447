"""What a profile shows of the talks: the beginning of the wall, and the way to write to its member."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from qa.talks.models import Preference, WallPost
from qa.talks.policies.messages import may_begin
from qa.talks.policies.walls import may_read_wall, may_use_walls
from qa.talks.reads.walls import list_notes
from qa.talks.rules.openness import Openness

SHOWN = 10


@dataclass(frozen=True)
class Talks:
    """A profile's part. `writing`: offer the way to a message; whoever is not signed in is never told what it rests on."""

    wall: list[WallPost] | None
    noting: Any
    writing: bool
    stopping: bool


def load_more(viewer: Viewer, member: User) -> dict[str, Any]:
    """Return {"talks": Talks} in at most two queries."""
    current = options.current()
    if not (current.are_walls_allowed or current.are_messages_allowed):
        return {}
    preference = Preference.objects.filter(member=member).first() or Preference(member=member)
    wall = None
    if may_read_wall(viewer, member, current, is_open=preference.has_wall):
        wall = list(list_notes(viewer, member)[:SHOWN])
    is_own = viewer.user_id == member.pk
    writing = not is_own and bool(may_begin(viewer, current)) and preference.openness != Openness.NOBODY
    noting = may_use_walls(viewer, current) if wall is not None and preference.has_wall else None
    return {"talks": Talks(wall, noting, writing, stopping=viewer.is_member and not is_own)}
