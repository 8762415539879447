"""Whose place it is to read and write here at all, as far as the owner narrows it by options; and whose posts wait."""

from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.policies import CONFIRM_FIRST, must_confirm
from accounts.viewers import Viewer
from forum import options
from forum.lib.verdict import Approval, Confirm, Rows, SignIn, policy
from forum.options import Options


def is_confirmed(viewer: Viewer) -> bool:
    """Whether the member has a confirmed address, or is trusted without one."""
    return viewer.has_level(Level.APPROVED) or viewer.has_confirmed_address


@policy
def may_join_in(viewer: Viewer, who: str, *, is_writing: bool = True) -> Rows:
    """Be one of those whom an option (forum.options.WHO_WRITES) names; the rungs are climbed one by one."""
    if is_writing and must_confirm(viewer, options.current()):
        yield False, Confirm(CONFIRM_FIRST)
    if who == "everybody":
        return
    yield viewer.is_member, SignIn(_("Please sign in first, or sign up; that takes a name and a password."))
    if who == "confirmed":
        yield (
            is_confirmed(viewer),
            Confirm(_("Please confirm an e-mail address of your account first; it is shown to nobody.")),
        )
    if who == "approved":
        yield (
            viewer.has_level(Level.APPROVED),
            Approval(_("A moderator has to approve your account first. Please come back a little later.")),
        )
    if who == "experts":
        yield viewer.has_level(Level.EXPERT), _("This is for experts here.")


@policy
def may_read(viewer: Viewer, current: Options) -> Rows:
    """Read what questions, answers and comments say. (Titles in lists are for everybody.)"""
    verdict = may_join_in(viewer, current.view_level, is_writing=False)
    yield verdict or (viewer.is_crawler and current.are_crawlers_let_in), verdict.reason


def reads_texts(viewer: Viewer) -> bool:
    """Whether lists, searches and suggestions may show this viewer words of texts, or be led by them."""
    return bool(may_read(viewer, options.current()))


def is_held_back(viewer: Viewer, current: Options) -> bool:
    """Whether what this person writes waits for approval. Experts and above are exempt."""
    if viewer.has_level(Level.EXPERT):
        return False
    if viewer.user is None:
        return current.is_visitor_held or viewer.is_unproven
    return bool(
        (current.is_unapproved_held and not viewer.has_level(Level.APPROVED))
        or (current.is_beginner_held and viewer.user.points < current.held_below_points)
        or (current.is_unconfirmed_held and not is_confirmed(viewer))
    )
