"""One's own application, and the pages of those who decide. All of them are private."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages import private_page
from forum import options
from forum.lib.http import attempt, render_form, sent
from forum.lib.paging import paginate
from qa.professionals.actions import applications as actions
from qa.professionals.forms.applications import ApplicationForm, DecisionForm, EvidenceForm
from qa.professionals.policies.applications import may_apply, may_check, may_decide
from qa.professionals.reads.applications import (
    find_application,
    find_evidence,
    find_last,
    list_evidence,
    list_grants,
    list_waiting,
)
from qa.reads.professions import find_mark
from qa.views.requests import MemberRequest


def read_file(request: HttpRequest) -> tuple[str, bytes]:
    """Return name and content of the file that was sent; nothing where none was."""
    file = request.FILES.get("evidence")
    return (str(file.name), file.read()) if file else ("", b"")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def own(request: MemberRequest) -> HttpResponse:
    """Have my profession checked; how that stands; the mark that I have."""
    current = options.current()
    may_apply(request.viewer, current).enforce()
    last = find_last(request.viewer.member_id)
    is_waiting = last is not None and not last.outcome
    kind = EvidenceForm if is_waiting else ApplicationForm
    form = kind(sent(request), request.FILES or None, options=current)
    if form.is_bound and form.is_valid() and attempt(form, lambda: take_in(request, form, is_waiting)):
        messages.success(
            request, _("Thank you. Somebody will look at it, and the file is deleted after that.")
        )
        return redirect("professionals:own")
    context: dict[str, Any] = {
        "form": form,
        "last": last,
        "is_waiting": is_waiting,
        "member": request.viewer.user,
        "mark": find_mark(request.viewer.user),
        "checking": may_check(request.viewer, current),
        "evidence": list_evidence(last) if last is not None and is_waiting else [],
    }
    return render_form(request, "qa/professionals/own.html", context)


def take_in(request: MemberRequest, form: EvidenceForm, is_waiting: bool) -> bool:
    """Do what a valid form says: apply, or add a file to what waits. Raises what these raise."""
    values, (name, data) = form.cleaned_data, read_file(request)
    if is_waiting:
        actions.add_evidence(request.viewer, name, data)
    else:
        actions.apply_for_mark(
            request.viewer, values["field"], values["country"], values["registry"], name, data
        )
    return True


@require_POST
def withdraw(request: MemberRequest) -> HttpResponse:
    """Take my application back."""
    may_apply(request.viewer, options.current()).enforce()
    actions.withdraw(request.viewer)
    messages.success(request, _("Your application is withdrawn, and the files are deleted."))
    return redirect("professionals:own")


@require_POST
def give_up(request: MemberRequest) -> HttpResponse:
    """Take my mark off."""
    may_apply(request.viewer, options.current()).enforce()
    actions.take_back(request.viewer, request.viewer.member_id)
    messages.success(request, _("The mark is off. What you wrote stays."))
    return redirect("professionals:own")


@require_safe
@never_cache
def index(request: MemberRequest) -> HttpResponse:
    """What waits, and who has a mark."""
    may_check(request.viewer, options.current()).enforce()
    page = paginate(request, list_grants(), size=options.current().users_page_size)
    context = {"waiting": list(list_waiting()[:100]), "page": page, "form": DecisionForm()}
    return render(request, "qa/professionals/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """An application with its evidence, and the decision."""
    current = options.current()
    may_check(request.viewer, current).enforce()
    application = find_application(pk)
    if request.method != "POST":
        may_decide(request.viewer, application, current).enforce()
    form = DecisionForm(sent(request))
    if form.is_bound and form.is_valid():
        is_granted, reason = "confirm" in request.POST, form.cleaned_data["reason"]
        if attempt(form, lambda: actions.decide(request.viewer, pk, is_granted, reason)):
            messages.success(request, _("Decided. The evidence is deleted."))
            return redirect("professionals:index")
    context = {"application": application, "evidence": list_evidence(application), "form": form}
    return render_form(request, "qa/professionals/show.html", context)


@require_safe
@never_cache
def evidence(request: MemberRequest, pk: int, evidence_id: int) -> HttpResponse:
    """A file of evidence, to be saved, for those who decide and while it waits."""
    may_check(request.viewer, options.current()).enforce()
    application = find_application(pk)
    may_decide(request.viewer, application, options.current()).enforce()
    found = find_evidence(application, evidence_id)
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take somebody's mark off, with a reason."""
    may_check(request.viewer, options.current()).enforce()
    form = DecisionForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: actions.take_back(request.viewer, pk, form.cleaned_data["reason"])
    ):
        messages.success(request, _("The mark is off."))
    else:
        messages.error(request, _("Please say why, in a sentence for the member."))
    return redirect("professionals:index")
