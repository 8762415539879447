"""Who is told of what: each once, nobody of their own deeds, nobody of what they may not read."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from forum.background.worker import drain_once
from qa.actions.acceptances import accept_answer
from qa.actions.hidings import hide_post
from qa.models import Activity
from qa.news.actions import fanout
from qa.news.actions.tell import mark_one, mark_read
from qa.news.models import Inbox, Notice, Pending
from qa.news.rules.kinds import Kind
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db


def told(viewer):
    """What a member was told, the oldest first."""
    return list(Notice.objects.filter(recipient=viewer.user).order_by("id").values_list("kind", flat=True))


def unread(viewer):
    found = Inbox.objects.filter(member=viewer.user).first()
    return found.unread_count if found else 0


def test_the_asker_hears_of_an_answer_and_the_answerer_that_it_helped_most(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    accept_answer(cast.asker, answer.pk)
    work()
    assert told(cast.asker) == [Kind.ANSWER]
    assert told(cast.answerer) == [Kind.ACCEPTED]
    assert Notice.objects.first().post == answer


def test_a_comment_concerns_the_author_those_who_commented_before_and_those_it_names(cast):
    question = make.question(cast.asker)
    make.comment(question, cast.reader)
    work()
    named = make.member(username="named")
    make.comment(question, cast.answerer, body="Perhaps @named and @reader know more about this.")
    work()
    assert told(cast.asker) == [Kind.COMMENT, Kind.COMMENT]
    assert told(named) == [Kind.MENTION]
    assert len(told(cast.reader)) == 1, "once, although they commented before and are named"


def test_nobody_hears_of_a_comment_below_an_answer_that_is_hidden_by_then(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    named = make.member(username="named")
    work()
    make.comment(answer, cast.reader, body="Perhaps @named and @asker know more about this.")
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    work()
    assert Kind.MENTION not in told(named) + told(cast.asker)
    assert Kind.COMMENT not in told(cast.answerer)


def test_what_comes_with_a_date_of_last_month_is_history_and_told_to_nobody(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    work()
    for days in (30, 6):
        at = timezone.now() - timedelta(days=days)
        Activity.objects.create(
            verb=Activity.Verb.ACCEPTED,
            actor=cast.asker.user,
            post=answer,
            question=answer.question,
            created_at=at,
        )
    assert Pending.objects.count() == 1
    work()
    assert told(cast.answerer) == [Kind.ACCEPTED]


def test_nobody_is_told_of_what_they_did_themselves(cast):
    question = make.question(cast.asker)
    make.comment(question, cast.asker)
    accept_answer(cast.asker, make.answer(question, cast.asker).pk)
    work()
    assert not Notice.objects.exists()


def test_what_is_hidden_before_anybody_was_told_is_told_to_its_author_alone(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    work()
    assert told(cast.asker) == []
    assert told(cast.answerer) == [Kind.DECISION]


def test_members_who_may_not_sign_in_any_more_are_told_nothing(cast):
    question = make.question(cast.asker)
    cast.asker.user.is_active = False
    cast.asker.user.save()
    make.answer(question, cast.answerer)
    work()
    assert told(cast.asker) == []


def test_an_inbox_counts_what_is_unread_through_reading_and_deleting(cast):
    first, second = make.question(cast.asker), make.question(cast.asker)
    for question in (first, first, second):
        make.answer(question, make.member())
    work()
    assert unread(cast.asker) == 3
    assert mark_read(cast.asker.user_id, question_id=first.pk) == 2
    assert mark_read(cast.asker.user_id, question_id=first.pk) == 0
    assert unread(cast.asker) == 1
    latest = Notice.objects.filter(recipient=cast.asker.user, question=first).first()
    mark_one(cast.asker.user_id, [latest.pk], is_read=False)
    assert unread(cast.asker) == 2
    mark_one(cast.answerer.user_id, [latest.pk], is_read=True)
    assert unread(cast.asker) == 2, "nobody reads the notices of others"
    latest.delete()
    assert unread(cast.asker) == 1


def test_who_earned_a_badge_is_told_with_the_way_to_its_page(cast):
    Activity.objects.create(
        verb=Activity.Verb.BADGE, actor=cast.reader.user, details={"badge": "first-answer"}
    )
    work()
    assert told(cast.reader) == [Kind.BADGE]
    assert Notice.objects.get().path == "/badges/first-answer/"


REFUSE = """
    CREATE FUNCTION refuse_notice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.post_id = TG_ARGV[0]::bigint THEN RAISE 'no'; END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER refuse_notice BEFORE INSERT ON news_notice FOR EACH ROW EXECUTE FUNCTION refuse_notice(%s)
"""


def test_a_fact_that_cannot_be_told_waits_and_the_others_are_told(cast):
    broken = make.answer(make.question(cast.asker), cast.answerer)
    make.answer(make.question(cast.reader), cast.answerer)
    with connection.cursor() as cursor:
        cursor.execute(REFUSE, [str(broken.pk)])
    drain_once()
    assert told(cast.reader) == [Kind.ANSWER]
    [pending] = Pending.objects.all()
    assert (pending.activity.post_id, pending.attempt_count) == (broken.pk, 1)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse_notice ON news_notice; DROP FUNCTION refuse_notice()")
    Pending.objects.update(not_before=pending.activity.created_at)
    drain_once()
    assert told(cast.asker) == [Kind.ANSWER]


@pytest.mark.django_db(transaction=True)
def test_several_workers_tell_each_fact_once(cast):
    question = make.question(cast.asker)
    for _number in range(20):
        make.answer(question, make.member())
    start = threading.Barrier(4)

    def tell_all():
        start.wait()
        while fanout.tell_of_what_happened():
            pass
        connection.close()

    threads = [threading.Thread(target=tell_all) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(cast.asker) == [Kind.ANSWER] * 20
    assert unread(cast.asker) == 20
    assert not Pending.objects.exists()
