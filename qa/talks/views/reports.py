"""Reports: making one, reading it, deciding on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages import private_page
from forum.lib.errors import Conflict
from forum.lib.http import attempt, render_form, sent
from qa.talks.actions.decisions import decide_report
from qa.talks.actions.reports import report_message, report_note
from qa.talks.forms.talks import ReportDecisionForm, ReportForm
from qa.talks.models import Report
from qa.talks.policies.reports import may_decide_report
from qa.talks.policies.walls import may_report_note
from qa.talks.reads.conversations import find_copy, list_context
from qa.talks.reads.reports import find_report, list_texts
from qa.talks.reads.walls import find_note
from qa.talks.views.walls import wall_of
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def of_message(request: MemberRequest, pk: int, message_id: int) -> HttpResponse:
    """Ask why a message is reported and what may be read with it."""
    copy = find_copy(request.viewer, pk, message_id)
    if copy.message.author_id == request.viewer.user_id:
        raise PermissionDenied(_("You wrote this yourself."))
    form = ReportForm(sent(request), context=list_context(copy))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        reason, chosen = Report.Reason(values["reason"]), values.get("context", ())
        report = attempt(
            form,
            lambda: report_message(request.viewer, pk, message_id, reason, values["note"], chosen),
        )
        if report:
            return thank(request, report)
    context = {"form": form, "text": copy.message.body_html, "back": copy.side.get_absolute_url()}
    return render_form(request, "qa/talks/report_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def of_note(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask why a note on a wall is reported."""
    note = find_note(request.viewer, pk)
    may_report_note(request.viewer, note).enforce()
    form = ReportForm(sent(request))
    if form.is_bound and form.is_valid():
        reason, words = Report.Reason(form.cleaned_data["reason"]), form.cleaned_data["note"]
        report = attempt(form, lambda: report_note(request.viewer, pk, reason, words))
        if report:
            return thank(request, report)
    context = {"form": form, "text": note.body_html, "back": wall_of(note.owner), "is_public": True}
    return render_form(request, "qa/talks/report_new.html", context)


def thank(request: MemberRequest, report: Report) -> HttpResponse:
    messages.success(request, _("Thank you. A moderator will look at it; you find the outcome here."))
    return redirect(report)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """A report: for who made it, with its outcome; for moderators, with the form to decide."""
    report = find_report(request.viewer, pk)
    deciding = may_decide_report(request.viewer, report)
    form = ReportDecisionForm(sent(request))
    status = 0
    if form.is_bound:
        deciding.enforce()
        if form.is_valid():
            outcome, answer = Report.Outcome(form.cleaned_data["outcome"]), form.cleaned_data["answer"]
            try:
                decided = attempt(form, lambda: decide_report(request.viewer, pk, outcome, answer))
            except Conflict as conflict:
                form.add_error(None, str(conflict))
                decided, status = None, Conflict.status
            if decided:
                messages.success(request, _("It is decided. Thank you."))
                return redirect("qa:reviews")
    context = {
        "report": report,
        "texts": list(list_texts(report)),
        "is_own": report.reporter_id == request.viewer.user_id,
        "deciding": deciding,
        "form": form,
    }
    response = render_form(request, "qa/talks/report.html", context)
    response.status_code = status or response.status_code
    return response
