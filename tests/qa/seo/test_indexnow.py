"""Search engines that take part are told which questions changed: in batches, with patience, of nothing that is not public."""

import json
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from forum import options
from qa.actions.approvals import approve_post
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post, show_post
from qa.actions.votes import cast_vote
from qa.models import Flag
from qa.seo.actions import indexnow
from qa.seo.actions.indexnow import send_changes
from qa.seo.models import Change, Sender
from qa.seo.tasks import tell_search_engines
from tests import make
from tests.qa.hooks.receiver import receiving
from tests.work import work

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _here(settings):
    """This machine may be called in these tests."""
    settings.HOOKS_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.HOOKS_ALLOW_HTTP = True
    settings.SITE_URL = "https://forum.example.org"


@pytest.fixture
def engine():
    with receiving(200) as server:
        options.save({"indexnow_key": KEY, "indexnow_url": server.url})
        yield server


def address(question):
    return f"https://forum.example.org{question.get_absolute_url()}"


def told(server):
    return [url for message in server.told for url in message["urlList"]]


def later():
    Sender.objects.update(not_before=timezone.now() - timedelta(seconds=1))


def test_without_a_key_nothing_is_noted_or_sent(cast):
    with receiving(200) as server:
        options.save({"indexnow_url": server.url})
        make.answer(make.question(cast.asker))
        assert send_changes() == 0
        assert not Change.objects.exists()
        assert server.received == []


def test_new_and_changed_questions_are_told_once_each(cast, engine):
    first, second = make.question(cast.asker), make.question(cast.asker)
    make.comment(make.answer(first), cast.reader)
    assert send_changes() == 2
    [message] = engine.told
    assert message == {
        "host": "forum.example.org",
        "key": KEY,
        "keyLocation": f"https://forum.example.org/{KEY}.txt",
        "urlList": [address(second), address(first)],
    }
    _path, headers, _body = engine.received[0]
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert "Cookie" not in headers
    assert send_changes() == 0
    make.answer(first)
    assert send_changes() == 1
    assert told(engine)[2:] == [address(first)]


def test_votes_and_flags_are_no_news(cast, engine):
    question = make.question(cast.asker)
    send_changes()
    cast_vote(cast.reader, question.pk, 1)
    flag_post(cast.reader, question.pk, reason=Flag.Reason.SPAM)
    assert send_changes() == 0


def test_what_was_public_and_is_hidden_is_told_and_what_nobody_could_read_never(cast, engine):
    options.save({"is_visitor_held": True})
    public, held = make.question(cast.asker), make.question(make.visitor())
    gone_at_once = make.question(cast.asker)
    hide_post(cast.moderator, gone_at_once.pk, reason="Not for here.")
    send_changes()
    assert set(told(engine)) == {address(public), address(gone_at_once)}
    assert indexnow.list_addresses([held.pk]) == []
    hide_post(cast.moderator, public.pk, reason="Not for here.")
    send_changes()
    assert told(engine)[2:] == [address(public)]
    assert Client().get(public.get_absolute_url()).status_code in (404, 410)
    approve_post(cast.moderator, held.pk)
    show_post(cast.moderator, public.pk)
    send_changes()
    assert set(told(engine)[3:]) == {address(held), address(public)}


def test_a_failure_is_waited_out_longer_each_time_and_nothing_is_lost(cast):
    with receiving(429, 500, 202) as server:
        options.save({"indexnow_key": KEY, "indexnow_url": server.url})
        question = make.question(cast.asker)
        waits = []
        for _ in range(2):
            assert send_changes() == 0
            waits.append(Sender.objects.get().not_before - timezone.now())
            assert send_changes() == 0  # not yet
            later()
        assert waits[0] < timedelta(seconds=31) < waits[1]
        assert Sender.objects.get().failure == "status"
        assert send_changes() == 1
        assert told(server) == [address(question)] * 3
        sender = Sender.objects.get()
        assert (sender.failure, sender.failure_count) == ("", 0)


@pytest.mark.parametrize("plan", ["close", "redirect"])
def test_a_bad_receiver_changes_nothing(cast, plan):
    with receiving(plan) as server:
        options.save({"indexnow_key": KEY, "indexnow_url": server.url})
        make.question(cast.asker)
        assert send_changes() == 0
        assert Change.objects.count() == 1
        assert all("elsewhere" not in path for path, _headers, _body in server.received)


