"""Mails to authors: who gets one, what it says, and how to stop them."""

import pytest
from django.core import mail
from django.test import Client

from forum.background.worker import drain_once
from qa.actions.acceptances import accept_answer
from qa.actions.hidings import hide_post
from qa.actions.notices import stop_notices
from qa.actions.writing import Byline
from qa.models import NoticeAddress
from tests import make
from tests.work import waiting, work

pytestmark = pytest.mark.django_db
WANTED = Byline("", True, "sam@example.org")


def test_a_visitor_who_asked_hears_of_an_answer_without_a_word_of_the_subject(cast):
    question = make.question(make.visitor(), "Why do I cry every evening?", byline=WANTED)
    answer = make.answer(question, cast.answerer, "A secret answer.")
    work()
    [message] = mail.outbox
    assert message.to == ["sam@example.org"]
    assert message.subject == "There is something new for you"
    assert f"/questions/{question.pk}/?show={answer.pk}#a{answer.pk}" in message.body
    for private in ("cry", "secret", "answerer"):
        assert private not in message.body.lower()


def test_a_member_hears_at_the_account_address_of_comments_and_acceptance(cast):
    helper = make.member(email="helper@example.org")
    answer = make.answer(make.question(cast.asker), helper, byline=Byline("", True))
    make.comment(answer, cast.reader)
    work()
    accept_answer(cast.asker, answer.pk)
    work()
    assert [message.to for message in mail.outbox] == [["helper@example.org"]] * 2
    assert "comment" in mail.outbox[0].body
    assert "helped most" in mail.outbox[1].body


def test_nobody_gets_mail_about_what_they_wrote_themselves_or_did_not_wish(cast):
    visitor = make.visitor()
    question = make.question(visitor, byline=WANTED)
    make.answer(question, visitor)
    work()
    other = make.question(make.visitor(), byline=Byline("", False, "sam@example.org"))
    make.answer(other, cast.answerer)
    work()
    assert mail.outbox == []


def test_the_stop_link_asks_first_then_forgets_the_address(cast):
    question = make.question(make.visitor(), byline=WANTED)
    make.answer(question, cast.answerer)
    work()
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = "/notices/" + link.split("/notices/")[1]
    client = Client(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert NoticeAddress.objects.exists()
    assert b"No more mails" in client.post(path).content
    assert not NoticeAddress.objects.exists()
    make.answer(question, cast.answerer)
    work()
    assert len(mail.outbox) == 1


def test_a_mail_waits_on_the_list_with_numbers_alone_until_the_worker_comes(cast):
    question = make.question(make.visitor(), byline=WANTED)
    answer = make.answer(question, cast.answerer)
    drain_once()
    assert mail.outbox == []
    [task] = waiting("send_notice")
    assert task.args_kwargs == {"args": [question.pk, "answer", answer.pk], "kwargs": {}}


def test_what_was_hidden_or_stopped_meanwhile_sends_no_mail(cast):
    question, other = (make.question(make.visitor(), byline=WANTED) for _number in range(2))
    hide_post(cast.moderator, make.answer(question, cast.answerer).pk, reason="Not for here.")
    make.answer(other, cast.answerer)
    stop_notices(other.pk)
    work()
    assert mail.outbox == []


def test_a_mail_server_that_is_away_costs_nobody_their_post_and_is_tried_again(cast, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    answer = make.answer(make.question(make.visitor(), byline=WANTED), cast.answerer)
    assert work() == 1
    assert answer.pk
    [task] = waiting("send_notice")
    assert (task.status, len(task.worker_ids)) == ("READY", 1)


@pytest.mark.parametrize("token", ["rubbish", "MQ:1aaaaa:bbbb"])
def test_a_forged_stop_link_is_not_found(token):
    assert Client().post(f"/notices/{token}/").status_code == 404
