"""How often somebody may do something: a sliding hour, exact under concurrency, with an honest wait."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum import limits, options
from forum.lib.errors import TooMany
from forum.limits import consume, describe_wait, find_wait
from forum.models import RateCount
from qa.actions.claims import claim_post
from qa.actions.conversions import convert_to_comment
from tests import make

pytestmark = pytest.mark.django_db
TEN = datetime(2024, 5, 1, 10, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    """Set the time of day of the limits; no test waits for an hour."""

    def at(moment):
        monkeypatch.setattr(limits.timezone, "now", lambda: moment)

    monkeypatch.setattr(limits, "_forgotten", None)
    at(TEN)
    return at


def tries(who="member-1", limit=5, action="answers"):
    """Return how often it works before it is refused, and the refusal."""
    for count in range(limit + 1):
        try:
            consume(action, who, limit)
        except TooMany as refusal:
            return count, refusal
    raise AssertionError("never refused")


def test_the_limit_is_reached_and_not_passed(clock):
    assert tries()[0] == 5
    assert tries()[0] == 0


def test_everybody_and_every_action_is_counted_for_itself(clock):
    assert tries("member-1")[0] == 5
    assert tries("member-2")[0] == 5
    assert tries("member-1", action="votes")[0] == 5


def test_a_limit_of_nothing_allows_nothing(clock):
    count, refusal = tries(limit=0)
    assert (count, refusal.wait_seconds) == (0, 7200)


def test_a_refused_try_is_not_counted(clock):
    tries()
    tries()
    assert RateCount.objects.get(who="member-1").count == 5


@pytest.mark.parametrize(
    ("minutes", "room"), [(60, 0), (71, 0), (72, 1), (84, 2), (90, 2), (96, 3), (119, 4), (120, 5), (180, 5)]
)
def test_the_hour_slides_and_forgets_bit_by_bit(clock, minutes, room):
    assert tries(limit=5)[0] == 5
    clock(TEN + timedelta(minutes=minutes))
    assert tries(limit=5)[0] == room


@pytest.mark.parametrize("minutes", [0, 30, 60, 71, 72, 84, 90, 96, 119, 120, 180])
def test_what_is_said_to_be_left_is_what_is_let_through(clock, minutes):
    assert tries(limit=5)[0] == 5
    clock(TEN + timedelta(minutes=minutes))
    left = limits.left_of_all(
        {("answers", "member-1"): 5, ("votes", "member-1"): 7, ("answers", "member-2"): 0}
    )
    assert left == {("answers", "member-1"): limits.left("answers", "member-1", 5), ("votes", "member-1"): 7,
                    ("answers", "member-2"): 0}  # fmt: skip
    assert tries(limit=5)[0] == left["answers", "member-1"]


@pytest.mark.parametrize(("minutes", "wait"), [(0, 72), (30, 42), (60, 12), (65, 7), (71.5, 1)])
def test_the_wait_ends_when_enough_of_the_hour_has_slid_away(clock, minutes, wait):
    assert tries(limit=5)[0] == 5
    clock(TEN + timedelta(minutes=minutes))
    assert tries(limit=5)[1].wait_seconds == wait * 60


def test_an_hour_boundary_is_no_way_round_the_limit(clock):
    clock(TEN + timedelta(minutes=59))
    assert tries()[0] == 5
    clock(TEN + timedelta(minutes=61))
    assert tries()[0] == 0


def test_what_is_rolled_back_was_not_counted(clock):
    with pytest.raises(RuntimeError), transaction.atomic():
        consume("answers", "member-1", 5)
        raise RuntimeError
    assert not RateCount.objects.exists()
    assert tries()[0] == 5


def test_old_counts_are_forgotten(clock):
    consume("answers", "member-1", 5)
    clock(TEN + timedelta(hours=1))
    consume("answers", "member-2", 5)
    assert RateCount.objects.count() == 2
    clock(TEN + timedelta(hours=2))
    consume("votes", "member-3", 5)
    assert set(RateCount.objects.values_list("who", flat=True)) == {"member-2", "member-3"}


@settings(deadline=None, max_examples=60, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.integers(1, 12), st.lists(st.integers(0, 70), min_size=1, max_size=30))
def test_who_waits_as_long_as_told_is_let_in_and_not_told_to_wait_much_longer_than_needed(clock, limit, gaps):
    RateCount.objects.all().delete()
    moment = TEN
    for gap in gaps:
        moment += timedelta(minutes=gap)
        clock(moment)
        try:
            consume("answers", "member-1", limit)
        except TooMany as refusal:
            assert 60 <= refusal.wait_seconds <= 7200
            moment += timedelta(seconds=refusal.wait_seconds)
            if refusal.wait_seconds > 120:
                clock(moment - timedelta(seconds=60))
                with pytest.raises(TooMany):
                    consume("answers", "member-1", limit)
            clock(moment)
            consume("answers", "member-1", limit)


@pytest.mark.parametrize(
    ("seconds", "words"), [(60, "in 1 minute."), (61, "in 2 minutes."), (3600, "in 60 minutes.")]
)
def test_the_wait_is_told_in_words(seconds, words):
    assert describe_wait(seconds).endswith(words)


def answer(client, question, words=""):
    words = words or f"Some words that may help, number {make.count()}."
    return client.post(f"/questions/{question.pk}/answers/", {"body": words})


def test_members_are_counted_as_themselves_and_as_their_network(cast):
    options.save({"answers_per_member": 2, "answers_per_network": 3})
    question = make.question(cast.asker)
    reader, expert = make.client(cast.reader), make.client(cast.expert)
    assert [answer(reader, question).status_code for _ in range(3)] == [302, 302, 429]
    assert [answer(expert, question).status_code for _ in range(2)] == [302, 429]
    elsewhere = make.client(cast.expert)
    elsewhere.defaults["REMOTE_ADDR"] = "192.0.2.9"
    assert answer(elsewhere, question).status_code == 302


def test_visitors_are_counted_as_their_network_whatever_their_cookie(cast):
    options.save({"answers_per_network": 2})
    question = make.question(cast.asker)
    assert [answer(make.client(), question).status_code for _ in range(3)] == [302, 302, 429]


def test_the_page_says_how_long_to_wait_in_words_and_in_a_header(cast):
    options.save({"answers_per_member": 1})
    question, client = make.question(cast.asker), make.client(cast.reader)
    answer(client, question)
    response = answer(client, question, "Words that must not be lost.")
    seconds = int(response.headers["Retry-After"])
    assert describe_wait(seconds) in response.content.decode()
    assert b"Words that must not be lost." in response.content


def test_previews_that_are_refused_do_not_prolong_the_wait(cast):
    options.save({"previews_per_member": 1})
    client = make.client(cast.reader)
    statuses = [client.post("/preview/", {"body": "x"}).status_code for _ in range(4)]
    assert statuses == [200, 429, 429, 429]
    assert RateCount.objects.get(who=f"member-{cast.reader.user_id}").count == 1


@pytest.mark.parametrize("minutes", [0, 30, 60, 65, 71.5, 90, 200])
def test_the_wait_told_beforehand_is_the_one_that_a_try_would_be_told(clock, minutes):
    assert tries(limit=5)[0] == 5
    clock(TEN + timedelta(minutes=minutes))
    told = find_wait("answers", {"member-1": 5, "network": 50})
    assert RateCount.objects.filter(who="network").count() == 0
    try:
        consume("answers", "member-1", 5)
    except TooMany as refusal:
        assert told == refusal.wait_seconds
    else:
        assert told == 0


def test_who_has_reached_a_limit_reads_the_wait_beside_the_form_before_writing(cast):
    options.save({"questions_per_member": 1, "comments_per_member": 1, "is_category_required": False})
    client = make.client(cast.reader)
    question = make.question(cast.asker)
    for address, sent in (
        ("/ask/", {"title": "How does one get through the day?", "body": "Words about it."}),
        (f"/posts/{question.pk}/comments/", {"body": "Thank you for asking this."}),
    ):
        assert b"very often within an hour" not in client.get(address).content
        assert client.post(address, sent).status_code == 302
        page = client.get(address)
        assert page.status_code == 200
        assert b"You have done this very often within an hour" in page.content
        assert b"very often within an hour" not in make.client(cast.expert).get(address).content


def test_turning_an_answer_into_a_comment_counts_as_a_comment(cast):
    options.save({"comments_per_member": 1})
    question = make.question(cast.asker)
    first, second = make.answer(question, cast.answerer), make.answer(question, cast.reader)
    convert_to_comment(cast.editor, first.pk, question.pk)
    with pytest.raises(TooMany):
        convert_to_comment(cast.editor, second.pk, question.pk)
    second.refresh_from_db()
    assert second.is_answer


def test_claiming_counts_as_writing(cast):
    options.save({"answers_per_member": 1})
    browser = make.visitor()
    question = make.question(cast.asker)
    first, second = make.answer(question, browser), make.answer(question, browser)
    claimer = replace(cast.reader, claim_key=browser.visitor_key)
    claim_post(claimer, first.pk)
    with pytest.raises(TooMany):
        claim_post(claimer, second.pk)
    second.refresh_from_db()
    assert second.author_id is None


# Question2Answer's figures (5.2 of its behaviour): for one network address, for one member.
PEER = {
    "questions": (20, 10), "answers": (50, 25), "comments": (40, 20), "votes": (600, 300), "flags": (10, 5), "images": (20, 10),
}  # fmt: skip


@pytest.mark.parametrize("what", PEER)
def test_the_limits_are_those_of_question2answer_until_the_owner_changes_them(what):
    found = [getattr(options.DEFAULTS, f"{what}_per_{who}") for who in ("network", "member")]
    assert tuple(found) == PEER[what]
    assert (options.DEFAULTS.sign_ups_per_network, options.DEFAULTS.sign_ins_per_network) == (5, 20)


def run_together(jobs):
    barrier, outcomes = threading.Barrier(len(jobs)), []

    def run(job):
        try:
            barrier.wait(timeout=30)
            outcomes.append(job())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_many_connections_at_once_get_exactly_as_many_as_the_limit(clock):
    def attempt():
        got = 0
        for _ in range(4):
            try:
                with transaction.atomic():
                    consume("votes", "network", 20)
                got += 1
            except TooMany:
                pass
        return got

    outcomes = run_together([attempt] * 12)
    assert len(outcomes) == 12
    assert sum(outcomes) == 20
    assert RateCount.objects.get(who="network").count == 20


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_an_hour_at_once_do_not_wait_for_each_other_to_forget_the_old_one(clock):
    RateCount.objects.create(action="votes", who="old", started_at=TEN - timedelta(hours=5), count=1)
    forgotten, finished = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            consume("votes", "member-1", 5)
            forgotten.set()
            return finished.wait(timeout=30)

    def pass_by():
        forgotten.wait(timeout=30)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '3s'")
                consume("votes", "member-2", 5)
        finally:
            finished.set()
        return True

    assert run_together([hold, pass_by]) == [True, True]
    assert not RateCount.objects.filter(who="old").exists()
