"""Notes on walls: who writes, who takes away, what rules find, what is told and logged."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Level
from forum import options
from forum.lib.errors import TooMany
from forum.lib.texts import compose
from qa.actions.members import delete_member
from qa.actions.screening import Refused
from qa.actions.words import save_word
from qa.models import LogEntry, LogPart, ReviewItem, WatchedWord
from qa.news.models import Notice
from qa.talks.actions.decisions import decide_report
from qa.talks.actions.preferences import save_preference, stop_member
from qa.talks.actions.walls import delete_note, hide_note, mark_wall_seen, show_note, write_note
from qa.talks.models import Report, WallPost
from qa.talks.reads.walls import list_notes
from qa.talks.rules.openness import Openness
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(db):
    return make.member("writer", has_confirmed_address=True)


def told(viewer):
    return list(Notice.objects.filter(recipient=viewer.user).values_list("kind", "path"))


def verbs():
    return list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_note_is_told_to_the_owner_of_the_wall_and_to_nobody_else(cast, writer):
    note = make.note(writer, cast.asker)
    assert told(cast.asker) == [("wall", f"/wall/{note.pk}/")]
    make.note(make.member(level=Level.APPROVED), cast.asker)
    assert len(told(cast.asker)) == 2
    mark_wall_seen(cast.asker)
    assert not Notice.objects.filter(read_at=None).exists()


def test_nobody_is_told_of_their_own_note(cast, writer):
    make.note(writer, writer)
    assert told(writer) == []


def test_by_default_walls_are_written_by_members_with_a_confirmed_address(cast, writer):
    with pytest.raises(PermissionDenied, match="confirm"):
        make.note(cast.reader, cast.asker)
    with pytest.raises(PermissionDenied, match="sign in"):
        make.note(make.visitor(), cast.asker)
    assert make.note(writer, cast.asker)


def test_an_owner_may_close_the_wall_or_stop_somebody_and_both_read_the_same(cast, writer):
    save_preference(cast.asker, Openness.EVERYBODY, has_wall=False)
    stop_member(cast.answerer, writer.user)
    for owner in (cast.asker, cast.answerer):
        with pytest.raises(PermissionDenied, match="cannot write on this wall at present"):
            make.note(writer, owner)
    options.save({"are_walls_allowed": False})
    with pytest.raises(PermissionDenied, match="no walls here"):
        make.note(writer, cast.reader)


def test_the_same_form_sent_twice_is_one_note(cast, writer):
    key = uuid4()
    notes = [write_note(writer, cast.asker.user, compose("Thank you."), key) for _number in range(2)]
    assert notes[0] == notes[1]
    assert WallPost.objects.count() == 1


def test_by_default_a_member_writes_five_notes_an_hour(cast, writer):
    for _number in range(5):
        make.note(writer, cast.asker)
    with pytest.raises(TooMany):
        make.note(writer, cast.asker)
    assert WallPost.objects.count() == 5


def test_owners_moderators_and_authors_of_the_newest_note_delete_it(cast, writer):
    first, second = make.note(writer, cast.asker), make.note(writer, cast.asker)
    with pytest.raises(PermissionDenied, match="written after this"):
        delete_note(writer, first.pk)
    with pytest.raises(PermissionDenied, match="the owner of the wall"):
        delete_note(cast.reader, first.pk)
    with pytest.raises(PermissionDenied):
        delete_note(cast.editor, first.pk)
    delete_note(writer, second.pk)
    delete_note(writer, first.pk)
    assert not WallPost.objects.exists()
    delete_note(cast.asker, make.note(writer, cast.asker).pk)
    assert verbs() == [], "what people take away themselves is not for the log"
    delete_note(cast.moderator, make.note(writer, cast.asker).pk)
    assert verbs() == ["deleted-wall-post"]
    assert told(cast.asker) == [], "what is gone is not told any more"
    with pytest.raises(Http404):
        delete_note(cast.asker, first.pk)


def test_a_hidden_note_is_read_by_its_author_and_moderators_with_the_reason_for_both(cast, writer):
    note = make.note(writer, cast.asker)
    with pytest.raises(PermissionDenied):
        hide_note(cast.asker, note.pk, "I do not like it.")
    hide_note(cast.editor, note.pk, "It names a neighbour.")
    for viewer, count in ((cast.asker, 0), (cast.reader, 0), (writer, 1), (cast.editor, 1)):
        assert list_notes(viewer, cast.asker.user).count() == count
    assert told(cast.asker) == []
    entry = LogEntry.objects.get()
    assert (entry.verb, entry.subject) == ("hid-wall-post", "member")
    assert LogPart.objects.get(kind="words").content == {"reason": "It names a neighbour."}
    show_note(cast.editor, note.pk)
    assert list_notes(cast.reader, cast.asker.user).count() == 1
    assert verbs() == ["hid-wall-post", "showed-wall-post"]
    with pytest.raises(PermissionDenied):
        hide_note(writer, note.pk, "x")


def test_words_that_are_not_used_here_are_refused_and_others_replaced(cast, writer):
    save_word(make.SYSTEM, WatchedWord(pattern="casino", action="reject"))
    save_word(make.SYSTEM, WatchedWord(pattern="damn", action="replace"))
    with pytest.raises(Refused, match="casino"):
        make.note(writer, cast.asker, "Come to my casino.")
    note = make.note(writer, cast.asker, "A damn good answer.")
    assert "damn" not in note.body_html
    assert WatchedWord.objects.get(pattern="casino").hit_count == 1


def test_what_a_rule_holds_back_waits_for_a_moderator_and_is_told_only_then(cast, writer):
    save_word(make.SYSTEM, WatchedWord(pattern="roulette"))
    note = make.note(writer, cast.asker, "I like roulette.")
    assert note.is_held
    assert told(cast.asker) == []
    assert not list_notes(cast.asker, cast.asker.user).exists()
    report = Report.objects.get()
    assert ReviewItem.objects.get().number == report.pk
    decide_report(cast.moderator, report.pk, Report.Outcome.DECLINED, "A word among others.")
    assert list_notes(cast.reader, cast.asker.user).get() == note
    assert told(cast.asker) == [("wall", f"/wall/{note.pk}/")]
    assert not ReviewItem.objects.open().exists()


def test_a_note_that_a_rule_only_flagged_is_read_and_looked_at(cast, writer):
    save_word(make.SYSTEM, WatchedWord(pattern="roulette", action="flag"))
    note = make.note(writer, cast.asker, "I like roulette.")
    assert list_notes(cast.reader, cast.asker.user).get() == note
    decide_report(cast.moderator, Report.objects.get().pk, Report.Outcome.UPHELD, "Advertising.")
    note.refresh_from_db()
    assert note.is_hidden
    assert note.hidden_reason == "Advertising."


def test_notes_outlive_the_account_of_their_author_and_go_with_that_of_the_owner(cast, writer):
    make.note(writer, cast.asker)
    delete_member(cast.administrator, writer.user)
    assert WallPost.objects.get().author is None
    delete_member(cast.administrator, cast.asker.user)
    assert not WallPost.objects.exists()
