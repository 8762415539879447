"""Which word was meant: how people mistype, and that a near miss is no reason to change a short or distant word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.rules.spelling import choose, distance, may_be_mistyped

letters = st.text("abcdefgh", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("typed", "meant", "errors"),
    [
        ("anxiety", "anxiety", 0),
        ("anxeity", "anxiety", 1),
        ("anxity", "anxiety", 1),
        ("anxiiety", "anxiety", 1),
        ("amxiety", "anxiety", 1),
        ("naxeity", "anxiety", 2),
        ("alzeimers", "alzheimers", 1),
        ("", "abc", 3),
    ],
)
def test_letters_put_in_left_out_replaced_or_swapped_count_one_each(typed, meant, errors):
    assert distance(typed, meant)[0] == errors


@given(letters, letters)
def test_a_distance_is_the_same_from_both_ends_and_nothing_only_for_the_same_word(one, other):
    assert distance(one, other)[0] == distance(other, one)[0]
    assert (distance(one, other)[0] == 0) == (one == other)
    assert distance(one, other)[0] <= max(len(one), len(other))


@given(letters, st.data())
def test_two_neighbouring_letters_in_the_wrong_order_are_one_error(word, data):
    place = data.draw(st.integers(0, max(0, len(word) - 2)))
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    assert distance(swapped, word)[0] <= 1


@pytest.mark.parametrize("word", ["abc", "", "2026", "covid19", "a1b2c3", "don't", "naïv-e"])
def test_short_words_and_those_with_digits_or_signs_are_left_alone(word):
    assert not may_be_mistyped(word)


def test_the_nearer_word_wins_and_of_equally_near_ones_the_more_frequent():
    assert choose("depresion", [("depression", 3), ("repression", 500)]) == "depression"
    assert choose("marrige", [("marriage", 200), ("marrigo", 1)]) == "marriage"
    assert choose("trial", [("trail", 2), ("trails", 900)]) == "trail"


def test_a_neighbouring_key_is_likelier_than_a_distant_one():
    assert choose("slerp", [("sleep", 10), ("slump", 10)]) == "sleep"
    assert choose("hkme", [("hope", 10), ("home", 10)]) == "home"


def test_the_first_letter_is_hardly_ever_wrong():
    assert choose("nother", [("mother", 20), ("nether", 20)]) == "nether"


def test_a_short_word_may_have_one_error_and_a_long_one_two():
    assert choose("saad", [("said", 900)]) == "said"
    assert choose("aixdty", [("anxiety", 900)]) is None
    assert choose("anxdtyi", [("anxiety", 900)]) is None
    assert choose("axnieyt", [("anxiety", 900)]) == "anxiety"
    assert choose("word", []) is None
    assert choose("word", [("word", 5)]) is None
