"""Flagging: asking moderators to look."""

from django.db import transaction
from django.utils import timezone

from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.lib.rows import fetch, together
from qa.actions.activity import record
from qa.actions.modlog import log
from qa.actions.threads import lock_post
from qa.actions.visibility import conceal
from qa.actions.writing import count_against_limit
from qa.models import Activity, Flag, Hiding, LogEntry, Post
from qa.policies.posts import may_clear_flags, may_flag

# The row that an insert had to give way to has a writer of its last version; a new one has none.
STORE_FLAG = """
    INSERT INTO qa_flag AS f (post_id, flagger_id, reason, note, created_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (post_id, flagger_id) DO UPDATE SET reason = EXCLUDED.reason, note = EXCLUDED.note
    RETURNING f.xmax = 0
"""
STORE_COUNT = """
    UPDATE qa_post p SET flag_count = (SELECT count(*) FROM qa_flag f WHERE f.post_id = p.id)
    WHERE p.id = %s RETURNING p.flag_count
"""


@together()
def flag_post(viewer: Viewer, post_id: int, *, reason: Flag.Reason, note: str = "") -> Post:
    """Flag a post. Flagging again replaces the reason; enough different members hide the post.

    Raises Http404, PermissionDenied and TooMany.
    """
    question, post = lock_post(post_id)
    may_flag(viewer, post).enforce()
    if store_flag(viewer, post, reason, note):
        count_against_limit(viewer, "flags")
        store_flag_count(post)
        record(viewer, Activity.Verb.FLAGGED, post, reason=reason)
        if post.flag_count >= options.current().flags_that_hide:
            conceal(question, post, Hiding.Because.FLAGS, NOBODY)
            log(NOBODY, LogEntry.Verb.HID, post=post, change={"flags": [0, post.flag_count]})
    return post


@transaction.atomic
def withdraw_flag(viewer: Viewer, post_id: int) -> Post:
    """Take one's own flag back; without one nothing changes."""
    _question, post = lock_post(post_id)
    Flag.objects.filter(post=post, flagger=viewer.user).delete()
    store_flag_count(post)
    return post


@transaction.atomic
def clear_flags(viewer: Viewer, post_id: int) -> Post:
    """Say that a post's flags need no more attention: they go, and the record keeps how many there were."""
    _question, post = lock_post(post_id)
    may_clear_flags(viewer, post).enforce()
    record(viewer, Activity.Verb.FLAGS_CLEARED, post, flag_count=post.flag_count)
    Flag.objects.filter(post=post).delete()
    store_flag_count(post)
    return post


def store_flag(viewer: Viewer, post: Post, reason: str, note: str) -> bool:
    """Write the viewer's flag in place of an earlier one; return whether there was none."""
    values = [post.pk, viewer.member_id, reason, note, timezone.now()]
    return bool(fetch(STORE_FLAG, values)[0][0])


def store_flag_count(post: Post) -> None:
    [[post.flag_count]] = fetch(STORE_COUNT, [post.pk])
