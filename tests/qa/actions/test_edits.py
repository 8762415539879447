"""Editing, retagging, history, and bringing back what was there before."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Level
from forum.lib.errors import Conflict
from forum.lib.texts import compose
from qa.actions.closures import close_question, reopen_question
from qa.actions.edits import edit_question, edit_reply, restore_revision, retag_question
from qa.actions.hidings import hide_post
from qa.actions.questions import Draft
from qa.actions.upkeep import set_wiki
from qa.models import Activity, Revision, Tag
from tests import make

pytestmark = pytest.mark.django_db


def versions(post):
    return list(Revision.objects.filter(post=post).order_by("version").values_list("version", "change"))


def test_each_edit_retag_close_and_reopen_is_a_version(cast):
    question = make.question(cast.asker, tags=("sleep",))
    make.edit(cast.editor, question.pk, "Better words.")
    retag_question(cast.editor, question.pk, None, ["night"], version=2)
    close_question(cast.editor, question.pk, reason="Settled.")
    reopen_question(cast.editor, question.pk)
    assert versions(question) == [
        (1, "written"),
        (2, "edited"),
        (3, "retagged"),
        (4, "closed"),
        (5, "reopened"),
    ]
    assert Revision.objects.get(post=question, version=4).note == "Settled."
    assert make.drift() == []


def test_an_edit_that_changes_nothing_leaves_no_trace(cast):
    question = make.question(cast.asker, body="The very same.")
    make.edit(cast.asker, question.pk, "The very same.")
    retag_question(cast.asker, question.pk, None, [], version=1)
    assert versions(question) == [(1, "written")]


def test_who_edits_on_top_of_anothers_edit_is_stopped_but_closing_in_between_is_no_edit(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    edit_reply(cast.expert, answer.pk, compose("The expert's words."), version=1)
    with pytest.raises(Conflict):
        edit_reply(cast.answerer, answer.pk, compose("My own words again."), version=1)
    with pytest.raises(Conflict):
        edit_reply(cast.answerer, answer.pk, compose("From the future."), version=99)
    question = make.question(cast.asker)
    close_question(cast.asker, question.pk, reason="A pause.")
    reopen_question(cast.asker, question.pk)
    draft = Draft(question.title, compose("Started before the pause."))
    assert edit_question(cast.asker, question.pk, draft, version=1).version == 4


def test_a_silent_edit_is_told_by_the_history_alone_and_only_moderators_make_one(cast):
    question = make.question(cast.asker)
    draft = Draft(question.title, compose("A comma, moved."))
    with pytest.raises(PermissionDenied, match="open to: Moderators"):
        edit_question(cast.editor, question.pk, draft, version=1, is_silent=True)
    edited = edit_question(cast.moderator, question.pk, draft, version=1, is_silent=True)
    assert (edited.is_change_told, edited.edited_at) == (False, None)
    assert not Activity.objects.filter(verb="edited").exists()
    revision = Revision.objects.get(post=question, version=2)
    assert (revision.is_silent, revision.editor) == (True, cast.moderator.user)


def test_category_and_tags_can_be_changed_while_a_question_is_closed_but_its_words_cannot(cast):
    question, health = make.question(cast.asker), make.category("Health")
    close_question(cast.editor, question.pk, reason="Settled.")
    moved = retag_question(cast.asker, question.pk, health, ["sleep", "night"], version=2)
    assert (moved.category, moved.tag_names) == (health, ["sleep", "night"])
    with pytest.raises(PermissionDenied, match="closed"):
        make.edit(cast.asker, question.pk, "Other words.")
    with pytest.raises(PermissionDenied, match="open to the author"):
        retag_question(cast.reader, question.pk, None, [], version=3)
    assert make.drift() == []


def test_a_version_is_brought_back_with_tags_that_are_gone_and_that_can_be_undone(cast):
    question = make.question(cast.asker, "How was it called at first?", body="First words.", tags=("rare",))
    draft = Draft("How is it called by now, then?", compose("Later words."), None, ["usual"])
    edit_question(cast.editor, question.pk, draft, version=1)
    Tag.objects.get(name="rare").delete()
    restored = restore_revision(cast.asker, question.pk, 1)
    assert (restored.title, restored.body, restored.tag_names) == (
        "How was it called at first?",
        "First words.",
        ["rare"],
    )
    assert versions(question)[-1] == (3, "restored")
    restore_revision(cast.asker, question.pk, 2)
    question.refresh_from_db()
    assert (question.title, question.tag_names) == ("How is it called by now, then?", ["usual"])
    assert make.drift() == []


def test_a_missing_version_a_hidden_post_and_a_stranger_bring_nothing_back(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    edit_reply(cast.answerer, answer.pk, compose("Other words here."), version=1)
    with pytest.raises(Http404):
        restore_revision(cast.answerer, answer.pk, 77)
    with pytest.raises(PermissionDenied):
        restore_revision(cast.reader, answer.pk, 1)
    hide_post(cast.answerer, answer.pk)
    with pytest.raises(PermissionDenied, match="hidden"):
        restore_revision(cast.answerer, answer.pk, 1)


def test_every_member_edits_a_post_that_is_open_to_all_until_it_no_longer_is(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    with pytest.raises(PermissionDenied):
        set_wiki(cast.reader, answer.pk, True)
    set_wiki(cast.answerer, answer.pk, True)
    edit_reply(cast.reader, answer.pk, compose("A reader adds a line."), version=1)
    with pytest.raises(PermissionDenied):
        edit_reply(make.visitor(), answer.pk, compose("A visitor does not."), version=2)
    set_wiki(cast.moderator, answer.pk, False)
    with pytest.raises(PermissionDenied):
        edit_reply(cast.reader, answer.pk, compose("Once more, please."), version=2)


@pytest.fixture
def staff_only(cast):
    cast.staff = make.category("Staff")
    cast.staff.post_level = Level.EXPERT
    cast.staff.save()
    cast.inner = make.category("Inner", parent=cast.staff)
    return cast


def test_nobody_asks_in_a_category_below_one_that_asks_for_a_higher_level(staff_only):
    with pytest.raises(PermissionDenied, match="from this level on: Expert"):
        make.question(staff_only.asker, category=staff_only.inner)
    with pytest.raises(PermissionDenied):
        make.question(make.visitor(), category=staff_only.staff)
    assert make.question(staff_only.expert, category=staff_only.inner).category == staff_only.inner


def test_nobody_moves_a_question_to_where_they_may_not_ask(staff_only):
    question = make.question(staff_only.asker, tags=("sleep",))
    draft = Draft(question.title, compose("Other words."), staff_only.inner)
    with pytest.raises(PermissionDenied, match="from this level on"):
        edit_question(staff_only.asker, question.pk, draft, version=1)
    with pytest.raises(PermissionDenied, match="from this level on"):
        retag_question(staff_only.asker, question.pk, staff_only.staff, [], version=1)
    retag_question(staff_only.editor, question.pk, staff_only.staff, [], version=1)
    # Where it is now it may stay; and an older version brings no category back that has closed meanwhile.
    retag_question(staff_only.asker, question.pk, staff_only.staff, ["calm"], version=2)
    retag_question(staff_only.asker, question.pk, None, ["calm"], version=3)
    restored = restore_revision(staff_only.asker, question.pk, 3)
    assert restored.category is None