def test_an_address_within_is_never_called(cast, settings):
    settings.HOOKS_ALLOWED_NETWORKS = []
    with receiving(200) as server:
        options.save({"indexnow_key": KEY, "indexnow_url": server.url})
        make.question(cast.asker)
        assert send_changes() == 0
        assert server.received == []
        assert Sender.objects.get().failure == "address"


def test_many_changes_go_in_batches(cast, engine, monkeypatch):
    monkeypatch.setattr(indexnow, "BATCH", 2)
    for _ in range(5):
        make.question(cast.asker)
    assert send_changes() == 5
    assert [len(message["urlList"]) for message in engine.told] == [2, 2, 1]


def test_what_changes_while_it_is_sent_is_sent_again(cast, engine, monkeypatch):
    question = make.question(cast.asker)
    tell = indexnow.tell

    def slowly(*words):
        make.answer(question)
        return tell(*words)

    monkeypatch.setattr(indexnow, "tell", slowly)
    monkeypatch.setattr(indexnow, "MOST_BATCHES", 1)
    send_changes()
    assert Change.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_who_writes_is_waited_for(cast, engine):
    """A row that a writer holds is noted anew in a moment; waiting for it could be waiting in a circle."""
    first, second = make.question(cast.asker), make.question(cast.asker)
    writer = connection.copy()
    with writer.cursor() as cursor, connection.cursor() as own:
        cursor.execute("BEGIN")
        cursor.execute("SELECT FROM seo_change WHERE question_number = %s FOR UPDATE", [first.pk])
        own.execute("SET lock_timeout = '3s'")
        assert send_changes() == 1
        assert len(engine.received) == 2  # the second time with that one alone, and then no more
        assert [change.pk for change in Change.objects.all()] == [first.pk]
        Change.objects.filter(pk=second.pk).delete()
        assert indexnow.run(indexnow.FORGET, [timezone.now()]) == 0
        own.execute("RESET lock_timeout")
    writer.close()


def test_two_workers_do_not_send_the_same(cast, engine):
    make.question(cast.asker)
    assert indexnow.claim_some() is not None
    assert send_changes() == 0
    Sender.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))  # that one died
    assert send_changes() == 1


def test_what_is_old_is_forgotten_and_without_the_key_everything(cast, engine):
    make.question(cast.asker)
    Change.objects.update(noted_at=timezone.now() - timedelta(days=8))
    assert send_changes() == 0
    make.question(cast.asker)
    options.save({"indexnow_key": ""})
    assert send_changes() == 0
    assert not Change.objects.exists()
    assert engine.received == []


def test_the_worker_does_it(cast, engine):
    make.question(cast.asker)
    tell_search_engines.enqueue()
    work()
    assert len(engine.received) == 1


def test_the_key_lies_where_engines_look_for_it(db):
    assert Client().get(f"/{KEY}.txt").status_code == 404
    options.save({"indexnow_key": KEY})
    response = Client().get(f"/{KEY}.txt")
    assert (response.content.decode(), response.headers["Content-Type"]) == (KEY, "text/plain; charset=utf-8")
    assert Client().get("/0123456789abcdeX.txt").status_code == 404
    assert Client().get("/robots.txt").content.startswith(b"User-agent")


@pytest.mark.parametrize("key", ["short", "with space 123", "x" * 120 + "ü", "../../secret"])
def test_a_key_that_engines_would_refuse_counts_as_none(cast, key):
    options.save({"indexnow_key": key})
    make.question(cast.asker)
    assert send_changes() == 0
    assert not Change.objects.exists()


def test_a_deleted_question_leaves_nothing_to_tell(cast, engine):
    question = make.question(cast.asker)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM seo_change")
        cursor.execute("INSERT INTO seo_change VALUES (%s, now())", [question.pk + 1_000_000])
    assert send_changes() == 1
    assert engine.received == []


def test_messages_hold_no_names(cast, engine):
    make.answer(make.question(cast.asker), cast.answerer)
    send_changes()
    assert not {"asker", "answerer"} & set(json.dumps(engine.told).replace("/", " ").split())
