"""Voting: set values, own posts, points, and many voters at one moment."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from forum import options
from forum.lib.errors import TooMany
from qa.actions.hidings import hide_post
from qa.actions.votes import cast_vote
from qa.models import Post, Vote
from tests import make

pytestmark = pytest.mark.django_db


def test_a_vote_counts_once_however_often_it_is_sent(cast):
    question = make.question(cast.asker)
    for _ in range(3):
        cast_vote(cast.reader, question.pk, 1)
    question.refresh_from_db()
    assert (question.up_count, question.down_count, question.score) == (1, 0, 1)
    assert make.points(cast.asker) == 100 + 20 + 10
    assert make.points(cast.reader) == 100 + 10


def test_a_vote_can_be_turned_round_and_taken_back_and_its_row_stays(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    scores = [cast_vote(cast.reader, answer.pk, value).score for value in (1, -1, 0)]
    assert scores == [1, -1, 0]
    assert Vote.objects.get(post=answer).value == 0
    assert make.points(cast.answerer) == 100 + 40
    assert make.drift() == []


@pytest.mark.parametrize("value", [1, -1])
def test_nobody_votes_on_their_own_post(cast, value):
    question = make.question(cast.asker)
    with pytest.raises(PermissionDenied, match="own post"):
        cast_vote(cast.asker, question.pk, value)
    assert not Vote.objects.exists()


def test_visitors_do_not_vote(cast):
    with pytest.raises(PermissionDenied, match="sign in"):
        cast_vote(make.visitor(), make.question(cast.asker).pk, 1)


def test_nobody_votes_on_a_hidden_post_or_below_a_hidden_question(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    hide_post(cast.asker, question.pk)
    for post in (question, answer):
        with pytest.raises(PermissionDenied, match="hidden"):
            cast_vote(cast.reader, post.pk, 1)


def test_comments_take_no_votes(cast):
    comment = make.comment(make.question(cast.asker), cast.answerer)
    with pytest.raises(PermissionDenied, match="Comments"):
        cast_vote(cast.reader, comment.pk, 1)


def test_a_vote_on_a_missing_post_is_not_found(cast):
    with pytest.raises(Http404):
        cast_vote(cast.reader, 123456, 1)


def test_a_vote_of_two_is_no_vote(cast):
    with pytest.raises(ValueError, match="1, 0 or -1"):
        cast_vote(cast.reader, make.question(cast.asker).pk, 2)


def test_gains_and_losses_of_one_post_are_capped_separately(cast):
    question = make.question(cast.asker)
    for _ in range(12):
        cast_vote(make.member(), question.pk, 1)
    assert make.points(cast.asker) == 100 + 20 + 100
    for _ in range(4):
        cast_vote(make.member(), question.pk, -1)
    assert make.points(cast.asker) == 100 + 20 + 100 - 30
    assert make.drift() == []


def test_the_hourly_limit_refuses_with_the_wait_and_keeps_nothing(cast):
    options.save({"votes_per_member": 1})
    first, second = make.question(cast.asker), make.question(cast.asker)
    cast_vote(cast.reader, first.pk, 1)
    with pytest.raises(TooMany, match="minute") as refusal:
        cast_vote(cast.reader, second.pk, 1)
    assert refusal.value.wait_seconds >= 60
    assert Vote.objects.count() == 1


def run_together(jobs):
    """Run the jobs in threads of their own, each with its own connection, all released at one moment."""
    barrier = threading.Barrier(len(jobs))
    failures = []

    def run(job):
        try:
            barrier.wait(timeout=30)
            job()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not [thread for thread in threads if thread.is_alive()], "writers wait for each other"
    assert failures == []


@pytest.mark.django_db(transaction=True)
def test_fifty_members_vote_at_once_and_nothing_is_lost_or_counted_twice():
    asker = make.member()
    question = make.question(asker)
    voters = [make.member() for _ in range(50)]
    values = [1 if number % 3 else -1 for number in range(50)]
    run_together(
        [
            lambda v=voter, n=value: cast_vote(v, question.pk, n)
            for voter, value in zip(voters, values, strict=True)
        ]
    )
    question.refresh_from_db()
    assert (question.up_count, question.down_count) == (values.count(1), values.count(-1))
    assert Vote.objects.filter(post=question).count() == 50
    assert make.drift() == []


@pytest.mark.django_db(transaction=True)
def test_members_who_vote_on_each_other_at_once_never_block_each_other_for_good():
    people = [make.member() for _ in range(8)]
    questions = [make.question(person) for person in people]
    run_together(
        [
            lambda p=person, q=question: cast_vote(p, q.pk, 1)
            for person in people
            for question in questions
            if question.author_id != person.user_id
        ]
    )
    assert list(Post.objects.questions().values_list("up_count", flat=True)) == [7] * 8
    assert make.drift() == []


@pytest.mark.django_db(transaction=True)
def test_one_member_pressing_twice_at_once_has_one_vote():
    question, voter = make.question(), make.member()
    run_together([lambda: cast_vote(voter, question.pk, 1) for _ in range(6)])
    question.refresh_from_db()
    assert question.up_count == 1
    assert make.drift() == []
