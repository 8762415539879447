"""Titles by points: what the owner writes is read as it is meant, or not at all."""

import pytest

from qa.rules.titles import UnreadableTitle, find_title, read_titles

TITLES = "500 Listener\n\n  2000   Companion of the night  \n-10 Newcomer\n"


@pytest.mark.parametrize(
    ("points", "title"),
    [(-11, ""), (-10, "Newcomer"), (499, "Newcomer"), (500, "Listener"), (1999, "Listener"), (2000, "Companion of the night")],
)  # fmt: skip
def test_a_member_carries_the_highest_title_whose_points_they_reach(points, title):
    assert find_title(TITLES, points) == title


def test_without_titles_nobody_carries_one():
    assert find_title("", 10_000) == ""
    assert read_titles(" \n ") == {}


@pytest.mark.parametrize(
    "line", ["Listener", "500", "500Listener", "1.5 Listener", "9999999999 Far", "5 " + "x" * 41]
)
def test_a_line_that_is_no_title_is_named_and_nothing_is_guessed_from_the_rest(line):
    with pytest.raises(UnreadableTitle) as refused:
        read_titles(f"500 Listener\n{line}")
    assert str(refused.value) == line
    assert find_title(f"500 Listener\n{line}", 900) == ""


def test_two_titles_for_the_same_points_are_refused():
    with pytest.raises(UnreadableTitle, match="500 Friend"):
        read_titles("500 Listener\n500 Friend")
