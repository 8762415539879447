"""Who may say that a post needs a content warning."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, TooLow, policy
from qa.models import Post
from qa.policies.permissions import has_rank, may_go_on
from qa.policies.posts import owns


@policy
def may_set_warnings(viewer: Viewer, post: Post) -> Rows:
    """Put content warnings on a post, or take them off."""
    yield not post.is_hidden, _("This post is hidden.")
    yield (
        owns(viewer, post) or has_rank(viewer, Level.MODERATOR, post),
        TooLow(_("Only the person who wrote it and moderators can put a content warning on a post.")),
    )
    yield may_go_on(viewer, ALL_RIGHTS)
