"""Who may look at what in the review queue, and decide it."""

from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, policy
from qa.models import ReviewItem
from qa.policies.posts import APPROVE_LEVEL, CHECK_LEVEL, HIDE_LEVEL, owns

Kind = ReviewItem.Kind
LEVELS = {
    Kind.HELD: APPROVE_LEVEL,
    Kind.EDIT: APPROVE_LEVEL,
    Kind.FLAGGED: HIDE_LEVEL,
    Kind.CHECK: CHECK_LEVEL,
    Kind.MEMBER: Level.MODERATOR,
    Kind.APPEAL: Level.MODERATOR,
}
# Kinds that are decided in the queue; the others are decided on pages of their own.
DECIDED_HERE = (Kind.HELD, Kind.EDIT, Kind.FLAGGED, Kind.CHECK)
FLAGGERS_LEVEL = Level.MODERATOR


def offered_kinds(viewer: Viewer) -> list[ReviewItem.Kind]:
    """Return the kinds of things that this viewer may look at."""
    return [kind for kind, level in LEVELS.items() if viewer.has_level(level)]


@policy
def may_review(viewer: Viewer) -> Rows:
    """Open the review queue, as far as one may look at anything there."""
    yield offered_kinds(viewer), _("This list is for experts.")


@policy
def may_review_kind(viewer: Viewer, kind: ReviewItem.Kind) -> Rows:
    """Look at things of this kind."""
    verdict = may_review(viewer)
    yield verdict, verdict.reason
    yield kind in offered_kinds(viewer), _("This needs a higher level; somebody else will look at it.")


@policy
def may_decide(viewer: Viewer, item: ReviewItem) -> Rows:
    """Take and decide an item: never one about what one wrote, or about oneself."""
    verdict = may_review_kind(viewer, Kind(item.kind))
    yield verdict, verdict.reason
    is_own = (item.post is not None and owns(viewer, item.post)) or (
        item.member_id is not None and item.member_id == viewer.user_id
    )
    yield not is_own, _("This is about yourself; somebody else has to look at it.")


@policy
def may_hand_to(other: Viewer, item: ReviewItem) -> Rows:
    """Be handed an item by a colleague."""
    verdict = may_decide(other, item)
    yield verdict, _("This person cannot decide it: %(why)s") % {"why": verdict.reason}


@policy
def may_see_flaggers(viewer: Viewer) -> Rows:
    """See who flagged a post, and how much each flag weighs."""
    yield viewer.has_level(FLAGGERS_LEVEL), _("Only moderators can see who flagged a post.")
