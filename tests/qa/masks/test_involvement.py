"""That a member has something of their own in a thread is kept under no number of theirs, where it is masked alone."""

import pytest
from django.db import connection

from qa.actions.votes import cast_vote
from qa.actions.writing import Byline
from qa.masks.actions.masks import put_mask_on
from qa.rules.grades import MASKED
from tests import make

pytestmark = pytest.mark.django_db


def is_involved(viewer, thread):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM forum_involvement WHERE member_id = %s AND thread_id = %s",
            [viewer.user_id, thread.pk],
        )
        return bool(cursor.fetchone()[0])


def test_a_name_that_is_taken_off_later_is_gone_from_it_too_unless_something_else_is_by_name(cast):
    question, answer = make.question(cast.asker), make.answer(make.question(cast.asker), cast.answerer)
    kept = answer.question
    put_mask_on(cast.asker, question.pk)
    assert not is_involved(cast.asker, question)
    cast_vote(cast.asker, answer.pk, 1)
    put_mask_on(cast.asker, kept.pk)
    assert is_involved(cast.asker, kept)
    assert is_involved(cast.answerer, kept)


def test_the_draft_of_a_masked_answer_leaves_nothing(cast):
    question, browser = make.question(cast.asker), make.client(cast.reader)
    for words in ({"place": f"answer-{question.pk}", "body": "I take"}, {"place": "ask", "body": "I take"}):
        browser.post("/drafts/", words)
    assert is_involved(cast.reader, question)
    make.answer(question, cast.reader, "I take a walk.", Byline(grade=MASKED))
    assert not is_involved(cast.reader, question)
