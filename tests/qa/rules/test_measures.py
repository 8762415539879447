"""Which end counts where several measures take the same right."""

from datetime import UTC, datetime, timedelta

from qa.rules.measures import LASTING, LONGEST, join

SOON = datetime(2030, 1, 1, tzinfo=UTC)
LATE = SOON + timedelta(days=5)


def test_the_longest_counts_for_each_right_by_itself():
    assert join([(["ask"], SOON), (["ask", "answer"], LATE)]) == {"ask": LATE, "answer": LATE}
    assert join([(["ask"], LATE), (["ask"], SOON)]) == {"ask": LATE}


def test_no_end_outlasts_every_end():
    assert join([(["all"], None), (["all"], LATE)]) == {"all": None}
    assert join([(["all"], LATE), (["all"], None)]) == {"all": None}


def test_nothing_takes_nothing():
    assert join([]) == {}


def test_what_the_form_offers_lies_within_what_is_allowed():
    assert [length.days for length in LASTING.values()] == [1, 3, 7, 30]
    assert all(length < LONGEST for length in LASTING.values())
