"""Who may warn, suspend or block whom, and who reads what moderators know of a member."""

from django.utils.translation import gettext as _

from accounts.models import Level, User
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, policy
from qa.models import MemberNote, Post
from qa.policies.permissions import may_use
from qa.policies.posts import wears
from qa.policies.restrictions import is_free
from qa.rules.rights import Right

MEASURE_LEVEL = Level.MODERATOR


@policy
def may_see_record(viewer: Viewer, member: User) -> Rows:
    """Open the page that moderators have of a member."""
    yield viewer.has_level(MEASURE_LEVEL), _("This page is for moderators.")
    yield viewer.user_id != member.pk, _("What concerns you stands in your own “Standing”.")
    yield is_free(viewer, ALL_RIGHTS)


@policy
def may_take_measures(viewer: Viewer, member: User) -> Rows:
    """Warn, suspend or block a member, lift that again, hide all they wrote, write and read notes about them."""
    yield viewer.has_level(MEASURE_LEVEL), _("Only moderators decide this.")
    yield viewer.user_id != member.pk, _("Nobody decides this about themselves; ask another moderator.")
    yield member.level < viewer.level, _("This member's level is not below yours; ask an administrator.")
    yield is_free(viewer, ALL_RIGHTS)


@policy
def may_measure_unnamed(viewer: Viewer, *, is_own: bool = False) -> Rows:
    """Decide about whoever wrote something without a name. Whether their level is below the viewer's is not asked here: the
    answer would tell it. Where it is not, the measure takes nothing (qa.actions.measures)."""
    yield viewer.has_level(MEASURE_LEVEL), _("Only moderators decide this.")
    yield not is_own, _("Nobody decides this about themselves; ask another moderator.")
    yield is_free(viewer, ALL_RIGHTS)


@policy
def may_measure_author(viewer: Viewer, post: Post) -> Rows:
    """Warn, suspend or block whoever wrote a masked post, without learning who it is."""
    yield bool(post.mask_key), _("Nobody wrote this without their name as a member.")
    yield may_measure_unnamed(viewer, is_own=wears(viewer, post))


@policy
def may_delete_note(viewer: Viewer, note: MemberNote) -> Rows:
    """Delete a note about a member: who wrote it, and administrators."""
    yield may_take_measures(viewer, note.member)
    yield (
        note.writer_id == viewer.user_id or viewer.has_level(Level.ADMINISTRATOR),
        _("Only its writer and administrators delete a note."),
    )


@policy
def may_see_new_members(viewer: Viewer) -> Rows:
    """Open the list of the newest members."""
    yield may_use(viewer, Right.SEE_NEW_MEMBERS)


@policy
def may_see_special_members(viewer: Viewer) -> Rows:
    """Open the lists of members with a special level, and of blocked ones."""
    yield may_use(viewer, Right.SEE_BLOCKED_MEMBERS)
