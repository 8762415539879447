"""Approving and rejecting posts that wait."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.actions.activity import record
from qa.actions.reasons import REASON_MAX_LENGTH
from qa.actions.threads import lock_post
from qa.actions.visibility import release, shelve
from qa.models import Activity, Hiding, Post
from qa.policies.posts import may_approve


@transaction.atomic
def approve_post(viewer: Viewer, post_id: int) -> Post:
    """Let everybody read a post that waited; whom it concerns hears of it now. Raises Http404 and PermissionDenied."""
    question, post = lock_post(post_id)
    may_approve(viewer, post).enforce()
    release(question, post)
    record(viewer, Activity.Verb.APPROVED, post)
    return post


@transaction.atomic
def reject_post(viewer: Viewer, post_id: int, reason: str) -> Post:
    """Leave a post that waited hidden; its author reads why. Raises Http404, PermissionDenied and ValidationError."""
    question, post = lock_post(post_id)
    may_approve(viewer, post).enforce()
    if not reason.strip():
        raise ValidationError(_("Please say why, in a sentence for the author."))
    shelve(question, post, Hiding.Because.REJECTED, viewer, reason.strip()[:REASON_MAX_LENGTH])
    record(viewer, Activity.Verb.REJECTED, post, reason=reason)
    return post
