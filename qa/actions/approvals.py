"""Approving and rejecting posts that wait."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.errors import Conflict
from forum.lib.text import relative_time
from qa.actions.activity import record
from qa.actions.notices import notify_of_rejection
from qa.actions.screening import settle
from qa.actions.spam import learn
from qa.actions.threads import lock_post
from qa.actions.visibility import release, shelve
from qa.models import Activity, Hiding, Post
from qa.policies.permissions import may_use
from qa.policies.posts import may_approve
from qa.reads.mending import find_decision
from qa.rules.rights import Right

REASON_MAX_LENGTH = 500


@transaction.atomic
def approve_post(viewer: Viewer, post_id: int) -> Post:
    """Let everybody read a post that waited; whom it concerns hears of it now, and the learned score that it is no spam.

    Raises Http404, PermissionDenied, and Conflict when somebody has decided already.
    """
    question, post = lock_post(post_id)
    refuse_decided(viewer, post)
    may_approve(viewer, post).enforce()
    release(question, post)
    record(viewer, Activity.Verb.APPROVED, post)
    settle(viewer, [post.pk])
    learn(viewer, post, is_spam=False)
    return post


@transaction.atomic
def reject_post(viewer: Viewer, post_id: int, reason: str, *, is_spam: bool = False) -> Post:
    """Leave a post that waited hidden; its author reads why. Spam teaches the learned score.

    Raises Http404, PermissionDenied, ValidationError, and Conflict when somebody has decided already.
    """
    question, post = lock_post(post_id)
    refuse_decided(viewer, post)
    may_approve(viewer, post).enforce()
    if not reason.strip():
        raise ValidationError(_("Please say why, in a sentence for the author."))
    shelve(question, post, Hiding.Because.REJECTED, viewer, reason.strip()[:REASON_MAX_LENGTH])
    record(viewer, Activity.Verb.REJECTED, post, reason=reason.strip()[:REASON_MAX_LENGTH], is_spam=is_spam)
    settle(viewer, [post.pk])
    if is_spam:
        learn(viewer, post, is_spam=True)
    notify_of_rejection(post)
    return post


def refuse_decided(viewer: Viewer, post: Post) -> None:
    """Raise Conflict, saying who decided and when, for a post about which somebody else has decided meanwhile.

    Those who may not decide anyway hear nothing of it.
    """
    decision = None if post.is_held or not may_use(viewer, Right.MODERATE, post) else find_decision(post.pk)
    if decision is None:
        return
    sentence = (
        _("%(who)s approved this post %(when)s. Nothing was changed.")
        if decision.verb == Activity.Verb.APPROVED
        else _("%(who)s rejected this post %(when)s. Nothing was changed.")
    )
    who = decision.actor.username if decision.actor else _("Somebody else")
    raise Conflict(sentence % {"who": who, "when": relative_time(decision.created_at, timezone.now())})
