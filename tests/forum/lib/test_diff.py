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


@pytest.mark.parametrize("line", ["a\n", "a ", "a b c\n"])
def test_texts_of_one_word_said_ten_thousand_times_are_compared(line):
    before, after = line * 10_000, line * 9_000 + "b\n" + line * 1_000
    assert "".join(piece.text for piece in compare(before, after) if piece.kind != "gone") == after
