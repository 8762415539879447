"""Why something was done to what somebody else wrote: asked for, kept for the author, and public in the moderation log."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.models import Post
from qa.policies.posts import owns

REASON_MAX_LENGTH = 500


def require_reason(viewer: Viewer, post: Post, reason: str) -> str:
    """Return the reason as it is kept; nothing where people act on their own posts. Raises ValidationError without one."""
    if owns(viewer, post):
        return ""
    if not reason.strip():
        raise ValidationError(_("Please say why, in a sentence for the author."))
    return reason.strip()[:REASON_MAX_LENGTH]
