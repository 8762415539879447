"""The share of helpful votes: bounded, monotone, right by its table, and aging."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rules.ranking import EPOCH, HALF_LIFE, Prior, aging_factor, helpful_share

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
