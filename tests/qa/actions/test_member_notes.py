"""Notes about members: for moderators alone, logged without their words."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import Level
from qa.actions.member_notes import delete_note, write_note
from qa.models import LogEntry, LogPart, MemberNote
from tests import make

pytestmark = pytest.mark.django_db


def test_a_note_is_kept_and_the_log_says_that_but_not_what(cast):
    write_note(cast.moderator, cast.reader.user_id, "Canary of a note.")
    assert MemberNote.objects.get().text == "Canary of a note."
    assert LogEntry.objects.get().verb == "noted"
    assert not LogPart.objects.filter(kind="words").exists()
    assert "Canary" not in str(list(LogPart.objects.values_list("content", flat=True)))


def test_its_writer_and_administrators_delete_it_and_nobody_else(cast):
    other = make.member(level=Level.MODERATOR)
    first, second = (write_note(cast.moderator, cast.reader.user_id, f"Note {n}.") for n in range(2))
    for viewer in (other, cast.editor, cast.reader):
        with pytest.raises(PermissionDenied):
            delete_note(viewer, first.pk)
    delete_note(cast.moderator, first.pk)
    delete_note(cast.administrator, second.pk)
    assert not MemberNote.objects.exists()
    with pytest.raises(Http404):
        delete_note(cast.moderator, first.pk)
    assert list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))[2:] == ["deleted-note"] * 2


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_an_empty_or_endless_note_is_refused(cast, text):
    with pytest.raises(ValidationError):
        write_note(cast.moderator, cast.reader.user_id, text)
    assert not MemberNote.objects.exists()
    assert not LogEntry.objects.exists()


def test_nobody_writes_about_themselves_or_those_above(cast):
    for target in (cast.moderator, cast.administrator):
        with pytest.raises(PermissionDenied):
            write_note(cast.moderator, target.user_id, "x")


def test_the_same_form_sent_twice_is_one_note(cast):
    key = uuid4()
    first = write_note(cast.moderator, cast.reader.user_id, "x", key)
    assert write_note(cast.moderator, cast.reader.user_id, "x", key) == first
    assert LogEntry.objects.count() == 1
