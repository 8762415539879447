"""Hotness: Question2Answer's formula; it grows with the date and is never refreshed by time alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.actions.view_counts import counter, flush_views
from qa.actions.votes import cast_vote
from qa.rules.hotness import hotness
from tests import make

ASKED = datetime(2020, 1, 1, tzinfo=UTC)
DECADE = 3652 * 86_400


def heat(asked=ASKED, answered=None, answers=0, score=0, views=0):
    return hotness(asked, answered, answers, score, views)


def test_a_question_alone_counts_its_date_twice():
    assert heat() == 100 * 2 * DECADE


def test_the_newest_answer_counts_with_its_own_date():
    assert heat(answered=ASKED + timedelta(days=1), answers=1) - heat() == 100 * (86_400 + 160_000)


@pytest.mark.parametrize(
    ("what", "worth"),
    [
        ({"answers": 1}, 160_000),
        ({"score": 1}, 160_000),
        ({"score": -1}, -160_000),
        ({"views": 1}, 4_000),
        ({"views": 40}, 160_000),
    ],
)
def test_answers_votes_and_views_are_worth_seconds(what, worth):
    assert heat(**what) - heat() == 100 * worth


def test_a_vote_weighs_as_much_as_being_asked_so_many_seconds_later():
    later = ASKED + timedelta(seconds=80_000)
    assert heat(score=1) == heat(asked=later)


moments = st.datetimes(datetime(2010, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(moments, moments, st.integers(0, 500), st.integers(-500, 500), st.integers(0, 10**6))
def test_everything_that_makes_a_question_better_makes_it_hotter(asked, answered, answers, score, views):
    now = heat(asked, answered, answers, score, views)
    assert heat(asked + timedelta(minutes=1), answered, answers, score, views) > now
    assert heat(asked, answered + timedelta(minutes=1), answers, score, views) > now
    assert heat(asked, answered, answers + 1, score, views) > now
    assert heat(asked, answered, answers, score + 1, views) > now
    assert heat(asked, answered, answers, score, views + 1) > now


@pytest.mark.django_db
def test_the_database_computes_the_very_same_figure(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    cast_vote(cast.reader, question.pk, 1)
    counter.add(question.pk, "somebody")
    flush_views()
    question.refresh_from_db()
    expected = heat(question.created_at, answer.created_at, 1, 1, 1)
    assert question.hotness == pytest.approx(expected, rel=1e-12)
