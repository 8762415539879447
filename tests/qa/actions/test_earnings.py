"""Who earned most of late: made by the worker, from the rows, with caps and by the scale in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.earnings import refresh_earnings
from qa.actions.votes import cast_vote
from qa.models import Acceptance, Earning, Post, Vote
from qa.reads.earned import list_earned
from tests import make

pytestmark = pytest.mark.django_db


def age(rows, days, *columns):
    rows.update(**{column: timezone.now() - timedelta(days=days) for column in columns})


def listed(span):
    return dict(Earning.objects.filter(span=span).values_list("member__username", "points"))


def test_only_what_was_earned_within_the_span_counts(cast):
    old, new = make.question(cast.asker), make.question(cast.asker)
    answer = make.answer(old, cast.answerer)
    accept_answer(cast.asker, answer.pk)
    age(Post.objects.filter(pk=old.pk), 20, "created_at")
    age(Post.objects.filter(pk=answer.pk), 9, "created_at")
    age(Acceptance.objects.all(), 8, "accepted_at")
    cast_vote(cast.reader, new.pk, 1)
    refresh_earnings()
    assert listed("week") == {"asker": 20 + 10, "reader": 10}
    assert listed("month") == {"asker": 40 + 10 + 30, "reader": 10, "answerer": 340}


def test_votes_of_late_count_as_far_as_the_cap_leaves_room(cast):
    answer = make.answer(make.question(), cast.answerer)
    age(Post.objects.all(), 90, "created_at")
    for _ in range(8):
        cast_vote(make.member(), answer.pk, 1)
    age(Vote.objects.all(), 60, "updated_at")
    for _ in range(4):
        cast_vote(make.member(), answer.pk, 1)
    refresh_earnings()
    assert listed("week")["answerer"] == 10 * (20 - 16)
    assert list_earned(timezone.now() - timedelta(days=80))[cast.answerer.user_id] == 200


def test_what_is_gone_leaves_the_list_and_nothing_is_written_twice(cast):
    question = make.question(cast.asker)
    refresh_earnings()
    first = Earning.objects.get(span="week", member=cast.asker.user_id).pk
    refresh_earnings()
    assert Earning.objects.get(span="week", member=cast.asker.user_id).pk == first
    age(Post.objects.filter(pk=question.pk), 10, "created_at")
    refresh_earnings()
    assert listed("week") == {}
    assert listed("month") == {"asker": 20}
    User.objects.filter(pk=cast.asker.user_id).update(is_active=False)
    refresh_earnings()
    assert not Earning.objects.exists()


def test_where_the_owner_wants_no_lists_by_points_nothing_is_made(cast):
    options.save({"are_leaderboards_on": False})
    make.question(cast.asker)
    assert not refresh_earnings()
    assert not Earning.objects.exists()
