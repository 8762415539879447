"""Word-level differences: they tell both texts exactly, and end soon whatever the texts are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.lib.diff import compare

texts = st.text(alphabet="ab \n\t.é🙂", max_size=200)


def told(before, after):
    return [(piece.kind, piece.text) for piece in compare(before, after)]


def test_a_changed_word_is_told_alone():
    assert told("I sleep badly at night.\n", "I sleep well at night.\n") == [
        ("same", "I sleep "),
        ("gone", "badly "),
        ("new", "well "),
        ("same", "at night.\n"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("it went away", "it went away.", [("same", "it went away"), ("new", ".")]),
        ("it went away.", "it went away", [("same", "it went away"), ("gone", ".")]),
        ("away. Then", "away, then", [("same", "away"), ("gone", ". Then"), ("new", ", then")]),
        ("I feel calm.", "I feel (calm).", [("same", "I feel "), ("new", "("), ("same", "calm"), ("new", ")"), ("same", ".")]),
        ("Wort, Wörter", "Wort; Wörter", [("same", "Wort"), ("gone", ", "), ("new", "; "), ("same", "Wörter")]),
    ],
)  # fmt: skip
def test_a_word_stays_the_same_word_when_only_the_signs_around_it_change(before, after, pieces):
    assert told(before, after) == pieces


def test_lines_that_came_and_went_are_told_whole():
    assert told("one\ntwo\n", "one\nthree\nfour\n")[0] == ("same", "one\n")
    assert told("", "new text") == [("new", "new text")]
    assert told("old text", "") == [("gone", "old text")]
    assert told("same", "same") == [("same", "same")]


@given(texts, texts)
@settings(deadline=None)
def test_the_pieces_make_both_texts(before, after):
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


@pytest.mark.parametrize("line", ["a\n", "a ", "a b c\n", "...", ".\n", "a. "])
def test_texts_of_one_word_said_ten_thousand_times_are_compared(line):
    before, after = line * 10_000, line * 9_000 + "b\n" + line * 1_000
    assert "".join(piece.text for piece in compare(before, after) if piece.kind != "gone") == after
