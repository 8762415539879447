"""Recording what happened; what those with more rights did to other people's posts goes into the moderation log, too."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.viewers import Viewer
from forum.lib.rows import append
from qa.actions.changes import VERBS as CHANGES
from qa.actions.changes import refresh_change
from qa.actions.modlog import log
from qa.models import Activity, LogEntry, Post
from qa.policies.posts import owns, sign, wears

OF_ASKERS = (Activity.Verb.ACCEPTED, Activity.Verb.UNACCEPTED)
# What is an act of moderation when somebody else than the author does it.
MODERATION = {
    Activity.Verb.HIDDEN: LogEntry.Verb.HID,
    Activity.Verb.SHOWN: LogEntry.Verb.SHOWED,
    Activity.Verb.CLOSED: LogEntry.Verb.CLOSED,
    Activity.Verb.REOPENED: LogEntry.Verb.REOPENED,
    Activity.Verb.EDITED: LogEntry.Verb.EDITED,
    Activity.Verb.DELETED: LogEntry.Verb.DELETED,
    Activity.Verb.FLAGS_CLEARED: LogEntry.Verb.CLEARED_FLAGS,
    Activity.Verb.APPROVED: LogEntry.Verb.APPROVED,
    Activity.Verb.REJECTED: LogEntry.Verb.REJECTED,
}


def record(
    viewer: Viewer,
    verb: Activity.Verb,
    post: Post,
    at: datetime | None = None,
    moved: dict[str, Any] | None = None,
    **details: object,
) -> None:
    """Append the fact that the viewer did `verb` to `post`, by default now; `details` must be plain JSON values.

    Where it changes the post, the post's page tells of it. `moved` is for the moderation log alone: {field: [before, after]}
    of what may be public of the change. The author of a masked post stays unnamed (Activity.BY_AUTHOR). Who accepts does so
    as the asker: callers sign for that themselves.
    """
    if verb not in OF_ASKERS and wears(viewer, post):
        details[Activity.BY_AUTHOR] = True
    fact = Activity(
        actor_id=(viewer if verb in OF_ASKERS else sign(viewer, post)).user_id,
        verb=verb,
        post_id=post.pk,
        question_id=post.question_pk,
        created_at=at or timezone.now(),
        details=details,
    )
    append(fact)
    if verb in CHANGES:
        refresh_change(post)
    log_moderation(viewer, verb, post, str(details.get("reason") or details.get("note") or ""), moved)


def log_moderation(
    viewer: Viewer, verb: Activity.Verb, post: Post, reason: str = "", change: dict[str, Any] | None = None
) -> None:
    """Write an act of moderation into the log: one upon somebody else's post, that needed more than a member's rights."""
    is_shared = post.is_wiki and verb == Activity.Verb.EDITED
    if verb in MODERATION and not owns(viewer, post) and not is_shared:
        log(viewer, MODERATION[verb], post=post, reason=reason, change=change)
