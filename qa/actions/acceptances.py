"""The answer that helped: marking, moving the mark, taking it off."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import together
from qa.actions.activity import record
from qa.actions.changes import refresh_change
from qa.actions.closures import shut
from qa.actions.modlog import log
from qa.actions.standings import Ledger
from qa.actions.threads import lock_post, refresh_question
from qa.models import Acceptance, Activity, LogEntry, Post
from qa.policies.posts import may_accept, owns, sign, wears
from qa.reads.access import enforce_reading


@together()
def accept_answer(viewer: Viewer, answer_id: int) -> Post:
    """Mark this answer as the accepted one; an earlier mark moves here. Accepting it again changes nothing.

    Raises Http404 and PermissionDenied.
    """
    question, answer = lock_post(answer_id)
    may_accept(viewer, answer, question).enforce()
    enforce_reading(viewer, question, answer)
    if question.accepted_answer_id == answer.pk:
        return answer
    ledger = Ledger()
    withdraw_acceptance(question, ledger)
    Acceptance.objects.create(question=question, answer=answer, accepted_by=sign(viewer, question).user)
    count_acceptance(question, answer, 1, ledger)
    record_of_asker(viewer, Activity.Verb.ACCEPTED, question, answer)
    log_for_asker(viewer, LogEntry.Verb.ACCEPTED, question, answer)
    refresh_question(question)
    ledger.write()
    if options.current().is_closed_on_acceptance and not question.is_closed:
        shut(viewer, question, _("An answer was accepted."))
    return answer


@together()
def remove_acceptance(viewer: Viewer, answer_id: int) -> Post:
    """Take the mark off this answer; without a mark nothing changes. Raises Http404 and PermissionDenied."""
    question, answer = lock_post(answer_id)
    may_accept(viewer, answer, question).enforce()
    enforce_reading(viewer, question, answer)
    if question.accepted_answer_id == answer.pk:
        ledger = Ledger()
        withdraw_acceptance(question, ledger)
        record_of_asker(viewer, Activity.Verb.UNACCEPTED, question, answer)
        log_for_asker(viewer, LogEntry.Verb.UNACCEPTED, question, answer)
        refresh_question(question)
        ledger.write()
    return answer


def record_of_asker(viewer: Viewer, verb: Activity.Verb, question: Post, answer: Post) -> None:
    """Record what somebody did as the asker of a question, who may be masked there."""
    details: dict[str, Any] = {Activity.BY_AUTHOR: True} if wears(viewer, question) else {}
    record(sign(viewer, question), verb, answer, **details)


def log_for_asker(viewer: Viewer, verb: LogEntry.Verb, question: Post, answer: Post) -> None:
    """Write into the moderation log that somebody else decided which answer helped the asker."""
    if not owns(viewer, question):
        log(viewer, verb, post=answer, member=question.author)


def withdraw_acceptance(question: Post, ledger: Ledger) -> None:
    """Remove the mark of a locked question, if it has one, and note the figures that fall with it."""
    acceptance = Acceptance.objects.select_related("answer").filter(question=question).first()
    if acceptance:
        count_acceptance(question, acceptance.answer, -1, ledger)
        acceptance.delete()
        refresh_change(acceptance.answer)


def count_acceptance(question: Post, answer: Post, by: int, ledger: Ledger) -> None:
    """Note what an acceptance is worth: to the asker for deciding, to another person's answer for helping."""
    if not question.is_hidden:
        ledger.add(question.author_id, accepting_count=by)
    if not answer.is_hidden and (question.author_id is None or question.author_id != answer.author_id):
        ledger.add(answer.author_id, accepted_count=by)
