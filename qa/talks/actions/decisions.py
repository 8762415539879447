"""Deciding on reports, and forgetting what moderators got to read."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import Conflict
from qa.actions.modlog import log
from qa.actions.reviews import close_item
from qa.models import LogEntry, ReviewItem
from qa.news.actions.tell import tell
from qa.news.rules.kinds import Kind
from qa.talks.actions.walls import conceal, find_reported_note, reveal
from qa.talks.models import Report, ReportedText
from qa.talks.policies.reports import may_decide_report, may_see_report
from qa.talks.rules.openness import LONGEST_REASON


@transaction.atomic
def decide_report(viewer: Viewer, pk: int, outcome: Report.Outcome, answer: str) -> Report:
    """Say what was found, in words for the reporter. A note that was rightly reported is hidden, with these words for its
    author; one that a rule held back and that may stay is shown. The log says that a report was decided, without a word of it.

    What follows for the member who wrote a message is a measure of its own. Raises Http404, PermissionDenied, Conflict when
    somebody else decided meanwhile, and ValidationError without words.
    """
    report = Report.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if report is None or not may_see_report(viewer, report):
        raise Http404(_("There is no such report."))
    may_decide_report(viewer, report).enforce()
    refuse_decided(report)
    if not answer.strip():
        raise ValidationError({"answer": _("Please say what you found, in a sentence for the reporter.")})
    report.outcome, report.answer = outcome, answer.strip()[:LONGEST_REASON]
    report.decided_by, report.decided_at = viewer.user, timezone.now()
    report.save()
    close_item([ReviewItem.Kind.REPORT], ReviewItem.Decision.SETTLED, number=report.pk, viewer=viewer)
    log(viewer, LogEntry.Verb.DECIDED_REPORT, subject=LogEntry.Kind.MEMBER)
    act_on_note(viewer, report)
    if report.reporter_id:
        tell({report.reporter_id: Kind.DECISION}, about=f"report-{report.pk}", path=report.get_absolute_url())
    return report


def act_on_note(viewer: Viewer, report: Report) -> None:
    """Do with a reported note what the outcome says."""
    note = find_reported_note(report)
    if note is None:
        return
    if report.outcome == Report.Outcome.UPHELD:
        conceal(viewer, note, report.answer)
    elif note.is_held:
        reveal(viewer, note)


def refuse_decided(report: Report) -> None:
    """Raise Conflict, with who and when, for a report that is decided."""
    if report.is_open or report.decided_at is None:
        return
    told = {
        "who": report.decided_by.username if report.decided_by else _("somebody"),
        "when": date_format(timezone.localtime(report.decided_at), "DATETIME_FORMAT"),
        "what": report.get_outcome_display(),
    }
    raise Conflict(_("This was decided already: %(what)s, by %(who)s, %(when)s. Nothing was changed.") % told)


def forget_reported_texts() -> int:
    """Delete the copies that moderators could read, some time after the decision; return how many."""
    limit = timezone.now() - timedelta(days=options.load().report_days)
    return ReportedText.objects.filter(report__decided_at__lt=limit).delete()[0]
