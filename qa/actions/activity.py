"""Recording what happened."""

from datetime import datetime

from django.utils import timezone

from accounts.viewers import Viewer
from forum.lib.rows import append
from qa.actions.changes import VERBS as CHANGES
from qa.actions.changes import refresh_change
from qa.models import Activity, Post


def record(
    viewer: Viewer, verb: Activity.Verb, post: Post, at: datetime | None = None, **details: object
) -> None:
    """Append the fact that the viewer did `verb` to `post`, by default now; `details` must be plain JSON values.

    Where it changes the post, the post's page tells of it.
    """
    fact = Activity(
        actor_id=viewer.user_id,
        verb=verb,
        post_id=post.pk,
        question_id=post.question_pk,
        created_at=at or timezone.now(),
        details=details,
    )
    append(fact)
    if verb in CHANGES:
        refresh_change(post)
