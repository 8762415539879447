"""Other characters in the place of passages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.lib.markdown import render, to_plain
from forum.lib.masking import Swap, shift, swap_html, swap_text, tidy
from forum.lib.watchlist import Watchlist


def mask(text):
    return [
        Swap(one.start, one.end, "*" * (one.end - one.start)) for one in Watchlist({1: "damn"}).find(text)
    ]


def put(text):
    return [Swap(one.start, one.end, "[gone]") for one in Watchlist({1: "damn it"}).find(text)]


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>damn</p>", "<p>****</p>"),
        ("<p>d<em>am</em>n it</p>", "<p>*<em>**</em>* it</p>"),
        ('<p><a href="/damn" title="damn">x</a></p>', '<p><a href="/damn" title="****">x</a></p>'),
        ('<img alt="a damn dog" src="/x">', '<img alt="a **** dog" src="/x">'),
        ("<p>da</p><p>mn</p>", "<p>da</p><p>mn</p>"),
        ("<p>1 &lt; 2 &amp; damn</p>", "<p>1 &lt; 2 &amp; ****</p>"),
        ("<p>d&#97;mn</p>", "<p>****</p>"),
    ],
)
def test_words_are_masked_across_tags_and_tags_stay(html, shown):
    assert swap_html(html, mask) == shown


def test_other_words_stand_once_where_the_passage_began():
    assert swap_html("<p>oh damn <strong>it</strong>!</p>", put) == "<p>oh [gone]<strong></strong>!</p>"


def test_what_is_put_in_is_never_read_as_html():
    swapped = swap_html("<p>damn</p>", lambda text: [Swap(one.start, one.end, "<b>&") for one in mask(text)])
    assert swapped == "<p>&lt;b&gt;&amp;</p>"


@given(st.text(alphabet="damn *_`<&\n[]()", max_size=60))
def test_no_masked_word_is_left_in_the_plain_text(source):
    html = render(source)
    assert not Watchlist({1: "damn"}).find(to_plain(swap_html(html, mask)))
    assert swap_html(html, lambda text: []) == html


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5), st.text(max_size=6)), max_size=6))
def test_places_follow_swaps(raw):
    text = "x" * 40
    swaps = tidy(Swap(start, start + length, new) for start, length, new in raw)
    swapped = swap_text(text, swaps)
    assert shift(len(text), swaps) == len(swapped)
    assert [shift(place, swaps) for place in range(41)] == sorted(shift(place, swaps) for place in range(41))
