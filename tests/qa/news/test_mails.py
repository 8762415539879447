"""The mail about one notice: to whom, what stands in it, and what stops it."""

import re

import pytest
from django.core import mail

from accounts.models import User
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.hidings import hide_post
from qa.actions.questions import Draft, ask_question
from qa.actions.writing import Byline
from qa.models import Post
from qa.news.models import Notice
from qa.news.rules.kinds import Kind, Pace
from tests import make
from tests.qa.news.letters import TICKED, choose, letters_to, reader_of_mail
from tests.work import waiting, work

pytestmark = pytest.mark.django_db
TITLE, TEXT = "Why do I cry every evening?", "It began in autumn, and nothing helps."


def everything(message):
    return message.message().as_string() + message.body + message.alternatives[0][0]


@pytest.fixture
def asker():
    return reader_of_mail()


def answered(asker, text=TEXT):
    question = make.question(asker, TITLE, byline=TICKED)
    return make.answer(question, make.member("somebodyelse"), text)


def test_a_discreet_mail_has_no_word_of_title_text_names_or_site_in_what_a_glance_sees(asker):
    answer = answered(asker)
    [message] = letters_to(asker)
    assert message.subject == "There is something new for you"
    assert f"/questions/{answer.question_id}/?show={answer.pk}#a{answer.pk}" in message.body
    seen = everything(message).lower()
    for private in ("cry", "evening", "autumn", "somebodyelse", "why-do-i"):
        assert private not in seen
    assert "mindwell" not in (message.subject + str(message.message()["From"])).lower()


def test_a_follow_on_is_told_without_the_words_in_its_address(asker):
    answer = make.answer(make.question(), asker, byline=TICKED)
    ask_question(
        make.member(), Draft(TITLE, make.compose_post("Some words.")), Byline(), follows_id=answer.pk
    )
    [message] = letters_to(asker)
    assert "follows on" in message.body
    assert "cry" not in everything(message)


def test_who_chose_so_reads_the_title_and_at_most_600_characters(asker):
    choose(asker, is_discreet=False)
    answered(asker, "A long way. " * 200)
    [message] = letters_to(asker)
    assert message.subject == TITLE
    assert "A long way." in message.body
    quoted = " ".join(line[2:] for line in message.body.splitlines() if line.startswith("> "))
    assert 500 < len(quoted) <= 600
    assert "Mindwellnessforum" in message.message()["From"]


def test_an_address_that_nobody_confirmed_gets_no_text(asker):
    choose(asker, is_discreet=False)
    asker.user.emailaddress_set.update(verified=False)
    answered(asker)
    [message] = letters_to(asker)
    assert "cry" not in everything(message) and "autumn" not in everything(message)


def test_what_nobody_ticked_goes_to_confirmed_addresses_alone(asker):
    named = reader_of_mail("named")
    named.user.emailaddress_set.update(verified=False)
    make.answer(make.question(asker), make.member(), "Perhaps @named knows more about it.")
    assert letters_to(named) == []


def test_where_the_owner_narrowed_reading_the_text_stays_on_the_site(asker):
    choose(asker, is_discreet=False)
    answered(asker)
    options.save({"view_level": "approved"})
    [message] = letters_to(asker)
    assert "autumn" not in everything(message)


def test_mails_about_one_question_belong_together_and_each_has_its_own_name(asker):
    first = answered(asker)
    make.answer(first.question, make.member())
    make.answer(make.question(asker, byline=TICKED))
    messages = [message.extra_headers for message in letters_to(asker)]
    assert len({headers["Message-ID"] for headers in messages}) == 3
    assert [headers["References"] == messages[0]["References"] for headers in messages] == [True, True, False]
    assert str(first.question_id) not in re.sub(r"@.*", "", messages[0]["References"])


@pytest.mark.parametrize(
    "stop",
    [
        lambda asker, answer: Post.objects.filter(pk=answer.question_id).update(wants_notice=False),
        lambda asker, answer: hide_post(make.member(level=80), answer.pk, reason="Not for here."),
        lambda asker, answer: User.objects.filter(pk=asker.user_id).update(is_active=False),
        lambda asker, answer: User.objects.filter(pk=asker.user_id).update(email=""),
        lambda asker, answer: choose(asker, wishes={Kind.ANSWER: Pace.NEVER}),
        lambda asker, answer: Notice.objects.update(read_at="2026-01-01T00:00Z"),
        lambda asker, answer: answer.delete(),
    ],
)
def test_what_is_not_wanted_any_more_when_its_turn_comes_is_not_sent(asker, stop, monkeypatch):
    from forum.background.worker import drain_once

    answer = answered(asker)
    drain_once()
    assert len(waiting("send_mail")) == 1
    stop(asker, answer)
    work()
    assert mail.outbox == []


def test_the_list_of_tasks_holds_numbers_alone(asker):
    from forum.background.worker import drain_once

    answered(asker)
    drain_once()
    [task] = waiting("send_mail")
    assert task.args_kwargs == {"args": [Notice.objects.get().pk], "kwargs": {}}


def test_a_mail_that_was_sent_is_not_sent_again_when_its_task_comes_back(asker):
    from qa.news.actions.mails import send_mail

    answered(asker)
    work()
    send_mail.enqueue(Notice.objects.get().pk)
    assert len(letters_to(asker)) == 1


def test_acceptance_comments_and_later_comments_are_mailed_to_whom_they_concern_once_each():
    helper, earlier = reader_of_mail(), reader_of_mail()
    asker = make.member()
    answer = make.answer(make.question(asker), helper, byline=TICKED)
    make.comment(answer, earlier, byline=TICKED)
    make.comment(answer, make.member())
    accept_answer(asker, answer.pk)
    assert len(letters_to(helper)) == 3
    assert [("after yours" in message.body) for message in letters_to(earlier)] == [True]


def test_visitors_who_commented_earlier_are_told_each_address_once():
    asker, same = make.visitor(), Byline("", True, "sam@example.org")
    question = make.question(asker, byline=same)
    make.comment(question, make.visitor(), byline=same)
    make.comment(question, make.visitor(), byline=Byline("", True, "kim@example.org"))
    work()
    mail.outbox.clear()
    make.comment(question, make.member())
    work()
    assert sorted(message.to[0] for message in mail.outbox) == ["kim@example.org", "sam@example.org"]


def test_one_mail_that_cannot_be_made_does_not_hold_the_others(monkeypatch):
    from qa.news.actions import mails

    first, second = reader_of_mail(), reader_of_mail()
    make_path = mails.find_path

    def fail_for_one(notice):
        if notice.recipient_id == first.user_id:
            raise KeyError("broken")
        return make_path(notice)

    monkeypatch.setattr(mails, "find_path", fail_for_one)
    for viewer in (first, second):
        make.answer(make.question(viewer, byline=TICKED))
    assert len(letters_to(second)) == 1
    assert letters_to(first) == []
    [task] = [task for task in waiting("send_mail") if task.traceback]
    assert task.status == "READY"
