"""Closing and reopening questions."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from qa.actions.activity import record
from qa.actions.threads import lock_question, refresh_question
from qa.actions.writing import keep_change
from qa.models import Activity, Closure, Duplicate, Post, Revision
from qa.policies.posts import may_close, may_decide_duplicate, may_reopen, owns, sign

NOTE_MAX_LENGTH = 500


@transaction.atomic
def close_question(
    viewer: Viewer, question_id: int, *, reason: str = "", duplicate_of: Post | None = None
) -> Post:
    """Close a question with a reason, or as a duplicate of another question that is visible.

    Raises Http404, PermissionDenied, and ValidationError for a duplicate of itself, of a hidden post or in a circle.
    """
    question = lock_question(question_id)
    may_close(viewer, question, options.current()).enforce()
    if duplicate_of is not None:
        refuse_bad_duplicate(question, duplicate_of)
        reason = ""
    elif not reason.strip():
        raise ValidationError(_("Please say why the question is closed."))
    shut(viewer, question, reason.strip(), duplicate_of)
    return question


def shut(viewer: Viewer, question: Post, reason: str, duplicate_of: Post | None = None) -> None:
    """Close a locked question for a reason, or as asked before."""
    Closure.objects.create(
        question=question,
        reason=reason,
        duplicate_of=duplicate_of,
        closed_by=sign(viewer, question).user,
        is_by_asker=owns(viewer, question),
    )
    Duplicate.objects.filter(question=question).delete()
    if duplicate_of is not None:
        marked_by = sign(viewer, question).user
        Duplicate.objects.create(question=question, original=duplicate_of, marked_by=marked_by)
    # Of the other question the log keeps the number: its title may not be for everybody's eyes one day.
    original = duplicate_of.pk if duplicate_of else None
    moved = {"duplicate_of": [None, original]} if original else None
    record(viewer, Activity.Verb.CLOSED, question, moved=moved, duplicate_of=original, reason=reason)
    note = reason or _("Asked before: %(title)s") % {"title": duplicate_of}
    keep_change(viewer, question, Revision.Change.CLOSED, note[:NOTE_MAX_LENGTH])
    refresh_question(question)


@transaction.atomic
def reopen_question(viewer: Viewer, question_id: int, *, reason: str = "") -> Post:
    """Open a closed question again. Raises Http404 and PermissionDenied."""
    question = lock_question(question_id)
    closure = Closure.objects.filter(question=question).first()
    may_reopen(viewer, question, is_closed_by_asker=bool(closure and closure.is_by_asker)).enforce()
    Duplicate.objects.filter(question=question, outcome=Duplicate.Outcome.WAITING).delete()
    open_again(viewer, question, reason)
    return question


@transaction.atomic
def confirm_duplicate(viewer: Viewer, question_id: int) -> Post:
    """The asker says that the question that was asked before answered theirs. Raises Http404 and PermissionDenied."""
    question = lock_question(question_id)
    may_decide_duplicate(viewer, question).enforce()
    decide(question, Duplicate.Outcome.SOLVED)
    return question


@transaction.atomic
def dispute_duplicate(viewer: Viewer, question_id: int, difference: str) -> Post:
    """The asker says how their question differs; it is open again, and its page tells why.

    Raises Http404, PermissionDenied, and ValidationError without a reason.
    """
    question = lock_question(question_id)
    may_decide_duplicate(viewer, question).enforce()
    if not difference.strip():
        raise ValidationError(_("Please say in a sentence how your question differs."))
    decide(question, Duplicate.Outcome.DIFFERENT, difference.strip())
    open_again(viewer, question, difference.strip())
    return question


def decide(question: Post, outcome: Duplicate.Outcome, difference: str = "") -> None:
    changed = Duplicate.objects.filter(question=question).update(
        outcome=outcome, difference=difference, decided_at=timezone.now()
    )
    if not changed:
        raise Http404(_("Nobody has marked this question as asked before."))


def open_again(viewer: Viewer, question: Post, note: str = "") -> None:
    Closure.objects.filter(question=question).delete()
    record(viewer, Activity.Verb.REOPENED, question, reason=note)
    keep_change(viewer, question, Revision.Change.REOPENED, note)
    refresh_question(question)


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
