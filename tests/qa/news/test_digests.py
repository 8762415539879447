"""Digests: one mail about what came meanwhile, when its reader's hour has come, and never twice."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from forum.letters import Letter, NotSent
from qa.actions.hidings import hide_post
from qa.news.actions.digests import put_due_on_list, send_digest
from qa.news.models import Notice
from qa.news.rules.kinds import Kind, Pace
from qa.news.tasks import send_due_digests
from tests import make
from tests.qa.news.letters import TICKED, choose, letters_to, reader_of_mail
from tests.work import waiting, work

pytestmark = pytest.mark.django_db
DAILY = {Kind.ANSWER: Pace.DAILY, Kind.COMMENT: Pace.DAILY, Kind.EDIT: Pace.WEEKLY}


@pytest.fixture
def asker():
    """Whoever reads once a day; the hour is the one that has just begun."""
    return reader_of_mail(wishes=DAILY, digest_hour=timezone.now().hour)


def make_due():
    """Let what waits have come yesterday."""
    work()
    Notice.objects.update(created_at=timezone.now() - timedelta(days=8))


def digests_to(viewer):
    send_due_digests.enqueue()
    return letters_to(viewer)


def answers(asker, *titles):
    for title in titles:
        question = make.question(asker, title, byline=TICKED)
        make.answer(question)
        make.answer(question)


def test_what_came_is_told_in_one_mail_once_a_day(asker):
    answers(asker, "Why do I cry every evening?", "And what about the mornings?")
    assert digests_to(asker) == [], "the hour has not come since"
    make_due()
    [message] = digests_to(asker)
    assert "There are 4 things new for you." in message.body
    assert message.body.count("/questions/") == 2, "one link for each question"
    assert "cry" not in message.message().as_string().lower()
    assert len(digests_to(asker)) == 1
    assert Notice.objects.filter(mailed_at=None).count() == 0


def test_who_chose_so_reads_the_titles_with_what_is_new_below_each(asker):
    choose(asker, is_discreet=False)
    answers(asker, "Why do I cry every evening?", "And what about the mornings?")
    make_due()
    [message] = digests_to(asker)
    assert message.body.index("every evening") < message.body.index("the mornings")
    assert message.body.count("There is a new answer to your question: http") == 4


def test_nothing_unread_makes_no_mail(asker):
    answers(asker, "Why do I cry every evening?")
    make_due()
    Notice.objects.update(read_at=timezone.now())
    assert digests_to(asker) == []
    assert waiting() == []


def test_what_is_hidden_stopped_or_no_longer_wanted_is_left_out_for_good(asker):
    from qa.news.models import MailStop

    hidden, stopped, left = (make.question(asker, byline=TICKED) for _number in range(3))
    hide_post(make.member(level=80), make.answer(hidden).pk, reason="Not for here.")
    make.answer(stopped)
    MailStop.objects.create(member=asker.user, question=stopped)
    answer = make.answer(left)
    make_due()
    Notice.objects.filter(post__parent=stopped).update(mail=Pace.DAILY)
    [message] = digests_to(asker)
    assert f"/questions/{left.pk}/?show={answer.pk}" in message.body
    assert message.body.count("/questions/") == 1
    assert not Notice.objects.exclude(mail=Pace.NEVER).filter(mailed_at=None).exists()


def test_weekly_things_wait_for_their_day(asker):
    today = timezone.now().weekday()
    choose(asker, wishes={Kind.ANSWER: Pace.WEEKLY}, digest_weekday=(today + 1) % 7)
    answers(asker, "Why do I cry every evening?")
    work()
    Notice.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert digests_to(asker) == []
    choose(asker, digest_weekday=today)
    assert len(digests_to(asker)) == 1


def test_during_a_break_and_without_an_address_nothing_is_sent(asker):
    answers(asker, "Why do I cry every evening?")
    make_due()
    choose(asker, paused_until=timezone.now() + timedelta(days=1))
    assert digests_to(asker) == []
    choose(asker, paused_until=None)
    asker.user.email = ""
    asker.user.save()
    send_due_digests.enqueue()
    work()
    assert mail.outbox == []
    assert not Notice.objects.exclude(mail=Pace.NEVER).exists(), "nor looked at again every hour"


def test_a_digest_has_the_same_name_when_its_worker_dies_and_another_sends_it_again(asker, monkeypatch):
    answers(asker, "Why do I cry every evening?")
    make_due()
    names, send = [], Letter.send

    def die_after_sending(letter, address):
        send(letter, address)
        names.append(letter.message_id)
        if len(names) == 1:
            raise NotSent("The worker died.")

    monkeypatch.setattr(Letter, "send", die_after_sending)
    send_digest.enqueue(asker.user_id, "daily")
    work()
    assert Notice.objects.filter(mailed_at=None).count() == 2, "nothing is marked that was not committed"
    send_digest.enqueue(asker.user_id, "daily")
    work()
    assert len(names) == 2 and names[0] == names[1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_moment_send_one_digest():
    asker = reader_of_mail(wishes=DAILY, digest_hour=timezone.now().hour)
    answers(asker, "Why do I cry every evening?")
    make_due()
    start = threading.Barrier(4)

    def send():
        start.wait()
        send_digest.call(asker.user_id, "daily")
        connection.close()

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail.outbox) == 1


def test_finding_who_is_due_costs_the_same_with_more_readers(asker, django_assert_max_num_queries):
    for _number in range(3):
        answers(reader_of_mail(wishes=DAILY), f"Why do I cry in the evening of day {make.count()}?")
    work()
    with django_assert_max_num_queries(14):
        assert put_due_on_list() == 0
