"""Who writes on walls, who takes notes away, who reads those that are hidden."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.policies.permissions import may_use
from qa.policies.standing import may_read
from qa.rules.rights import Right
from qa.talks.models import WallPost


@dataclass(frozen=True)
class Wall:
    """The wall of `owner`, as far as writing on it goes. `is_stopped`: the owner does not want to hear from the viewer."""

    owner: User
    is_open: bool = True
    is_stopped: bool = False


@policy
def may_read_wall(viewer: Viewer, owner: User, current: Options, *, is_open: bool) -> Rows:
    """Read a wall. Its owner and moderators read it also while it is closed."""
    yield current.are_walls_allowed, _("There are no walls here.")
    yield may_read(viewer, current)
    yield (
        is_open or viewer.user_id == owner.pk or may_use(viewer, Right.HIDE),
        _("This member has no wall."),
    )


@policy
def may_use_walls(viewer: Viewer, current: Options) -> Rows:
    """Write on somebody's wall at all: what a page that is kept for many can tell."""
    yield current.are_walls_allowed, _("There are no walls here.")
    yield may_use(viewer, Right.WALL, None, current)
    yield may_read(viewer, current)


@policy
def may_write_on(viewer: Viewer, wall: Wall, current: Options) -> Rows:
    """Write on this wall. Owners write on their own, too."""
    yield viewer.is_member, SignIn(_("Please sign in first, or sign up; that takes a name and a password."))
    yield may_use_walls(viewer, current)
    yield wall.is_open and not wall.is_stopped, _("You cannot write on this wall at present.")


@policy
def may_delete_note(viewer: Viewer, note: WallPost, *, is_newest: bool) -> Rows:
    """Delete a note: the owner of the wall, its author while nobody wrote after it, and who may delete hidden posts."""
    if viewer.user_id is not None and viewer.user_id == note.owner_id:
        return
    if may_use(viewer, Right.HIDE) and may_use(viewer, Right.DELETE):
        return
    yield (
        viewer.user_id is not None and viewer.user_id == note.author_id,
        _("This is for the owner of the wall, the author, and moderators."),
    )
    yield is_newest, _("Others have written after this. The owner of the wall and moderators can delete it.")


@policy
def may_hide_note(viewer: Viewer, note: WallPost) -> Rows:
    """Hide a note from readers, or show it again."""
    yield may_use(viewer, Right.HIDE)
    yield viewer.user_id != note.author_id, _("This is about yourself; somebody else has to look at it.")


@policy
def may_report_note(viewer: Viewer, note: WallPost) -> Rows:
    """Ask moderators to look at a note."""
    yield may_use(viewer, Right.FLAG)
    yield viewer.user_id != note.author_id, _("You wrote this yourself.")
