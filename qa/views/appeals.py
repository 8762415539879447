"""Appeals: making one, reading it, deciding it, the list for moderators; statements of reasons for administrators."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum import options
from forum.lib.errors import Conflict
from forum.lib.http import render_form, sent
from forum.lib.paging import paginate
from qa.actions.appeals import decide_appeal, file_appeal, refuse_decided
from qa.actions.modlog import seal
from qa.forms.appeals import AppealForm, DecisionForm
from qa.models import Appeal
from qa.policies.appeals import is_appellant, may_appeal, may_decide_appeal, may_see_appeal, may_see_appeals
from qa.policies.modlog import may_export_statements
from qa.reads.appeals import all_appeals, find_decision_about, has_decider, open_appeals, waiting_for_others
from qa.reads.modlog import read_decisions, tell_entries
from qa.reads.statements import export_statements
from qa.views.requests import MemberRequest


@require_safe
def about_post(request: MemberRequest, pk: int) -> HttpResponse:
    """Lead from a post of one's own to the appeal against the newest decision about it."""
    entry = find_decision_about(request.viewer, pk)
    if entry is None:
        raise Http404(_("There is no decision about this post that you could appeal against (any more)."))
    return redirect("qa:appeal-new", entry.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask why a decision should be looked at again. Who asked already sees that appeal."""
    entry = read_decisions(request.viewer).filter(pk=pk).first()
    if entry is None:
        raise Http404(_("There is no such decision about you."))
    if hasattr(entry, "appeal"):
        return redirect("qa:appeal", entry.appeal.pk)
    verdict = may_appeal(request.viewer, entry, options.current(), is_concerned=True)
    if not verdict:
        raise Http404(verdict.reason)
    form = AppealForm(sent(request))
    if form.is_bound and form.is_valid():
        appeal = file_appeal(request.viewer, pk, form.cleaned_data["text"])
        messages.success(request, _("Your appeal is sent. Somebody else than before will decide it."))
        return redirect("qa:appeal", appeal.pk)
    context = {"form": form, "rows": tell_entries(request.viewer, [entry], are_own=True)}
    return render_form(request, "qa/appeals/new.html", context)


@require_safe
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """An appeal with its outcome: for the appellant and for moderators."""
    appeal = find_appeal(request, pk)
    context = {
        "appeal": appeal,
        "rows": tell_entries(
            request.viewer, [appeal.entry], are_own=bool(is_appellant(request.viewer, appeal))
        ),
        "deciding": may_decide_appeal(request.viewer, appeal),
        "is_for_moderators": bool(may_see_appeals(request.viewer)),
        "has_decider": not appeal.is_open or has_decider(appeal),
    }
    return render(request, "qa/appeals/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the outcome and its reasons; a decision that somebody else made meanwhile is a conflict (409)."""
    appeal = find_appeal(request, pk)
    may_see_appeals(request.viewer).enforce()
    form = DecisionForm(sent(request))
    context = {"form": form, "appeal": appeal, "rows": tell_entries(request.viewer, [appeal.entry])}
    try:
        refuse_decided(appeal)
        may_decide_appeal(request.viewer, appeal).enforce()
        if form.is_bound and form.is_valid():
            decided = decide_appeal(request.viewer, pk, **form.decision)
            messages.success(request, tell_outcome(decided))
            return redirect("qa:appeal", pk)
    except ValidationError as error:
        form.add_error(None, error)
    except Conflict as conflict:
        if not form.is_bound:
            raise
        form.add_error(None, str(conflict))
        return render(request, "qa/appeals/decide.html", context, status=409)
    return render_form(request, "qa/appeals/decide.html", context)


def tell_outcome(appeal: Appeal) -> str:
    if appeal.state == Appeal.State.OVERTURNED and not appeal.is_undone:
        return _(
            "Your decision is sent. What was done could not be undone by itself; please do that by hand."
        )
    return _("Your decision is sent to the appellant.")


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Appeals that the viewer can decide, the oldest first; and those that wait for somebody else."""
    may_see_appeals(request.viewer).enforce()
    page = paginate(request, open_appeals(request.viewer), size=options.current().list_page_size)
    others = list(waiting_for_others(request.viewer)[: options.current().list_page_size])
    rows = tell_entries(request.viewer, [appeal.entry for appeal in (*page.rows, *others)])
    told = list(zip((*page.rows, *others), rows, strict=True))
    context = {"page": page, "open": told[: len(page.rows)], "others": told[len(page.rows) :]}
    return render(request, "qa/appeals/index.html", context)


@require_safe
def statements(request: MemberRequest) -> StreamingHttpResponse:
    """All statements of reasons as JSON lines, for administrators."""
    may_export_statements(request.viewer).enforce()
    seal()
    lines = (json.dumps(one, sort_keys=True, ensure_ascii=False) + "\n" for one in export_statements())
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="statements-of-reasons.jsonl"'
    return response


def find_appeal(request: MemberRequest, pk: int) -> Appeal:
    """Return an appeal that the viewer may read. Raises Http404."""
    appeal = all_appeals().filter(pk=pk).first()
    if appeal is None or not may_see_appeal(request.viewer, appeal):
        raise Http404(_("There is no such appeal."))
    return appeal
