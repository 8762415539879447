"""Who may put a star on members, tags and categories (on questions: qa.policies.posts)."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options


@policy
def may_favour_member(viewer: Viewer, member: User) -> Rows:
    """Put a star on another member."""
    yield viewer.is_member, SignIn(_("Please sign in to keep favourites."))
    yield viewer.user_id != member.pk, _("One cannot be a favourite of one's own.")


@policy
def may_favour_subject(viewer: Viewer) -> Rows:
    """Put a star on a tag or a category."""
    yield viewer.is_member, SignIn(_("Please sign in to keep favourites."))


@policy
def may_keep_more_favourites(count: int, options: Options) -> Rows:
    """Put one star more on things of a kind of which the viewer keeps `count`."""
    limit = options.most_favourites
    words = _(
        "You have %(limit)s favourites of this kind, and more cannot be kept. Take an old star off first."
    )
    yield count < limit, words % {"limit": limit}
