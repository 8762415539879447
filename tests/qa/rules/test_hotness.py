"""Hotness in its two forms; both grow with the date and are never refreshed by time alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import options
from qa.actions.view_counts import counter, flush_views
from qa.actions.votes import cast_vote
from qa.rules.hotness import Weights, hotness, static_hotness
from tests import make

ASKED = datetime(2020, 1, 1, tzinfo=UTC)
DECADE = 3652 * 86_400
WEIGHED = Weights("weighed", 100.0, 100.0, 100.0, 100.0, 100.0)


def heat(asked=ASKED, answered=None, answers=0, score=0, views=0):
    return hotness(WEIGHED, asked, answered, answers, score, views)


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


def test_each_weight_counts_for_its_own_part():
    for name, what in (
        ("q_age", {}), ("a_age", {}), ("answers", {"answers": 1}), ("votes", {"score": 1}), ("views", {"views": 1}),
    ):  # fmt: skip
        values = (ASKED, ASKED, what.get("answers", 0), what.get("score", 0), what.get("views", 0))
        halved = replace(WEIGHED, **{name: 50.0})
        assert hotness(halved, *values) < hotness(WEIGHED, *values)


def test_in_the_static_form_ten_times_the_voices_outweigh_22_hours():
    day = timedelta(seconds=79_200)
    assert static_hotness(ASKED, 0, 9) == pytest.approx(static_hotness(ASKED + day, 0, 0))
    assert static_hotness(ASKED, 0, 99) == pytest.approx(static_hotness(ASKED + 2 * day, 0, 0))
    assert static_hotness(ASKED, 2, 0) == pytest.approx(static_hotness(ASKED, 0, 1))
    assert static_hotness(ASKED, 10, 0) == static_hotness(ASKED, 500, 0)
    assert static_hotness(ASKED, 500, -1) == static_hotness(ASKED, 0, -1)


@given(moments, st.integers(0, 500), st.integers(-500, 500))
def test_in_the_static_form_nothing_good_makes_a_question_cooler(asked, answers, score):
    now = static_hotness(asked, answers, score)
    assert static_hotness(asked + timedelta(minutes=1), answers, score) > now
    assert static_hotness(asked, answers + 1, score) >= now
    assert static_hotness(asked, answers, score + 1) >= now


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["static", "weighed"])
def test_the_database_computes_the_very_same_figure(cast, form):
    options.save({"hotness_form": form, "hot_weight_a_age": 37.5, "hot_weight_views": 250.25})
    weights = Weights.of(options.load())
    question = make.question(cast.asker)
    question.refresh_from_db()
    assert question.hotness == hotness(weights, question.created_at, None, 0, 0, 0)
    answer = make.answer(question, cast.answerer)
    for number in range(5):
        cast_vote(make.member(), question.pk, 1 if number < 3 else -1)
        counter.add(question.pk, f"somebody{number}")
        flush_views()
        question.refresh_from_db()
        values = (question.created_at, answer.created_at, 1, question.score, question.view_count)
        assert question.hotness == pytest.approx(hotness(weights, *values), rel=1e-14)
    for _ in range(3):
        cast_vote(make.member(), question.pk, -1)
    question.refresh_from_db()
    values = (question.created_at, answer.created_at, 1, -2, question.view_count)
    assert question.hotness == pytest.approx(hotness(weights, *values), rel=1e-14)
    assert make.drift() == []
