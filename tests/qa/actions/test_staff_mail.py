"""Mails to those who run the site: that something waits, and where; never what it says."""

import pytest
from django.core import mail

from forum import options
from qa.actions.approvals import approve_post
from qa.actions.staff_mail import tell_staff
from tests import make
from tests.work import waiting, work

pytestmark = pytest.mark.django_db
SECRET = "What nobody else should read"


@pytest.fixture
def owner(cast):
    options.save({"feedback_address": "owner@example.org", "is_visitor_held": True})


def test_a_post_that_waits_is_told_of_with_a_link_and_no_word_of_it(cast, owner):
    question = make.question(make.visitor(), SECRET + " in a title", body=SECRET)
    make.question(cast.asker)
    [task] = waiting("send_staff_mail")
    assert SECRET not in str(task.args_kwargs)
    work()
    [message] = mail.outbox
    assert message.to == ["owner@example.org"]
    assert message.subject == "Mindwellnessforum: A post is waiting for approval."
    assert "/moderate/held/" in message.body
    assert "what-nobody" not in message.body + message.subject
    assert SECRET not in message.body + message.subject
    approve_post(cast.expert, question.pk)
    work()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("change", [{"is_held_post_told": False}, {"feedback_address": ""}])
def test_nothing_is_sent_where_the_owner_does_not_want_it(cast, owner, change):
    options.save(change)
    make.question(make.visitor())
    work()
    assert mail.outbox == []


def test_an_address_that_was_taken_away_meanwhile_gets_nothing(cast, owner):
    make.question(make.visitor())
    options.save({"feedback_address": ""})
    work()
    assert mail.outbox == []


def test_a_line_break_in_a_subject_makes_no_second_header(cast, owner):
    options.save({"site_name": "Quiet & Kind"})
    tell_staff("a\r\nBcc: x@example.org", "/")
    work()
    [message] = mail.outbox
    assert message.subject == "Quiet & Kind: a Bcc: x@example.org"
    assert "Bcc" not in dict(message.message())
