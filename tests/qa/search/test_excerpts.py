"""Pieces of texts with marks in them: nothing of a text ever becomes HTML."""

from hypothesis import given
from hypothesis import strategies as st

from qa.search.excerpts import LENGTH, make_excerpt, mark_all


def test_the_words_at_the_given_places_are_marked():
    assert mark_all("Sleeping badly, sleeping well", {1: "sleep", 3: "sleep"}) == (
        "<mark>Sleeping</mark> badly, <mark>sleeping</mark> well"
    )


def test_what_looks_like_html_is_text():
    marked = mark_all('<b onclick="x">sleep</b> & <mark>', {4: "sleep"})
    assert marked == "&lt;b onclick=&quot;x&quot;&gt;<mark>sleep</mark>&lt;/b&gt; &amp; &lt;mark&gt;"
    assert "<script" not in make_excerpt("<script>alert(1)</script> sleep", {3: "script", 1: "script"})


@given(
    st.text(alphabet="<>&\"' ab\n今日", max_size=400),
    st.dictionaries(st.integers(1, 60), st.sampled_from(["a", "b", "今日"])),
)
def test_without_its_marks_an_excerpt_holds_no_sign_of_html(text, places):
    bare = make_excerpt(text, places).replace("<mark>", "").replace("</mark>", "")
    assert not {"<", ">", '"', "'"} & set(bare)


def test_a_word_that_begins_differently_is_not_marked():
    assert mark_all("one two", {1: "two"}) == "one two"


def test_neighbouring_pairs_of_signs_are_one_mark():
    assert mark_all("今日は不安です", {4: "不安", 3: "は不"}) == "今日<mark>は不安</mark>です"


def test_an_excerpt_is_where_most_was_found_and_says_that_more_stands_around_it():
    text = f"sleep {'filler ' * 100}sleep exam {'filler ' * 100}"
    marked = make_excerpt(text, {1: "sleep", 102: "sleep", 103: "exam"})
    assert "<mark>sleep</mark> <mark>exam</mark>" in marked
    assert marked.startswith("…")
    assert marked.endswith("…")
    assert len(marked) < LENGTH + 60


def test_where_nothing_was_found_an_excerpt_is_the_beginning():
    assert make_excerpt("Some words.", {}) == "Some words."
    assert make_excerpt("", {1: "x"}) == ""
