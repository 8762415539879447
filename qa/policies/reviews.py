"""Who may look at what in the review queue, and decide it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, policy
from qa.models import Post, ReviewItem
from qa.policies.permissions import find_rank_scope, find_scope, has_rank, may_use
from qa.policies.posts import owns
from qa.rules.rights import Right

Kind = ReviewItem.Kind
# What one needs to look at a thing: a right over its post, or a level there.
NEEDED: dict[ReviewItem.Kind, Right | Level] = {
    Kind.HELD: Right.MODERATE,
    Kind.EDIT: Right.MODERATE,
    Kind.FLAGGED: Right.HIDE,
    Kind.CHECK: Level.EXPERT,
    Kind.MEMBER: Level.MODERATOR,
    Kind.APPEAL: Level.MODERATOR,
    Kind.REPORT: Level.MODERATOR,
    Kind.WORRY: Level.MODERATOR,
}
FLAGGERS_LEVEL = Level.MODERATOR


def find_reach(viewer: Viewer, kind: ReviewItem.Kind) -> Sequence[int] | None:
    """Return the categories in which the viewer may look at things of a kind; None for all, [] for none."""
    needed = NEEDED[kind]
    return find_scope(viewer, needed) if isinstance(needed, Right) else find_rank_scope(viewer, needed)


def offered_kinds(viewer: Viewer) -> list[ReviewItem.Kind]:
    """Return the kinds of things that this viewer may look at, in some category at least."""
    return [kind for kind in NEEDED if find_reach(viewer, kind) != []]


def reaches(viewer: Viewer, kind: ReviewItem.Kind, post: Post | None) -> bool:
    """Whether the viewer may look at things of a kind where the post stands."""
    needed = NEEDED[kind]
    return bool(
        may_use(viewer, needed, post) if isinstance(needed, Right) else has_rank(viewer, needed, post)
    )


@policy
def may_review(viewer: Viewer) -> Rows:
    """Open the review queue, as far as one may look at anything there."""
    yield offered_kinds(viewer), _("This list is for experts.")


@policy
def may_review_kind(viewer: Viewer, kind: ReviewItem.Kind) -> Rows:
    """Look at things of this kind."""
    yield may_review(viewer)
    yield kind in offered_kinds(viewer), _("This needs a higher level; somebody else will look at it.")


@policy
def may_look_at(viewer: Viewer, item: ReviewItem) -> Rows:
    """Open one item of the queue."""
    yield may_review_kind(viewer, Kind(item.kind))
    yield (
        reaches(viewer, Kind(item.kind), item.post),
        _("This needs a higher level; somebody else will look at it."),
    )


@policy
def may_decide(viewer: Viewer, item: ReviewItem) -> Rows:
    """Take and decide an item: never one about what one wrote, or about oneself."""
    yield may_look_at(viewer, item)
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
