"""Who reads here at all, as far as the owner narrows it by options; and whose posts wait for approval."""

from accounts.models import Level
from accounts.viewers import Viewer
from forum import options
from forum.lib.verdict import Rows, policy
from forum.options import Options
from qa.models import Post
from qa.policies.permissions import has_rank, may_use
from qa.policies.staffing import holds_first_posts_now
from qa.rules.rights import Right


def is_confirmed(viewer: Viewer) -> bool:
    """Whether the member has a confirmed address, or is trusted without one."""
    return viewer.has_level(Level.APPROVED) or viewer.has_confirmed_address


@policy
def may_read(viewer: Viewer, current: Options, post: Post | None = None) -> Rows:
    """Read what questions, answers and comments say. (Titles in lists are for everybody.)"""
    verdict = may_use(viewer, Right.READ, post, current)
    yield verdict or (viewer.is_crawler and current.are_crawlers_let_in), verdict.reason


def reads_texts(viewer: Viewer) -> bool:
    """Whether lists, searches and suggestions may show this viewer words of texts, or be led by them."""
    return bool(may_read(viewer, options.current()))


def is_held_back(viewer: Viewer, current: Options, post: Post | None = None) -> bool:
    """Whether whatever this person writes waits for approval: there where `post` stands."""
    return bool(why_held_back(viewer, current, post))


def why_held_back(viewer: Viewer, current: Options, post: Post | None = None) -> str:
    """Return the rule (qa.rules.screening.Rule) for which this person's posts wait; '' when they need not.

    The category of `post` may know them better.
    """
    if is_exempt(viewer, current, post):
        return ""
    if viewer.user is None:
        is_held = current.is_visitor_held or viewer.is_unproven or holds_first_posts_now(current)
        return "visitor" if is_held else ""
    if current.is_unapproved_held and not has_rank(viewer, Level.APPROVED, post):
        return "unapproved"
    if current.is_beginner_held and viewer.user.points < current.held_below_points:
        return "points"
    return "unconfirmed" if current.is_unconfirmed_held and not is_confirmed(viewer) else ""


def is_exempt(viewer: Viewer, current: Options, post: Post | None = None) -> bool:
    """Whether nothing that this person writes there has to wait: experts and above, and whoever approves posts."""
    return has_rank(viewer, Level.EXPERT, post) or bool(may_use(viewer, Right.MODERATE, post, current))
