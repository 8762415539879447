"""Who may change whom."""

from django.utils.translation import gettext as _

from accounts.models import Level, User
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, policy


def highest_grant(viewer: Viewer) -> int:
    """Return the highest level that the viewer may give: experts by moderators, moderators by administrators."""
    if viewer.has_level(Level.SUPER_ADMINISTRATOR):
        return Level.SUPER_ADMINISTRATOR
    if viewer.has_level(Level.ADMINISTRATOR):
        return Level.MODERATOR
    if viewer.has_level(Level.MODERATOR):
        return Level.EXPERT
    return -1


@policy
def may_manage_member(viewer: Viewer, member: User) -> Rows:
    """Open a member in the console and change what one's own level allows."""
    yield viewer.has_level(Level.MODERATOR), _("Only moderators manage members.")
    yield viewer.user_id != member.pk, _("Nobody changes their own level; ask another administrator.")
    yield (
        viewer.has_level(Level.SUPER_ADMINISTRATOR) or member.level < viewer.level,
        _("This member's level is not below yours."),
    )
    yield viewer.find_restriction(ALL_RIGHTS) is None, _("You cannot do this while your account is blocked.")


@policy
def may_set_level(viewer: Viewer, member: User, level: int) -> Rows:
    """Give a member another level."""
    verdict = may_manage_member(viewer, member)
    yield verdict, verdict.reason
    yield level in Level.values and level <= highest_grant(viewer), _("You cannot give this level.")


@policy
def may_give_bonus(viewer: Viewer) -> Rows:
    """Give bonus points."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators give bonus points.")


@policy
def may_delete_member(viewer: Viewer, member: User) -> Rows:
    """Delete an account."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators delete accounts.")
    verdict = may_manage_member(viewer, member)
    yield verdict, verdict.reason
