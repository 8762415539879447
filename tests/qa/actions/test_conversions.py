"""Turning answers and comments into each other."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum import options
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer
from qa.actions.conversions import convert_to_answer, convert_to_comment
from qa.actions.hidings import hide_post
from qa.actions.questions import Draft, ask_question
from qa.actions.votes import cast_vote
from qa.actions.writing import Byline
from qa.models import Post, Revision
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    cast.question = make.question(cast.asker)
    cast.first, cast.second = (
        make.answer(cast.question, cast.answerer),
        make.answer(cast.question, cast.reader),
    )
    cast.comment = make.comment(cast.second, cast.asker)
    return cast


def test_an_answer_becomes_a_comment_with_its_comments_moving_along_and_its_points_going(thread):
    cast_vote(thread.asker, thread.second.pk, 1)
    before = make.points(thread.reader)
    moved = convert_to_comment(thread.editor, thread.second.pk, thread.first.pk)
    assert (moved.kind, moved.parent_id, moved.question_id) == ("C", thread.first.pk, thread.question.pk)
    thread.comment.refresh_from_db()
    assert thread.comment.parent_id == thread.first.pk
    assert before - make.points(thread.reader) == 40 + 20
    thread.question.refresh_from_db()
    assert thread.question.answer_count == 1
    assert Revision.objects.filter(post=moved).order_by("-version").first().change == "converted"
    assert make.drift() == []


def test_a_comment_becomes_an_answer_and_can_be_accepted(thread):
    answer = convert_to_answer(thread.editor, thread.comment.pk)
    assert (answer.kind, answer.parent_id) == ("A", thread.question.pk)
    accept_answer(thread.asker, answer.pk)
    thread.question.refresh_from_db()
    assert (thread.question.answer_count, thread.question.accepted_answer_id) == (3, answer.pk)
    assert make.drift() == []


def test_there_and_back_again_changes_no_figure(thread):
    before = {viewer: make.points(viewer) for viewer in (thread.asker, thread.answerer, thread.reader)}
    convert_to_comment(thread.editor, thread.second.pk, thread.question.pk)
    convert_to_answer(thread.editor, thread.second.pk)
    assert {viewer: make.points(viewer) for viewer in before} == before


def test_an_accepted_answer_is_not_converted(thread):
    accept_answer(thread.asker, thread.first.pk)
    with pytest.raises(PermissionDenied, match="Take the mark off first"):
        convert_to_comment(thread.editor, thread.first.pk, thread.question.pk)


def test_an_answer_that_questions_follow_on_from_stays_one(thread):
    draft = Draft("And what came after that?", compose("Tell me more."))
    ask_question(thread.reader, draft, Byline(), follows_id=thread.first.pk)
    with pytest.raises(PermissionDenied, match="follow on"):
        convert_to_comment(thread.editor, thread.first.pk, thread.question.pk)


def test_it_cannot_stand_below_itself_a_comment_a_hidden_answer_or_in_another_thread(thread):
    hidden, elsewhere = make.answer(thread.question), make.question(thread.asker)
    hide_post(thread.moderator, hidden.pk, reason="Not for here.")
    for place in (thread.second.pk, thread.comment.pk, hidden.pk, elsewhere.pk, 999_999):
        with pytest.raises(ValidationError, match="stands below"):
            convert_to_comment(thread.editor, thread.second.pk, place)
    assert Post.objects.get(pk=thread.second.pk).kind == "A"


def test_only_editors_convert_and_questions_stay_questions(thread):
    for viewer in (thread.reader, thread.asker, thread.expert):
        with pytest.raises(PermissionDenied, match="Only editors"):
            convert_to_comment(viewer, thread.second.pk, thread.question.pk)
    with pytest.raises(PermissionDenied, match="stays a question"):
        convert_to_answer(thread.editor, thread.question.pk)
    options.save({"are_answer_comments_allowed": False})
    convert_to_comment(thread.editor, thread.second.pk, thread.question.pk)
