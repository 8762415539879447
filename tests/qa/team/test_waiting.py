"""Who waits longest, taking a question for some minutes, and the public figures of waiting."""

import random
import statistics
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forum import options
from forum.lib.errors import Conflict
from qa.actions.closures import close_question
from qa.models import Post, Turn
from qa.team.actions.figures import compute_waits
from qa.team.actions.turns import give_back, take_turn
from qa.team.actions.worries import refer_post
from qa.team.models import WaitFigure, Worry
from qa.team.reads.waiting import list_waiting
from qa.team.rules.lanes import order_by_wait
from tests import make
from tests.forum.doors import Server
from tests.pages import Page

pytestmark = pytest.mark.django_db


def asked(hours, by=None):
    question = make.question(by)
    Post.objects.filter(pk=question.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return question


def waiting(viewer):
    return [one.row.question.pk for one in list_waiting(viewer)]


def test_the_longest_wait_comes_first_and_a_reply_ends_it(cast):
    old, young, middle = asked(30), asked(2), asked(10)
    replied, answered, closed, own, alone = (
        asked(50),
        asked(60),
        asked(70),
        asked(80, cast.reader),
        asked(40, cast.asker),
    )
    make.comment(replied)
    make.answer(answered)
    close_question(cast.editor, closed.pk, reason="It is settled.")
    make.comment(alone, cast.asker, "I forgot to say something.")  # the asker's own words are no reply
    assert waiting(cast.reader) == [alone.pk, old.pk, middle.pk, young.pk]
    assert own.pk in waiting(cast.asker)
    stranger = make.visitor()
    lonely = asked(90, stranger)
    make.comment(lonely, stranger)
    assert waiting(cast.reader)[0] == lonely.pk
    make.comment(lonely, make.visitor())
    assert lonely.pk not in waiting(cast.reader)
    options.save({"waiting_days": 1})
    assert waiting(cast.reader) == [middle.pk, young.pk]


def test_a_wait_weighs_more_where_somebody_worries(cast):
    old, heavy = asked(30), asked(10)
    refer_post(cast.answerer, heavy.pk, Worry.Concern.DANGER)
    assert waiting(cast.reader) == [heavy.pk, old.pk]
    assert (
        "worr"
        not in make.client(cast.reader).get("/waiting/").text.split("<main")[1].split("</main")[0].lower()
    )


def test_the_list_is_for_members_and_by_option(cast):
    assert make.client().get("/waiting/").status_code == 403
    options.save({"is_waiting_list_on": False})
    assert make.client(cast.reader).get("/waiting/").status_code == 403


def test_one_helper_has_one_question_and_one_question_one_helper(cast):
    first, second = asked(3), asked(2)
    take_turn(cast.reader, first.pk)
    take_turn(cast.reader, first.pk)
    with pytest.raises(Conflict, match="another question"):
        take_turn(cast.reader, second.pk)
    with pytest.raises(Conflict, match="Somebody is writing"):
        take_turn(cast.answerer, first.pk)
    with pytest.raises(PermissionDenied, match="own question"):
        take_turn(cast.asker, asked(1, cast.asker).pk)
    ends_at = timezone.now() + timedelta(minutes=5)
    for question, helper in ((second, cast.reader), (first, cast.answerer)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Turn.objects.create(question=question, helper=helper.user, ends_at=ends_at)


def test_a_turn_ends_by_the_clock_by_answering_and_by_giving_back(cast):
    question, other = asked(3), asked(2)
    take_turn(cast.reader, question.pk)
    Turn.objects.update(taken_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now())
    take_turn(cast.answerer, question.pk)  # nobody had to end the old one
    make.answer(question, cast.answerer)
    assert not Turn.objects.exists()
    take_turn(cast.answerer, other.pk)
    give_back(cast.answerer)
    take_turn(cast.reader, other.pk)
    with pytest.raises(PermissionDenied, match="an answer already"):
        take_turn(cast.expert, question.pk)


def test_others_see_that_somebody_writes_and_not_who(cast):
    question = asked(3)
    words = "Somebody is writing an answer just now"
    stranger, helper = make.client(), make.client(cast.reader)
    address = question.get_absolute_url()
    assert words not in stranger.get(address).text
    taken = helper.post(f"/waiting/{question.pk}/turn/", follow=True)
    assert "for 10 minutes" in taken.text
    page = stranger.get(address).text
    assert words in page
    assert "reader" not in Page.of(stranger.get(address)).find("main").text
    assert words in make.client(cast.answerer).get("/waiting/").text
    assert "You are writing an answer" in helper.get("/waiting/").text
    assert make.client(cast.answerer).post(f"/waiting/{question.pk}/turn/").status_code == 409
    helper.post("/waiting/return/")
    assert words not in stranger.get(address).text


@pytest.mark.django_db(transaction=True)
def test_of_two_helpers_at_one_moment_one_gets_the_question(cast):
    question = asked(3)
    barrier, results = threading.Barrier(2), []

    def take(viewer):
        barrier.wait()
        try:
            results.append(bool(take_turn(viewer, question.pk)))
        except Conflict:
            results.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[viewer]) for viewer in (cast.reader, cast.answerer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_says_at_once_that_somebody_writes_and_no_longer_than_they_do(cast):
    server, question = Server(), make.question(cast.asker)
    long_ago = timezone.now() - timedelta(days=900)
    Post.objects.update(created_at=long_ago, recent_at=long_ago, active_at=long_ago)
    address, words = question.get_absolute_url(), "Somebody is writing an answer just now"
    server.get_made(address)
    assert words not in server.get_kept(address).text
    turn = take_turn(cast.reader, question.pk)
    assert words in server.get_made(address).text
    assert words in server.get_kept(address).text
    pages = server.door.pages
    assert (
        min(page.expires_at for page in [*pages.new.values(), *pages.proven.values()])
        <= turn.ends_at.timestamp()
    )
    give_back(cast.reader)
    assert words not in server.get_made(address).text


def test_nobody_waits_beyond_a_bound_while_helpers_are_there():
    """Helpers answer a little more than is asked, and each takes what stands first: three days of it, minute by minute."""
    rng = random.Random(7)
    waiting, longest, now = [], timedelta(0), timedelta(0)
    for minute in range(3 * 24 * 60):
        now = timedelta(minutes=minute)
        if rng.random() < 0.09:
            waiting.append((now, rng.choices([None, 0, 1, 2], [90, 3, 4, 3])[0]))
        if rng.random() < 0.1 and waiting:
            ordered = order_by_wait(waiting, lambda one, now=now: now - one[0], lambda one: one[1])
            waiting.remove(ordered[0])
        longest = max([longest, *(now - asked_at for asked_at, _lane in waiting)])
    assert longest < timedelta(hours=12)
    # Where the newest came first, the same helpers would leave somebody behind for far longer: the order makes the bound.


def percentile(values, share):
    """The continuous percentile, as PostgreSQL has it."""
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (place - low)


def test_the_public_figures_are_what_python_makes_of_the_posts(cast):
    now, waits = timezone.now(), {30: [], 90: []}
    for number in range(12):
        days = 7 * number + 1
        question = asked(24 * days)
        make.answer(question, make.Viewer(question.author))  # one's own answer is none
        if number % 4:
            answer = make.answer(question)
            wait = timedelta(minutes=10 * number + 3)
            Post.objects.filter(pk=answer.pk).update(created_at=now - timedelta(days=days) + wait)
            asked_at = Post.objects.get(pk=question.pk).created_at
            wait = Post.objects.get(pk=answer.pk).created_at - asked_at
            for span in waits:
                if days < span:
                    waits[span].append(wait.total_seconds())
    compute_waits()
    for span, values in waits.items():
        kept = WaitFigure.objects.get(pk=span)
        assert kept.answered_count == len(values)
        assert kept.question_count == sum(7 * number + 1 < span for number in range(12))
        assert kept.median.total_seconds() == pytest.approx(statistics.median(values), abs=0.01)
        assert kept.slowest.total_seconds() == pytest.approx(percentile(values, 0.95), abs=0.01)
    page = make.client().get("/waiting/times/").text
    assert "In the last 30 days" in page
    assert "19 of 20" in page


def test_figures_of_an_empty_forum_are_none():
    compute_waits()
    compute_waits()
    assert [(one.question_count, one.median) for one in WaitFigure.objects.all()] == [(0, None), (0, None)]
    assert make.client().get("/waiting/times/").status_code == 200
