"""Who may keep drafts on the server."""

from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy


@policy
def may_keep_drafts(viewer: Viewer) -> Rows:
    """Save, list and discard one's drafts."""
    yield viewer.is_member, SignIn(_("Please sign in to save drafts here. This browser keeps what you type."))
