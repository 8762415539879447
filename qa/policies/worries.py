"""Who may tell the team that they worry about somebody. It is no complaint, and the author never hears of it."""

from django.utils.translation import gettext_lazy as _

from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.models import Post
from qa.policies.posts import owns


@policy
def may_refer(viewer: Viewer, post: Post, options: Options) -> Rows:
    """Tell the team that one worries about who wrote a post."""
    yield options.is_worry_taken, _("This is not asked for here.")
    yield (
        not owns(viewer, post),
        _("You wrote this yourself. If you are not well, please turn to somebody who can be with you now."),
    )
    yield not post.is_hidden, _("This post is hidden already.")
    yield (
        viewer.is_member or options.is_worry_by_visitors,
        SignIn(_("Please sign in to tell the team that you worry about somebody.")),
    )
    yield viewer.find_restriction(ALL_RIGHTS) is None, _("You cannot do this while your account is blocked.")
