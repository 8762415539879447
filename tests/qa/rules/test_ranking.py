"""The share of helpful votes: bounded, monotone, right by its table, and aging."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rules.ranking import (
    EPOCH,
    HALF_LIFE,
    OVERDUE_FACTOR,
    Prior,
    VoteFigures,
    aging_factor,
    estimate_prior,
    helpful_share,
    weigh_share,
)

counts = st.floats(min_value=0, max_value=1e7)
factors = st.floats(min_value=1e-6, max_value=1)
priors = st.builds(Prior, st.floats(min_value=0.01, max_value=100), st.floats(min_value=0.01, max_value=100))

# Shares with two helpful and two unhelpful votes to begin with.
TABLE = [
    (0, 0, 0.5), (0, 1, 0.4), (1, 0, 0.6), (1, 1, 0.5), (2, 0, 0.6667), (3, 1, 0.625), (5, 0, 0.7778), (10, 1, 0.8),
    (20, 0, 0.9167), (40, 20, 0.6562), (60, 40, 0.5962), (100, 3, 0.9533),
]  # fmt: skip


@pytest.mark.parametrize(("ups", "downs", "share"), TABLE)
def test_the_share_is_that_of_the_table(ups, downs, share):
    assert helpful_share(ups, downs, 1.0, Prior(2, 2)) == pytest.approx(share, abs=5e-5)


def test_a_new_answer_starts_at_the_average_of_the_site():
    assert helpful_share(0, 0, 1.0, Prior.of(2, 80)) == pytest.approx(0.8)
    assert Prior.of(2, 80) == Prior()


@given(counts, counts, factors, priors)
def test_the_share_lies_between_nothing_and_everything(ups, downs, factor, prior):
    assert 0 < helpful_share(ups, downs, factor, prior) < 1


@given(counts, counts, st.floats(min_value=0.5, max_value=1e5), factors, priors)
def test_a_vote_up_never_lowers_the_share_and_a_vote_down_never_raises_it(ups, downs, more, factor, prior):
    before = helpful_share(ups, downs, factor, prior)
    assert helpful_share(ups + more, downs, factor, prior) >= before
    assert helpful_share(ups, downs + more, factor, prior) <= before


def test_a_vote_counts_half_after_one_half_life_and_a_quarter_after_two():
    assert aging_factor(EPOCH) == 1
    assert aging_factor(EPOCH + HALF_LIFE) == pytest.approx(0.5)
    assert aging_factor(EPOCH + 2 * HALF_LIFE) == pytest.approx(0.25)


def test_old_votes_return_to_the_average_in_the_end():
    shares = [
        helpful_share(0, 10, aging_factor(EPOCH + timedelta(days=365 * years)), Prior())
        for years in (0, 4, 40)
    ]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(0.8, abs=0.01)


@given(counts, counts, factors, priors)
def test_an_answer_overdue_for_a_check_never_rises_and_keeps_a_share_between_nothing_and_everything(
    ups, downs, factor, prior
):
    share = helpful_share(ups, downs, factor, prior)
    assert 0 < weigh_share(share, True) < weigh_share(share, False) == share < 1
    assert weigh_share(share, True) == pytest.approx(OVERDUE_FACTOR * share, abs=1e-12)


@given(counts, counts, factors, priors, counts, counts)
def test_being_overdue_keeps_overdue_answers_in_their_order_among_themselves(
    ups, downs, factor, prior, other_ups, other_downs
):
    one, other = (
        helpful_share(ups, downs, factor, prior),
        helpful_share(other_ups, other_downs, factor, prior),
    )
    if one >= other:
        assert weigh_share(one, True) >= weigh_share(other, True)


def figures_of(answers):
    """The sums that the database makes, of (up, down)."""
    rows = [(up, up + down) for up, down in answers if up + down]
    return VoteFigures(
        len(rows),
        sum(n > 1 for _up, n in rows),
        sum(n for _up, n in rows),
        sum(up for up, _n in rows),
        sum(n * n for _up, n in rows),
        sum(up * up / n for up, n in rows),
    )


@pytest.mark.parametrize(("helpful", "unhelpful"), [(1.6, 0.4), (4, 1), (5, 5), (14, 6)])
def test_the_prior_that_made_the_votes_is_found_again(helpful, unhelpful):
    dice = random.Random(5)
    answers = []
    for _ in range(20_000):
        quality, count = dice.betavariate(helpful, unhelpful), dice.choice((1, 1, 2, 3, 5, 12))
        ups = sum(dice.random() < quality for _ in range(count))
        answers.append((ups, count - ups))
    votes, percent = estimate_prior(figures_of(answers), 2)
    assert votes == pytest.approx(helpful + unhelpful, rel=0.15)
    assert percent == pytest.approx(100 * helpful / (helpful + unhelpful), abs=1)


def test_answers_that_differ_by_chance_alone_get_the_most_votes_and_those_all_good_or_all_bad_the_fewest():
    assert estimate_prior(figures_of([(5, 5)] * 100), 2) == (100, 50)
    assert estimate_prior(figures_of([(10, 0), (0, 10)] * 50), 2) == (1, 50)


def test_where_the_votes_do_not_say_how_alike_answers_are_the_number_in_force_stays():
    assert estimate_prior(figures_of([(1, 0)] * 180 + [(0, 1)] * 60), 7) == (7, 75)
    assert estimate_prior(figures_of([(10, 0)] * 50), 7) == (7, 99)
    assert estimate_prior(figures_of([(90, 10), (70, 30)]), 7) == (7, 80)


def test_too_few_votes_say_nothing():
    assert estimate_prior(VoteFigures(), 2) is None
    assert estimate_prior(figures_of([(2, 1)] * 66), 2) is None
    assert estimate_prior(figures_of([(2, 1)] * 67), 2) is not None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=200), st.integers(1, 100))
def test_whatever_the_votes_the_prior_is_one_that_the_options_take(answers, vote_count):
    found = estimate_prior(figures_of(answers), vote_count)
    assert found is None or (1 <= found[0] <= 100 and 1 <= found[1] <= 99)
