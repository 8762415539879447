"""Measures against members: the moderators' page of a member, its forms, and sweeps over all of a member's posts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.profiles.names import find_moved
from forum.lib.errors import Conflict, Moved
from forum.lib.http import attempt, render_form, sent
from forum.lib.text import normalise_key
from qa.actions import measures, sweeps
from qa.actions.member_notes import delete_note, write_note
from qa.actions.personal_notices import compose_decision
from qa.forms.measures import (
    BlockForm,
    DecisionForm,
    EndForm,
    MeasureReasonForm,
    NoteForm,
    SuspensionForm,
    WarningForm,
)
from qa.models import Measure, MemberNote, Sweep
from qa.policies.measures import may_delete_note, may_measure_unnamed, may_see_record, may_take_measures
from qa.reads.records import list_measures, load_record
from qa.views.requests import MemberRequest

Act = Callable[..., Any]
KINDS: dict[str, tuple[type[DecisionForm], Act, Promise]] = {
    "warning": (WarningForm, measures.warn, gettext_lazy("Warn this member")),
    "suspension": (SuspensionForm, measures.suspend, gettext_lazy("Suspend this member")),
    "block": (BlockForm, measures.block, gettext_lazy("Block this member")),
}
SWEEPS: dict[str, tuple[Act, Promise]] = {
    "hiding": (sweeps.hide_all, gettext_lazy("Hide all posts of this member?")),
    "removal": (sweeps.remove_spammer, gettext_lazy("Remove this member as a spammer?")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: MemberRequest, name: str) -> HttpResponse:
    """What moderators know of a member; POST writes a note."""
    member = find_any_member(name)
    may_see_record(request.viewer, member).enforce()
    form = NoteForm(sent(request))
    if form.is_bound:
        may_take_measures(request.viewer, member).enforce()
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(
            form, lambda: write_note(request.viewer, member.pk, values["text"], values["submission_key"])
        ):
            messages.success(request, _("The note is kept."))
            return redirect("qa:member", name=member.username)
    context = {"record": load_record(request.viewer, member), "member": member, "form": form}
    return render_form(request, "qa/measures/member.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: MemberRequest, name: str, kind: str) -> HttpResponse:
    """Warn, suspend or block; the button "Preview" shows what the member will read."""
    if kind not in KINDS:
        raise Http404(_("There is no such measure."))
    make_form, act, heading = KINDS[kind]
    member = find_any_member(name)
    may_take_measures(request.viewer, member).enforce()
    known = list_measures(member)
    context = {"member": member, "heading": heading, "kind": kind}
    context["measures"] = [measure for measure in known if measure.is_in_force]
    decided = decide(
        request, make_form, known, context, lambda **values: act(request.viewer, member.pk, **values)
    )
    if decided is not None:
        return decided
    messages.success(request, _("It is decided. The member reads it at once."))
    return redirect("qa:member", name=member.username)


def decide(
    request: MemberRequest,
    make_form: type[DecisionForm],
    known: Sequence[Measure],
    context: Mapping[str, Any],
    act: Act,
) -> HttpResponse | None:
    """Return the page of a measure: the form, its preview, or what came between; None when it is taken.

    `known`: what was decided before, the newest first; `context`: of the page.
    """
    seen = known[0].pk if known else 0
    form = make_form(sent(request), initial={"seen": seen})
    shown: dict[str, Any] = {**context, "form": form}
    if form.is_bound and form.is_valid():
        if "preview" in request.POST:
            shown |= {"preview": form.cleaned_data, "mail": compose_decision()}
            return render(request, "qa/measures/new.html", shown)
        try:
            if attempt(form, lambda: act(**form.values)):
                return None
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            form.data = {**request.POST.dict(), "seen": str(seen), "rights": request.POST.getlist("rights")}
            return render(request, "qa/measures/new.html", shown, status=409)
    return render_form(request, "qa/measures/new.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask why, then end a measure."""
    measure = find_measure(request, pk)
    return change(
        request,
        measure,
        MeasureReasonForm(sent(request)),
        lambda values: measures.lift(request.viewer, pk, values["reason"]),
        _("Lift this?"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a suspension or block another end."""
    measure = find_measure(request, pk)
    form = EndForm(sent(request))
    if measure.kind == Measure.Kind.BLOCK:
        form.allow_no_end()
    return change(
        request,
        measure,
        form,
        lambda values: measures.change_end(request.viewer, pk, values["ends_at"], values["reason"]),
        _("Another end"),
    )


def change(
    request: MemberRequest,
    measure: Measure,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    heading: str,
) -> HttpResponse:
    """What lifting and another end have in common."""
    if form.is_bound and form.is_valid() and attempt(form, lambda: act(form.cleaned_data)):
        messages.success(request, _("It is decided. The member reads it at once."))
        return redirect(name_page(measure))
    context = {"form": form, "measure": measure, "member": measure.member, "heading": heading}
    context["back_url"] = name_page(measure)
    return render_form(request, "qa/measures/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def discard_note(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then delete a note."""
    note = get_object_or_404(MemberNote.objects.select_related("member"), pk=pk)
    may_see_record(request.viewer, note.member).enforce()
    may_delete_note(request.viewer, note).enforce()
    if request.method == "POST":
        delete_note(request.viewer, pk)
        messages.success(request, _("The note is deleted."))
        return redirect("qa:member", name=note.member.username)
    return render(request, "qa/measures/note.html", {"note": note, "member": note.member})


@require_http_methods(["GET", "HEAD", "POST"])
def sweep_new(request: MemberRequest, name: str, kind: str) -> HttpResponse:
    """Ask why, then begin to hide all posts of a member, or to remove a spammer."""
    act, heading = SWEEPS[kind]
    member = find_any_member(name)
    may_take_measures(request.viewer, member).enforce()
    form = MeasureReasonForm(sent(request))
    if form.is_bound and form.is_valid():
        sweep = attempt(form, lambda: act(request.viewer, member.pk, form.cleaned_data["reason"]))
        if sweep:
            return redirect("qa:sweep", pk=sweep.pk)
    context = {"form": form, "member": member, "heading": heading, "kind": kind}
    return render_form(request, "qa/measures/sweep_new.html", context)


@require_safe
def sweep(request: MemberRequest, pk: int) -> HttpResponse:
    """How far a sweep is. Looking at the page carries it on, and the page looks again by itself while there is more."""
    found = get_object_or_404(Sweep.objects.select_related("member"), pk=pk)
    may_take_measures(request.viewer, found.member).enforce()
    found = sweeps.advance(pk) if found.is_at_work else found
    total = found.items.count()
    is_back = found.state in (Sweep.State.UNDOING, Sweep.State.UNDONE)
    waiting = (
        found.items.filter(done_at__isnull=False, undone_at=None)
        if is_back
        else found.items.filter(done_at=None)
    )
    context = {"sweep": found, "member": found.member, "total": total, "done": total - waiting.count()}
    context |= {"can_undo": sweeps.is_undoable(found), "is_back": is_back}
    response = render(request, "qa/measures/sweep.html", context)
    if found.is_at_work:
        response.headers["Refresh"] = "1"
    return response


@require_POST
def sweep_undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin to bring back what a sweep took away."""
    sweeps.undo(request.viewer, pk)
    return redirect("qa:sweep", pk=pk)


def find_measure(request: MemberRequest, pk: int) -> Measure:
    """Return a measure upon which the viewer may act. Raises Http404 and PermissionDenied."""
    measure = Measure.objects.select_related("member", "decided_by").filter(pk=pk).first()
    if measure is None:
        raise Http404(_("There is no such measure."))
    if measure.member is None:
        may_measure_unnamed(request.viewer).enforce()
    else:
        may_take_measures(request.viewer, measure.member).enforce()
    return measure


def name_page(measure: Measure) -> str:
    """Return where moderators see a measure among others of the same person: of the same masked post, where it names nobody."""
    if measure.member is None:
        return f"/posts/{measure.post_number}/author/"
    return reverse("qa:member", args=[measure.member.username])


def find_any_member(name: str) -> User:
    """Return a member, also one whose sign-in is switched off. Raises Http404."""
    member = User.objects.filter(username_key=normalise_key(name)).first()
    if member is None:
        moved = find_moved(name)
        if moved is not None:
            raise Moved(f"/moderate/members/{name}/", f"/moderate/members/{moved.username}/")
        raise Http404(_("There is no member of this name."))
    return member
