"""What activity is worth: Question2Answer's formula with its defaults."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rules.points import ANSWER_VOTES, QUESTION_VOTES, WORTH, total_points, worth_of

# One unit of each figure and what it adds to the points on the page.
SHOWN = {
    "question_count": 20,
    "answer_count": 40,
    "comment_count": 0,
    "accepting_count": 30,
    "accepted_count": 300,
    "question_upvotes_cast": 10,
    "question_downvotes_cast": 10,
    "answer_upvotes_cast": 10,
    "answer_downvotes_cast": 10,
    "question_votes_gain": 10,
    "answer_votes_gain": 10,
    "upvotes_received": 0,
    "downvotes_received": 0,
}


@pytest.mark.parametrize(("figure", "points"), SHOWN.items())
def test_each_figure_is_worth_what_the_table_says(figure, points):
    assert worth_of({figure: 1}) == points
    assert worth_of({figure: -2}) == -2 * points


def test_nothing_is_worth_anything_that_the_table_does_not_name():
    assert set(WORTH) == {figure for figure, points in SHOWN.items() if points}
    assert worth_of({"logins": 100}) == 0


def test_base_and_bonus_stand_outside_the_multiple():
    assert total_points({}, 0) == 100
    assert total_points({}, 7) == 107
    assert total_points({}, -500) == -400
    assert total_points({"question_count": 3, "accepted_count": 1}, 5) == 100 + 5 + 60 + 300


@pytest.mark.parametrize(
    ("votes", "up", "down", "gain"),
    [
        (QUESTION_VOTES, 0, 0, 0),
        (QUESTION_VOTES, 1, 0, 1),
        (QUESTION_VOTES, 10, 0, 10),
        (QUESTION_VOTES, 11, 0, 10),
        (QUESTION_VOTES, 0, 3, -3),
        (QUESTION_VOTES, 0, 4, -3),
        (QUESTION_VOTES, 50, 50, 7),
        (QUESTION_VOTES, 4, 2, 2),
        (ANSWER_VOTES, 1, 0, 2),
        (ANSWER_VOTES, 10, 0, 20),
        (ANSWER_VOTES, 11, 0, 20),
        (ANSWER_VOTES, 0, 2, -4),
        (ANSWER_VOTES, 0, 3, -5),
        (ANSWER_VOTES, 50, 50, 15),
    ],
)
def test_gain_and_loss_of_a_post_are_capped_each_for_itself_and_then_subtracted(votes, up, down, gain):
    assert votes.gain(up, down) == gain


figures = st.dictionaries(st.sampled_from(sorted(SHOWN)), st.integers(-1000, 1000))


@given(figures, figures, st.integers(-1000, 1000))
def test_changes_add_up_to_the_same_as_counting_again(before, change, bonus):
    after = {name: before.get(name, 0) + change.get(name, 0) for name in SHOWN}
    assert total_points(before, bonus) + worth_of(change) == total_points(after, bonus)


@given(st.sampled_from([QUESTION_VOTES, ANSWER_VOTES]), st.integers(0, 100), st.integers(0, 100))
def test_one_more_vote_never_counts_backwards_and_nothing_passes_the_caps(votes, up, down):
    gain = votes.gain(up, down)
    assert votes.gain(up + 1, down) >= gain >= votes.gain(up, down + 1)
    assert -votes.max_loss <= gain <= votes.max_gain
