"""Favourites, follow-on questions, days to check an answer again, flags that are cleared, words said twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from forum import options
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer
from qa.actions.answers import post_answer
from qa.actions.favourites import set_favourite
from qa.actions.flags import clear_flags, flag_post
from qa.actions.hidings import hide_post
from qa.actions.questions import Draft, ask_question
from qa.actions.upkeep import set_check
from qa.actions.writing import Byline
from qa.models import Activity, Favourite, Flag, Post
from tests import make
from tests.pages import Page
from tests.work import work

pytestmark = pytest.mark.django_db


def test_a_star_is_set_once_and_taken_off(cast):
    question = make.question(cast.asker)
    for _ in range(2):
        set_favourite(cast.reader, question.pk, True)
    assert Favourite.objects.count() == 1
    listed = Page.of(make.client(cast.reader).get("/favourites/")).find(class_="row__title").text
    assert listed == question.title
    set_favourite(cast.reader, question.pk, False)
    assert not Favourite.objects.exists()


def test_visitors_have_no_favourites_and_answers_cannot_be_one(cast):
    question = make.question(cast.asker)
    with pytest.raises(PermissionDenied, match="sign in"):
        set_favourite(make.visitor(), question.pk, True)
    with pytest.raises(Http404):
        set_favourite(cast.reader, make.answer(question).pk, True)


def follow(viewer, answer):
    draft = Draft("And what did you do after that?", compose("I would like to know."))
    return ask_question(viewer, draft, Byline(), follows_id=answer.pk)


def test_a_follow_on_question_and_the_answer_link_to_each_other(cast):
    answer = make.answer(make.question(cast.asker, "How did it begin for you all?"), cast.answerer)
    question = follow(cast.reader, answer)
    page = Page.of(make.client().get(question.get_absolute_url()))
    assert page.find(class_="follows").text == "related to an answer for: How did it begin for you all?"
    back = Page.of(make.client().get(answer.question.get_absolute_url())).find(class_="follow-ons")
    assert back.find("a").attribute("href") == question.get_absolute_url()


def test_the_author_of_the_answer_hears_of_the_follow_on(cast):
    helper = make.member(email="helper@example.org")
    answer = make.answer(make.question(cast.asker), helper, byline=Byline("", True))
    follow(cast.reader, answer)
    work()
    assert [message.to for message in mail.outbox] == [["helper@example.org"]]
    assert "follows on" in mail.outbox[0].body


def test_nothing_follows_on_from_a_hidden_a_missing_or_any_answer_when_it_is_switched_off(cast):
    question = make.question(cast.asker)
    hidden = make.answer(question, cast.answerer)
    hide_post(cast.answerer, hidden.pk)
    with pytest.raises(PermissionDenied, match="hidden"):
        follow(cast.reader, hidden)
    with pytest.raises(Http404):
        follow(cast.reader, question)
    options.save({"are_follow_ons_allowed": False})
    with pytest.raises(PermissionDenied, match="switched off"):
        follow(cast.reader, make.answer(question))


def test_an_answer_whose_day_has_passed_says_so_and_joins_the_experts_list(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    set_check(cast.expert, answer.pk, timezone.localdate() + timedelta(days=30))
    address = answer.question.get_absolute_url()
    assert "checked again" not in Page.of(make.client().get(address)).text
    Post.objects.filter(pk=answer.pk).update(check_after=timezone.localdate() - timedelta(days=1))
    assert "It may be out of date" in Page.of(make.client().get(address)).find(id=f"a{answer.pk}").text
    listed = Page.of(make.client(cast.expert).get("/checks/"))
    assert listed.find(class_="row__title").find("a").attribute("href") == answer.get_absolute_url()
    set_check(cast.answerer, answer.pk, None)
    assert Page.of(make.client(cast.expert).get("/checks/")).find(class_="empty")


def test_a_day_that_is_past_is_refused_and_strangers_set_none(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    with pytest.raises(ValidationError, match="still to come"):
        set_check(cast.expert, answer.pk, timezone.localdate())
    with pytest.raises(PermissionDenied):
        set_check(cast.reader, answer.pk, timezone.localdate() + timedelta(days=3))


def test_cleared_flags_go_and_the_record_keeps_their_number(cast):
    question = make.question(cast.asker)
    flag_post(cast.reader, question.pk, reason=Flag.Reason.RUDE)
    flag_post(cast.expert, question.pk, reason=Flag.Reason.SPAM)
    with pytest.raises(PermissionDenied, match="Only editors"):
        clear_flags(cast.expert, question.pk)
    assert clear_flags(cast.editor, question.pk).flag_count == 0
    assert Activity.objects.get(verb="unflagged").details == {"flag_count": 2}
    with pytest.raises(PermissionDenied, match="Nobody"):
        clear_flags(cast.editor, question.pk)


def test_the_same_words_are_not_said_twice_in_one_place(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.answerer, "A walk helps me.")
    with pytest.raises(ValidationError, match="already"):
        make.answer(question, cast.reader, "  a WALK\nhelps me. ")
    make.answer(make.question(cast.asker), cast.reader, "A walk helps me.")
    make.comment(question, cast.reader, "Thank you for this.")
    with pytest.raises(ValidationError, match="already"):
        make.comment(question, cast.expert, "Thank you for this.")
    make.question(cast.reader, "Is there anybody out there?", body="Hello.")
    with pytest.raises(ValidationError, match="already"):
        make.question(cast.expert, "Is there anybody out there?", body="Hello.")


def test_one_answer_a_person_where_the_owner_wants_it(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    make.answer(question, cast.answerer)
    options.save({"are_several_answers_allowed": False})
    with pytest.raises(PermissionDenied, match="edit your answer"):
        post_answer(cast.answerer, question.pk, compose("A third one of mine."), Byline())


def test_accepting_closes_the_question_where_the_owner_wants_it(cast):
    options.save({"is_closed_on_acceptance": True})
    answer = make.answer(make.question(cast.asker), cast.answerer)
    accept_answer(cast.asker, answer.pk)
    answer.question.refresh_from_db()
    assert (answer.question.is_closed, answer.question.closure.reason) == (True, "An answer was accepted.")
    assert make.drift() == []
