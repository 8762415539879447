"""Recording what happened."""

from accounts.viewers import Viewer
from qa.models import Activity, Post


def record(viewer: Viewer, verb: Activity.Verb, post: Post, **details: object) -> Activity:
    """Append the fact that the viewer did `verb` to `post`; `details` must be plain JSON values."""
    return Activity.objects.create(
        actor=viewer.user, verb=verb, post=post, question_id=post.question_pk, details=details
    )
