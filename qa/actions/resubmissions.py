"""Mending a post that waits or was rejected, and sending it again: it stays the same item of the queue."""

from accounts.viewers import Viewer
from qa.actions.screening import carry_over, note_findings
from qa.actions.visibility import put_in_queue, release
from qa.models import Hiding, Post
from qa.reads.mending import count_rejections, judge_editing
from qa.reads.screening import find_findings
from qa.rules.screening import Findings


def enforce_editing(viewer: Viewer, post: Post, question: Post) -> None:
    """Raise PermissionDenied unless the viewer may edit the post, or mend it after a rejection."""
    judge_editing(viewer, post, question).enforce()


def resubmit(viewer: Viewer, question: Post, post: Post, findings: Findings) -> None:
    """Take the new text of a post that waits or was rejected. Callers have written it, and hold the locks.

    It is published at once when nothing but its text had it wait, nothing is found in that any more, and no moderator
    rejected it; else it waits (again).
    """
    Hiding.objects.filter(post=post, pending=Hiding.Pending.NOTHING).update(pending=Hiding.Pending.EDITED)
    earlier = find_findings(post, post.version - 1)
    findings = carry_over(earlier, findings)
    note_findings(post, findings)
    is_mended = earlier.is_holding and not findings.is_holding
    if post.is_held and is_mended and not count_rejections(post):
        release(question, post)
    elif not post.is_held:
        put_in_queue(viewer, post)
