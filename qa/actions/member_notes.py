"""What moderators note about members for each other."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.actions.measures import lock_member
from qa.actions.modlog import log
from qa.models import LogEntry, MemberNote
from qa.models.measures import NOTE_MAX_LENGTH
from qa.policies.measures import may_delete_note, may_take_measures


@transaction.atomic
def write_note(viewer: Viewer, member_id: int, text: str, submission_key: UUID | None = None) -> MemberNote:
    """Note something about a member; the log says that, never what. Raises Http404, PermissionDenied, ValidationError."""
    member = lock_member(member_id)
    may_take_measures(viewer, member).enforce()
    twin = MemberNote.objects.filter(submission_key=submission_key).first() if submission_key else None
    if twin is not None:
        return twin
    text = text.strip()
    if not text:
        raise ValidationError(_("Please write something."))
    if len(text) > NOTE_MAX_LENGTH:
        raise ValidationError(
            _("Please shorten the note to %(limit)d characters.") % {"limit": NOTE_MAX_LENGTH}
        )
    log(viewer, LogEntry.Verb.NOTED, member=member)
    return MemberNote.objects.create(
        member=member, writer=viewer.user, text=text, submission_key=submission_key
    )


@transaction.atomic
def delete_note(viewer: Viewer, note_id: int) -> MemberNote:
    """Delete a note for good. Raises Http404 and PermissionDenied."""
    note = (
        MemberNote.objects.select_related("member").select_for_update(of=("self",)).filter(pk=note_id).first()
    )
    if note is None:
        raise Http404(_("There is no such note (any more)."))
    may_delete_note(viewer, note).enforce()
    log(viewer, LogEntry.Verb.DELETED_NOTE, member=note.member)
    note.delete()
    return note
