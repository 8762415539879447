"""Closing and reopening questions."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.actions.activity import record
from qa.actions.threads import lock_question, refresh_question
from qa.models import Activity, Closure, Post
from qa.policies.posts import may_close, may_reopen


@transaction.atomic
def close_question(
    viewer: Viewer, question_id: int, *, reason: str = "", duplicate_of: Post | None = None
) -> Post:
    """Close a question with a reason, or as a duplicate of another question that is visible.

    Raises Http404, PermissionDenied, and ValidationError for a duplicate of itself, of a hidden post or in a circle.
    """
    question = lock_question(question_id)
    may_close(viewer, question).enforce()
    if duplicate_of is not None:
        refuse_bad_duplicate(question, duplicate_of)
        reason = ""
    elif not reason.strip():
        raise ValidationError(_("Please say why the question is closed."))
    Closure.objects.create(
        question=question, reason=reason.strip(), duplicate_of=duplicate_of, closed_by=viewer.user
    )
    record(viewer, Activity.Verb.CLOSED, question, duplicate_of=duplicate_of.pk if duplicate_of else None)
    refresh_question(question)
    return question


@transaction.atomic
def reopen_question(viewer: Viewer, question_id: int) -> Post:
    """Open a closed question again. Raises Http404 and PermissionDenied."""
    question = lock_question(question_id)
    closure = Closure.objects.filter(question=question).first()
    may_reopen(viewer, question, closure.closed_by_id if closure else None).enforce()
    if closure:
        closure.delete()
    record(viewer, Activity.Verb.REOPENED, question)
    refresh_question(question)
    return question


def refuse_bad_duplicate(question: Post, original: Post) -> None:
    if original.pk == question.pk:
        raise ValidationError(_("A question cannot be a duplicate of itself."))
    if not original.is_question or original.is_hidden:
        raise ValidationError(_("The other question is not open to readers."))
    seen = {question.pk}
    step: int | None = original.pk
    while step is not None:
        if step in seen:
            raise ValidationError(_("That question is itself closed as a duplicate of this one."))
        seen.add(step)
        step = Closure.objects.filter(question_id=step).values_list("duplicate_of_id", flat=True).first()
