"""Walls: reading one, writing a note, taking one away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.pages import private_page
from forum import options
from forum.lib.http import render_form, sent
from forum.lib.paging import paginate
from forum.shared import PAGED, shared_page
from qa.talks.actions import walls as actions
from qa.talks.forms.talks import HideNoteForm, TextForm
from qa.talks.policies.walls import (
    may_delete_note,
    may_hide_note,
    may_read_wall,
    may_report_note,
    may_use_walls,
    may_write_on,
)
from qa.talks.reads import walls as reads
from qa.talks.views.messages import preview_of
from qa.talks.views.pages import attempt_writing
from qa.views.people import find_member
from qa.views.requests import MemberRequest, wants_preview


def wall_of(member: User) -> str:
    return f"{member.get_absolute_url()}wall/"


@require_safe
@shared_page(*PAGED)
def show(request: MemberRequest, name: str) -> HttpResponse:
    """The notes on a member's wall, the newest first. Owners who look have seen what they were told of."""
    viewer, current, owner = request.viewer, options.current(), find_member(name)
    is_open = reads.has_wall(owner)
    reading = may_read_wall(viewer, owner, current, is_open=is_open)
    if not current.are_walls_allowed:
        raise Http404(reading.reason)
    page = (
        paginate(request, reads.list_notes(viewer, owner), size=current.wall_page_size) if reading else None
    )
    newest = page.rows[0].pk if page and page.rows and page.is_first else 0
    notes = [
        {
            "note": note,
            "deleting": bool(may_delete_note(viewer, note, is_newest=note.pk == newest)),
            "hiding": bool(may_hide_note(viewer, note)),
            "reporting": bool(may_report_note(viewer, note)),
            "is_own": viewer.user_id is not None and viewer.user_id == note.author_id,
        }
        for note in (page.rows if page else ())
    ]
    if request.method == "GET" and viewer.user_id == owner.pk:
        actions.mark_wall_seen(viewer)
    context = {
        "member": owner,
        "page": page,
        "notes": notes,
        "reading": reading,
        "noting": may_use_walls(viewer, current) if is_open else None,
        "is_open": is_open,
        "is_own": viewer.user_id == owner.pk,
        "current": "wall",
    }
    return render(request, "qa/talks/wall.html", context)


@require_safe
@never_cache
def find(request: MemberRequest, pk: int) -> HttpResponse:
    """Lead to a note on the wall where it stands."""
    note = reads.find_note(request.viewer, pk)
    return redirect(f"{wall_of(note.owner)}#note-{pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new(request: MemberRequest, name: str) -> HttpResponse:
    """The form for a note on somebody's wall."""
    owner, current = find_member(name), options.current()
    form = TextForm(sent(request), options=current, label=_("Your note"))
    if form.is_bound and form.is_valid() and not wants_preview(request):
        values = form.cleaned_data
        note = attempt_writing(
            form,
            lambda: actions.write_note(request.viewer, owner, values["body"], values["submission_key"]),
            "body",
        )
        if note:
            if note.is_held:
                messages.info(request, _("Thank you. A moderator looks at your note before others see it."))
            return redirect(wall_of(owner))
    context = {
        "member": owner,
        "form": form,
        "preview": preview_of(request, form),
        "writing": may_write_on(request.viewer, reads.load_wall(request.viewer, owner), current),
    }
    return render_form(request, "qa/talks/note_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then delete a note for good."""
    note = reads.find_note(request.viewer, pk)
    may_delete_note(
        request.viewer, note, is_newest=reads.find_newest(request.viewer, note.owner) == pk
    ).enforce()
    if request.method == "POST":
        actions.delete_note(request.viewer, pk)
        messages.success(request, _("The note is deleted."))
        return redirect(wall_of(note.owner))
    return render(request, "qa/talks/note_delete.html", {"note": note, "back": wall_of(note.owner)})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def hide(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask why, then hide a note."""
    note = reads.find_note(request.viewer, pk)
    may_hide_note(request.viewer, note).enforce()
    form = HideNoteForm(sent(request))
    if form.is_bound and form.is_valid():
        actions.hide_note(request.viewer, pk, form.cleaned_data["reason"])
        messages.success(request, _("The note is hidden."))
        return redirect(wall_of(note.owner))
    context = {"note": note, "form": form, "back": wall_of(note.owner)}
    return render_form(request, "qa/talks/note_hide.html", context)


@require_POST
@private_page
def reveal(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a hidden note again."""
    note = actions.show_note(request.viewer, pk)
    messages.success(request, _("Everybody can read the note again."))
    return redirect(wall_of(note.owner))
