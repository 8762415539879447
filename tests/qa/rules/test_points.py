"""What activity is worth: Question2Answer's formula with its defaults."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import options
from qa.rules.points import GAINS, NAMES, WORTH, Scale

SCALE = Scale.of(options.DEFAULTS)

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
    "comment_votes_gain": 10,
    "upvotes_received": 0,
    "downvotes_received": 0,
}


@pytest.mark.parametrize(("figure", "points"), SHOWN.items())
def test_each_figure_is_worth_what_the_table_says(figure, points):
    assert SCALE.worth_of({figure: 1}) == points
    assert SCALE.worth_of({figure: -2}) == -2 * points


def test_nothing_is_worth_anything_that_the_table_does_not_name():
    assert {*WORTH, *GAINS.values()} == {figure for figure, points in SHOWN.items() if points}
    assert SCALE.worth_of({"logins": 100}) == 0


def test_base_and_bonus_stand_outside_the_multiple():
    assert SCALE.total({}, 0) == 100
    assert SCALE.total({}, 7) == 107
    assert SCALE.total({}, -500) == -400
    assert SCALE.total({"question_count": 3, "accepted_count": 1}, 5) == 100 + 5 + 60 + 300


@pytest.mark.parametrize(
    ("kind", "up", "down", "gain"),
    [
        ("Q", 0, 0, 0),
        ("Q", 1, 0, 1),
        ("Q", 10, 0, 10),
        ("Q", 11, 0, 10),
        ("Q", 0, 3, -3),
        ("Q", 0, 4, -3),
        ("Q", 50, 50, 7),
        ("Q", 4, 2, 2),
        ("A", 1, 0, 2),
        ("A", 10, 0, 20),
        ("A", 11, 0, 20),
        ("A", 0, 2, -4),
        ("A", 0, 3, -5),
        ("A", 50, 50, 15),
    ],
)
def test_gain_and_loss_of_a_post_are_capped_each_for_itself_and_then_subtracted(kind, up, down, gain):
    assert SCALE.gain(kind, up, down) == gain


figures = st.dictionaries(st.sampled_from(sorted(SHOWN)), st.integers(-1000, 1000))


@given(figures, figures, st.integers(-1000, 1000))
def test_changes_add_up_to_the_same_as_counting_again(before, change, bonus):
    after = {name: before.get(name, 0) + change.get(name, 0) for name in SHOWN}
    assert SCALE.total(before, bonus) + SCALE.worth_of(change) == SCALE.total(after, bonus)


@given(
    st.sampled_from("QAC"), st.integers(0, 100), st.integers(0, 100), st.integers(0, 20), st.integers(0, 20)
)
def test_one_more_vote_never_counts_backwards_and_nothing_passes_the_caps(kind, up, down, most, least):
    letter = kind.lower()
    scale = replace(SCALE, **{f"{letter}_voted_max_gain": most, f"{letter}_voted_max_loss": least})
    gain = scale.gain(kind, up, down)
    assert scale.gain(kind, up + 1, down) >= gain >= scale.gain(kind, up, down + 1)
    assert -least <= gain <= most


def test_votes_on_comments_are_worth_what_the_owner_says():
    assert SCALE.gain("C", 5, 1) == 0
    scale = replace(SCALE, per_c_voted_up=3, per_c_voted_down=1, c_voted_max_gain=7)
    assert [scale.gain("C", *votes) for votes in ((2, 0), (5, 0), (5, 1), (0, 9))] == [6, 7, 6, -3]


def test_the_scale_is_the_table_of_the_forum_it_comes_from():
    assert [getattr(SCALE, name) for name in NAMES] == [
        100, 10, 2, 3, 4, 30, 1, 1, 1, 1, 1, 1, 10, 3, 2, 2, 20, 5, 0, 0, 10, 3,
    ]  # fmt: skip
