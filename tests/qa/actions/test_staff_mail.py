"""Mails to those who run the site: that something waits, and where; never what it says."""

import pytest
from django.core import mail

from forum import options
from qa.actions.approvals import approve_post
from qa.actions.staff_mail import tell_staff
from tests import make

pytestmark = pytest.mark.django_db
SECRET = "What nobody else should read"


@pytest.fixture
def owner(cast):
    options.save({"feedback_address": "owner@example.org", "is_visitor_held": True})


def test_a_post_that_waits_is_told_of_with_a_link_and_no_word_of_it(
    cast, owner, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        question = make.question(make.visitor(), SECRET + " in a title", body=SECRET)
        make.question(cast.asker)
    [message] = mail.outbox
    assert message.to == ["owner@example.org"]
    assert message.subject == "Mindwellnessforum: A post is waiting for approval."
    assert "/moderate/held/" in message.body
    assert "what-nobody" not in message.body + message.subject
    assert SECRET not in message.body + message.subject
    with django_capture_on_commit_callbacks(execute=True):
        approve_post(cast.expert, question.pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("change", [{"is_held_post_told": False}, {"feedback_address": ""}])
def test_nothing_is_sent_where_the_owner_does_not_want_it(
    cast, owner, change, django_capture_on_commit_callbacks
):
    options.save(change)
    with django_capture_on_commit_callbacks(execute=True):
        make.question(make.visitor())
    assert mail.outbox == []


def test_what_is_rolled_back_is_not_told_and_a_broken_mail_server_costs_nobody_their_post(
    cast, owner, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        question = make.question(make.visitor())
    question.refresh_from_db()
    assert question.is_held


def test_a_line_break_in_a_subject_makes_no_second_header(cast, owner, django_capture_on_commit_callbacks):
    options.save({"site_name": "Quiet & Kind"})
    with django_capture_on_commit_callbacks(execute=True):
        tell_staff("a\r\nBcc: x@example.org", "email/staff.txt", {"sentence": "Look.", "path": "/"})
    [message] = mail.outbox
    assert message.subject == "Quiet & Kind: a Bcc: x@example.org"
    assert "Bcc" not in dict(message.message())
