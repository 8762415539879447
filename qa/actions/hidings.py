"""Hiding posts and showing them again."""

from django.db import transaction

from accounts.viewers import Viewer
from forum import options
from qa.actions.activity import record
from qa.actions.flag_decisions import Outcome, settle_flags
from qa.actions.reasons import require_reason
from qa.actions.screening import note_findings, screen_again
from qa.actions.threads import lock_post
from qa.actions.visibility import conceal, put_in_queue, release, shelve
from qa.models import Activity, Closure, Hiding, Post, ReviewItem
from qa.policies.permissions import may_use
from qa.policies.posts import may_hide, may_show, owns, sign
from qa.policies.standing import is_held_back
from qa.reads.mending import count_rejections
from qa.rules.rights import Right


@transaction.atomic
def hide_post(viewer: Viewer, post_id: int, *, reason: str = "") -> Post:
    """Hide a post from everybody but its author and editors; an accepted answer loses its mark.

    The author reads the reason. Authors withdraw a post that waits for approval in the same way, without one. Who hides
    what others flagged agrees with them. Raises Http404, PermissionDenied, and ValidationError when somebody else's post is
    to be hidden without a reason.
    """
    question, post = lock_post(post_id)
    by_asker = Closure.objects.filter(question=post, is_by_asker=True).exists()
    may_hide(viewer, post, is_closed_by_asker=by_asker).enforce()
    reason = require_reason(viewer, post, reason)
    because = Hiding.Because.AUTHOR if owns(viewer, post) else Hiding.Because.MODERATOR
    if post.is_held:
        shelve(question, post, because, viewer)
    else:
        conceal(question, post, because, viewer, reason=reason)
    record(viewer, Activity.Verb.HIDDEN, post, because=because, reason=reason)
    if because == Hiding.Because.MODERATOR:
        settle_flags(viewer, post, Outcome.UPHELD, reason, ReviewItem.Decision.HIDDEN)
    return post


@transaction.atomic
def show_post(viewer: Viewer, post_id: int, *, reason: str = "") -> Post:
    """Show a hidden post again. An author whose posts are held for approval has this one held, too: hiding is no way
    round it. A moderator who shows what others flagged declines their flags. Raises Http404 and PermissionDenied.
    """
    question, post = lock_post(post_id)
    hiding = Hiding.objects.filter(post=post).first()
    by_author = bool(hiding and hiding.because == Hiding.Because.AUTHOR)
    may_show(viewer, post, by_author).enforce()
    if not may_use(viewer, Right.HIDE, post) and has_to_wait(viewer, question, post, hiding):
        put_in_queue(viewer, post)
        return post
    release(question, post)
    record(viewer, Activity.Verb.SHOWN, post, reason=reason)
    if may_use(viewer, Right.HIDE, post):
        settle_flags(sign(viewer, post), post, Outcome.DECLINED)
    return post


def has_to_wait(viewer: Viewer, question: Post, post: Post, hiding: Hiding | None) -> bool:
    """Whether a post that its author shows again has to be looked at first: what nobody has read yet is, as if new."""
    if hiding is None or hiding.pending == Hiding.Pending.NOTHING:
        return is_held_back(viewer, options.current(), question)
    findings = screen_again(viewer, question, post)
    note_findings(post, findings)
    return findings.is_holding or bool(count_rejections(post))
