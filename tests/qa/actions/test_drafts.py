"""Drafts of members: one for each place, at most fifty, gone with the posting that they became."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from forum import options
from forum.lib.errors import BadRequest, TooMany
from forum.lib.texts import compose
from qa.actions import answers
from qa.actions.drafts import MOST_DRAFTS, discard_draft, save_draft
from qa.actions.edits import edit_reply
from qa.models import Draft, Post
from qa.reads.drafts import find_draft, list_drafts
from tests import make

pytestmark = pytest.mark.django_db


def places(viewer):
    return list(Draft.objects.filter(member=viewer.user).order_by("id").values_list("place", flat=True))


def test_a_place_has_one_draft_and_the_last_words_stand_in_it(cast):
    save_draft(
        cast.asker, "ask", {"title": "First", "body": "One", "email": "a@example.org", "author_name": "A"}
    )
    save_draft(cast.asker, "ask", {"title": "Second", "body": "Two"})
    save_draft(cast.reader, "ask", {"body": "Mine"})
    assert find_draft(cast.asker, "ask").fields == {"title": "Second", "body": "Two"}
    assert Draft.objects.count() == 2
    with pytest.raises(IntegrityError, match="qa_draft_once"), transaction.atomic():
        Draft.objects.create(member=cast.asker.user, place="ask")


def test_nothing_but_the_words_of_the_form_is_kept(cast):
    save_draft(cast.asker, "ask", {"body": "One", "email": "a@example.org", "author_name": "A", "seen": "1"})
    assert find_draft(cast.asker, "ask").fields == {"body": "One"}


def test_a_draft_without_words_is_none(cast):
    save_draft(cast.asker, "ask", {"body": "One"})
    assert save_draft(cast.asker, "ask", {"title": " ", "body": "\n", "category": "3"}) is None
    assert not Draft.objects.exists()


def test_beyond_fifty_the_oldest_go(cast):
    for number in range(1, MOST_DRAFTS + 3):
        save_draft(cast.asker, f"answer-{number}", {"body": "One"})
    save_draft(cast.reader, "ask", {"body": "Another member's"})
    assert places(cast.asker) == [f"answer-{number}" for number in range(3, MOST_DRAFTS + 3)]
    assert places(cast.reader) == ["ask"]


@pytest.mark.parametrize(
    "place", ["", "asks", "answer", "answer-0", "answer-x", "edit-1 ", "comment-" + "9" * 30]
)
def test_a_place_that_is_none_is_refused(cast, place):
    with pytest.raises(BadRequest):
        save_draft(cast.asker, place, {"body": "One"})
    assert not Draft.objects.exists()


def test_what_no_column_can_hold_is_left_out_and_length_is_bounded(cast):
    save_draft(cast.asker, "ask", {"title": "x" * 1_000, "body": "a\x00b\ud800c" + "x" * 40_000})
    fields = find_draft(cast.asker, "ask").fields
    assert (len(fields["title"]), len(fields["body"])) == (300, 30_000)
    assert fields["body"].startswith("abcx")


def test_visitors_have_no_drafts_here(cast):
    with pytest.raises(PermissionDenied, match="sign in"):
        save_draft(make.visitor(), "ask", {"body": "One"})
    discard_draft(make.visitor(), "ask")
    assert find_draft(make.visitor(), "ask") is None


def test_drafts_have_a_limit_an_hour(cast):
    options.save({"drafts_per_member": 2})
    save_draft(cast.asker, "ask", {"body": "One"})
    save_draft(cast.asker, "ask", {"body": "Two"})
    with pytest.raises(TooMany):
        save_draft(cast.asker, "ask", {"body": "Three"})
    assert find_draft(cast.asker, "ask").fields["body"] == "Two"


def test_posting_and_editing_discard_the_draft_of_that_place_and_no_other(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.asker)
    mine = ["ask", f"ask-{answer.pk}", f"answer-{question.pk}", f"comment-{question.pk}", f"edit-{answer.pk}"]
    for place in mine:
        save_draft(cast.asker, place, {"body": "One"})
        save_draft(cast.reader, place, {"body": "Another member's"})
    make.question(cast.asker)
    assert places(cast.asker) == mine[1:]
    make.answer(question, cast.asker)
    assert places(cast.asker) == [mine[1], mine[3], mine[4]]
    make.comment(question, cast.asker)
    assert places(cast.asker) == [mine[1], mine[4]]
    edit_reply(cast.asker, answer.pk, compose("Changed words."), version=1)
    assert places(cast.asker) == [mine[1]]
    assert places(cast.reader) == mine


def test_a_posting_that_fails_leaves_the_draft_where_it_was(cast, monkeypatch):
    question = make.question(cast.asker)
    save_draft(cast.reader, f"answer-{question.pk}", {"body": "One"})

    def fail(*args, **named):
        raise RuntimeError("the last step")

    monkeypatch.setattr(answers, "publish_or_hold", fail)
    with pytest.raises(RuntimeError):
        make.answer(question, cast.reader)
    assert places(cast.reader) == [f"answer-{question.pk}"]
    assert not Post.objects.filter(kind=Post.Kind.ANSWER).exists()


def test_the_list_costs_two_queries_and_tells_what_is_gone(cast, django_assert_num_queries):
    question = make.question(cast.asker, "What shall I do about it?")
    for place in ("ask", f"answer-{question.pk}", "answer-999999"):
        save_draft(cast.reader, place, {"body": f"Words for {place}"})
    with django_assert_num_queries(2):
        rows = list_drafts(cast.reader)
    assert [(row.is_open, row.post) for row in rows] == [(False, None), (True, question), (True, None)]
    assert rows[1].address == f"/questions/{question.pk}/?draft=1#your-answer"
