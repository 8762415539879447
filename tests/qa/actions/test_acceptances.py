"""The answer that helped: who marks it, moving the mark, taking it off."""

import pytest
from django.core.exceptions import PermissionDenied

from qa.actions.acceptances import accept_answer, remove_acceptance
from qa.actions.hidings import hide_post
from qa.models import Acceptance
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    cast.question = make.question(cast.asker)
    cast.first, cast.second = (
        make.answer(cast.question, cast.answerer),
        make.answer(cast.question, cast.reader),
    )
    return cast


def accepted(thread):
    thread.question.refresh_from_db()
    return thread.question.accepted_answer_id


def test_the_asker_accepts_moves_and_removes_the_mark(thread):
    accept_answer(thread.asker, thread.first.pk)
    assert accepted(thread) == thread.first.pk
    accept_answer(thread.asker, thread.second.pk)
    assert accepted(thread) == thread.second.pk
    assert (make.points(thread.answerer), make.points(thread.reader)) == (140, 440)
    remove_acceptance(thread.asker, thread.second.pk)
    assert accepted(thread) is None
    assert not Acceptance.objects.exists()
    assert make.drift() == []


def test_accepting_twice_changes_nothing(thread):
    for _ in range(2):
        accept_answer(thread.asker, thread.first.pk)
    assert make.points(thread.answerer) == 440


def test_removing_the_mark_of_an_answer_without_one_changes_nothing(thread):
    accept_answer(thread.asker, thread.first.pk)
    remove_acceptance(thread.asker, thread.second.pk)
    assert accepted(thread) == thread.first.pk


def test_other_members_cannot_accept_but_experts_can(thread):
    with pytest.raises(PermissionDenied, match="open to the author"):
        accept_answer(thread.answerer, thread.first.pk)
    accept_answer(thread.expert, thread.first.pk)
    assert accepted(thread) == thread.first.pk


def test_a_visitor_accepts_on_their_own_question_only(thread):
    visitor = make.visitor()
    answer = make.answer(make.question(visitor), thread.answerer)
    accept_answer(visitor, answer.pk)
    with pytest.raises(PermissionDenied):
        accept_answer(make.visitor(), answer.pk)


def test_hiding_an_accepted_answer_takes_the_mark_off(thread):
    accept_answer(thread.asker, thread.first.pk)
    hide_post(thread.moderator, thread.first.pk)
    assert accepted(thread) is None
    assert make.points(thread.answerer) == 100
    assert make.drift() == []


def test_a_hidden_answer_and_a_comment_cannot_be_accepted(thread):
    comment = make.comment(thread.first, thread.reader)
    hide_post(thread.answerer, thread.first.pk)
    for post, sentence in ((thread.first, "hidden"), (comment, "Only answers")):
        with pytest.raises(PermissionDenied, match=sentence):
            accept_answer(thread.asker, post.pk)
