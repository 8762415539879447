"""The pace of a thread: set by a moderator, or by flags where the owner wants it."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.viewers import hash_secret
from forum import options
from forum.lib.errors import TooMany
from qa.actions.flags import flag_post
from qa.actions.pace import set_pace
from qa.models import Flag, LogEntry, Post
from qa.rules.pace import brake_minutes
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(cast):
    return make.question(cast.asker)


def pass_minutes(question, minutes):
    """Let that much time pass in a thread."""
    for post in Post.objects.filter(question=question):
        Post.objects.filter(pk=post.pk).update(created_at=post.created_at - timedelta(minutes=minutes))


def test_one_person_posts_once_in_so_many_minutes_and_the_others_in_theirs(cast, question):
    set_pace(cast.moderator, question.pk, 10)
    make.answer(question, cast.reader)
    with pytest.raises(
        TooMany, match=r"one post in 10 minutes for each of us\. Yours can follow in 10 minutes"
    ) as refusal:
        make.comment(question, cast.reader)
    assert 590 <= refusal.value.wait_seconds <= 600
    make.comment(question, cast.expert)
    pass_minutes(question, 10)
    make.comment(question, cast.reader)


def test_the_question_is_no_reply_and_other_threads_go_on(cast, question):
    set_pace(cast.moderator, question.pk, 60)
    make.comment(question, cast.asker)
    make.answer(make.question(), cast.asker)
    with pytest.raises(TooMany):
        make.answer(question, cast.asker)


def test_a_new_cookie_helps_no_visitor_but_another_network_is_another_person(cast, question):
    set_pace(cast.moderator, question.pk, 10)

    def visitor(network):
        return replace(make.visitor(), address_key=network)

    make.answer(question, visitor("a"))
    with pytest.raises(TooMany):
        make.answer(question, visitor("a"))
    make.answer(question, visitor("b"))
    same = replace(make.visitor("cookie"), address_key="c")
    make.answer(question, same)
    with pytest.raises(TooMany):
        make.answer(question, replace(same, address_key="d"))
    assert same.visitor_key == hash_secret("cookie")


def test_moderators_may_always_speak(cast, question):
    set_pace(cast.moderator, question.pk, 10)
    for _ in range(2):
        make.comment(question, cast.moderator)


def test_the_form_comes_back_with_the_wait_and_what_was_typed(cast, question):
    set_pace(cast.moderator, question.pk, 10)
    client = make.client(cast.reader)
    make.answer(question, cast.reader)
    refused = client.post(f"/questions/{question.pk}/answers/", {"body": "Words that must not be lost."})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert "Words that must not be lost." in refused.content.decode()
    assert "slowed down" in refused.content.decode()


def test_the_page_tells_everybody_and_offers_the_change_to_moderators(cast, question):
    address = question.get_absolute_url()
    assert "slowed down" not in Page.of(make.client().get(address)).text
    client = make.client(cast.moderator)
    sent = {"minutes": "15", "reason": "It got heated."}
    assert client.post(f"/posts/{question.pk}/pace/", sent).status_code == 302
    assert "one post in 15 minutes for each of us" in Page.of(make.client().get(address)).text
    assert f"/posts/{question.pk}/pace/" in client.get(address).content.decode()
    assert f"/posts/{question.pk}/pace/" not in make.client(cast.editor).get(address).content.decode()
    entry = LogEntry.objects.latest("pk")
    assert (entry.verb, entry.post_id) == ("slowed", question.pk)
    assert entry.parts.get(kind="words").content == {
        "reason": "It got heated.",
        "change": {"minutes": [0, 15]},
    }
    assert client.post(f"/posts/{question.pk}/pace/", {"minutes": "0"}).status_code == 302
    assert "slowed down" not in Page.of(make.client().get(address)).text.replace(
        "The thread is slowed down.", ""
    )


@pytest.mark.parametrize("minutes", ["", "-1", "1441", "x", "9" * 30])
def test_a_pace_that_cannot_be_is_refused(cast, question, minutes):
    response = make.client(cast.moderator).post(f"/posts/{question.pk}/pace/", {"minutes": minutes})
    assert response.status_code == 422
    question.refresh_from_db()
    assert question.slow_minutes == 0


def test_only_moderators_and_only_whole_threads(cast, question):
    with pytest.raises(PermissionDenied):
        set_pace(cast.editor, question.pk, 10)
    answer = make.answer(question)
    assert make.client(cast.moderator).get(f"/posts/{answer.pk}/pace/").status_code == 403


@pytest.mark.parametrize(("above", "own", "minutes"), [(0, 0, 0), (0, 3, 0), (1, 0, 3), (2, 1, 5)])
def test_the_brake_is_two_minutes_and_one_for_each_flag(above, own, minutes):
    assert brake_minutes(above, own) == minutes


def test_flags_put_on_the_brake_where_the_owner_wants_it(cast, question):
    answer = make.answer(question, cast.answerer)
    flag_post(cast.reader, answer.pk, reason=Flag.Reason.RUDE)
    make.comment(answer, cast.reader)
    make.comment(answer, cast.reader)
    options.save({"is_brake_on": True})
    with pytest.raises(TooMany, match="one post in 4 minutes"):
        make.comment(answer, cast.reader)
    make.comment(question, cast.reader)
    make.comment(answer, cast.expert)
    with pytest.raises(TooMany, match="one post in 3 minutes"):
        make.comment(answer, cast.expert)


@pytest.mark.django_db(transaction=True)
def test_ten_tries_at_once_are_one_post(transactional_db):
    people = make.cast()
    question = make.question(people.asker)
    set_pace(people.moderator, question.pk, 10)
    barrier, outcomes = threading.Barrier(6), []

    def run():
        try:
            barrier.wait(timeout=30)
            make.answer(question, people.reader)
            outcomes.append(True)
        except TooMany:
            outcomes.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == [False] * 5 + [True]
