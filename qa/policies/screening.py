"""Who sees what rules found in a post, who mends it, who teaches the learned score."""

from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from forum.lib.verdict import Rows, policy
from forum.options import Options
from qa.models import Hiding, Post
from qa.policies.permissions import may_use
from qa.policies.posts import owns
from qa.rules.rights import Right


@policy
def may_see_review(viewer: Viewer, post: Post) -> Rows:
    """Read why a post waits or was rejected: its author, and those who decide."""
    yield (
        owns(viewer, post) or may_use(viewer, Right.MODERATE, post),
        _("Only its author and the moderators can see this."),
    )


@policy
def may_mend(viewer: Viewer, post: Post, rejection_count: int, options: Options) -> Rows:
    """Change a rejected post and send it to the moderators again."""
    yield owns(viewer, post), _("Only its author can mend this post.")
    yield post.why_hidden == Hiding.Because.REJECTED, _("This post was not rejected.")
    yield (
        rejection_count <= options.most_resubmissions,
        _("This post was sent again as often as that is possible. You can appeal against the decision."),
    )


@policy
def may_settle(viewer: Viewer, post: Post) -> Rows:
    """Say that a published post which rules flagged is all right; of one's own somebody else does."""
    yield may_use(viewer, Right.MODERATE, post)
    yield not post.is_hidden, _("This post is hidden.")
    yield not owns(viewer, post), _("This is your own post; somebody else has to look at it.")


@policy
def may_teach(viewer: Viewer, post: Post) -> Rows:
    """Have a decision count for the learned score: those who approve posts, and not of their own."""
    yield (
        may_use(viewer, Right.MODERATE, post) and not owns(viewer, post),
        _("Only moderators' decisions teach."),
    )


@policy
def may_see_typed(viewer: Viewer, post: Post) -> Rows:
    """Read in a history what was typed where readers get other words instead (qa.actions.screening)."""
    yield (
        owns(viewer, post) or may_use(viewer, Right.HIDE, post),
        _("Only its author and editors can see this."),
    )
