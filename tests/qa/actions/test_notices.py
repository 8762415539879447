"""Mails to authors: who gets one, what it says, and how to stop them."""

import pytest
from django.core import mail
from django.test import Client

from qa.actions.acceptances import accept_answer
from qa.actions.writing import Byline
from qa.models import NoticeAddress
from tests import make

pytestmark = pytest.mark.django_db
WANTED = Byline("", True, "sam@example.org")


def send_all(django_capture_on_commit_callbacks, act):
    with django_capture_on_commit_callbacks(execute=True):
        return act()


def test_a_visitor_who_asked_hears_of_an_answer_without_a_word_of_the_subject(
    cast, django_capture_on_commit_callbacks
):
    question = make.question(make.visitor(), "Why do I cry every evening?", byline=WANTED)
    answer = send_all(
        django_capture_on_commit_callbacks, lambda: make.answer(question, cast.answerer, "A secret answer.")
    )
    [message] = mail.outbox
    assert message.to == ["sam@example.org"]
    assert message.subject == "A message from Mindwellnessforum"
    assert f"/questions/{question.pk}/?show={answer.pk}#a{answer.pk}" in message.body
    for private in ("cry", "secret", "answerer"):
        assert private not in message.body.lower()


def test_a_member_hears_at_the_account_address_of_comments_and_acceptance(
    cast, django_capture_on_commit_callbacks
):
    helper = make.member(email="helper@example.org")
    answer = make.answer(make.question(cast.asker), helper, byline=Byline("", True))
    send_all(django_capture_on_commit_callbacks, lambda: make.comment(answer, cast.reader))
    send_all(django_capture_on_commit_callbacks, lambda: accept_answer(cast.asker, answer.pk))
    assert [message.to for message in mail.outbox] == [["helper@example.org"]] * 2
    assert "comment" in mail.outbox[0].body
    assert "helped most" in mail.outbox[1].body


def test_nobody_gets_mail_about_what_they_wrote_themselves_or_did_not_wish(
    cast, django_capture_on_commit_callbacks
):
    visitor = make.visitor()
    question = make.question(visitor, byline=WANTED)
    send_all(django_capture_on_commit_callbacks, lambda: make.answer(question, visitor))
    other = make.question(make.visitor(), byline=Byline("", False, "sam@example.org"))
    send_all(django_capture_on_commit_callbacks, lambda: make.answer(other, cast.answerer))
    assert mail.outbox == []


def test_the_stop_link_asks_first_then_forgets_the_address(cast, django_capture_on_commit_callbacks):
    question = make.question(make.visitor(), byline=WANTED)
    send_all(django_capture_on_commit_callbacks, lambda: make.answer(question, cast.answerer))
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = "/notices/" + link.split("/notices/")[1]
    client = Client(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert NoticeAddress.objects.exists()
    assert b"No more mails" in client.post(path).content
    assert not NoticeAddress.objects.exists()
    send_all(django_capture_on_commit_callbacks, lambda: make.answer(question, cast.answerer))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("token", ["rubbish", "MQ:1aaaaa:bbbb"])
def test_a_forged_stop_link_is_not_found(token):
    assert Client().post(f"/notices/{token}/").status_code == 404
