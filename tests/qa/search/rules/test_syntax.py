"""The language of searches: every text means something, and what cannot be understood is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.rules.signs import is_beginning, split
from qa.search.rules.syntax import MOST_TERMS, OPERATORS, Filter, Why, compose, decompose, parse


def groups(text):
    return [[f"“{one.text}”" if one.is_phrase else one.text for one in group] for group in parse(text).groups]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sleep badly", [["sleep"], ["badly"]]),
        ('"new job" far', [["“new job”"], ["far"]]),
        ("„new job“ far", [["“new job”"], ["far"]]),
        ('exam or sea OR "new job"', [["exam", "sea", "“new job”"]]),
        ("or", [["or"]]),
        ('sleep "badly at night', [["sleep"], ["“badly at night”"]]),
        ('a"b c"d', [["a"], ["“b c”"], ["d"]]),
        ("sleep sleep", [["sleep"]]),
        ('" - -- & | ! <-> (', []),
        ("http://example.org/?a=b Note: yes", [["http://example.org/?a=b"], ["note:"], ["yes"]]),
    ],
)
def test_words_phrases_and_alternatives(text, meant):
    assert groups(text) == meant


def test_a_minus_excludes_words_and_phrases():
    query = parse('sleep -exam -"new job" - --x')
    assert [piece.text for piece in query.excluded] == ["exam", "new job", "-x"]
    assert not query.problems


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tag:sleep", Filter("tag", "sleep")),
        ('-tag:"two words"', Filter("tag", "two words", is_negated=True)),
        ("Category:health/sleep", Filter("category", "health/sleep")),
        ("is:UNANSWERED", Filter("is", "unanswered")),
        ("-warning:Self-Harm", Filter("warning", "self-harm", is_negated=True)),
        ("score:>=3", Filter("score", ">=3", sign=">=", number=3)),
        ("score:-2", Filter("score", "-2", number=-2)),
        ("answers:0", Filter("answers", "0")),
        ("-answers:<5", Filter("answers", "<5", is_negated=True, sign="<", number=5)),
        ("before:2026-01-31", Filter("before", "2026-01-31", day=date(2026, 1, 31))),
    ],
)
def test_operators_are_conditions(text, found):
    query = parse(text)
    assert (query.filters, query.groups, query.problems) == ((found,), (), ())


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("sleep is:odd", Why.UNKNOWN_VALUE, ["sleep"]),
        ("sleep sort:sideways", Why.UNKNOWN_VALUE, ["sleep"]),
        ("sleep score:many", Why.NO_NUMBER, ["sleep"]),
        ("sleep before:yesterday", Why.NO_DATE, ["sleep"]),
        ("sleep before:2026-02-30", Why.NO_DATE, ["sleep"]),
        ("sleep tag:", Why.EMPTY, ["sleep"]),
        ("sleep -in:title", Why.NOT_NEGATABLE, ["sleep"]),
        ("sleep foo:bar", Why.UNKNOWN_OPERATOR, ["sleep", "foo:bar"]),
    ],
)
def test_what_cannot_be_understood_is_named_and_the_rest_goes_on(text, why, words):
    query = parse(text)
    assert [problem.why for problem in query.problems] == [why]
    assert query.words == words
    assert not query.filters


def test_settings_are_no_conditions():
    query = parse("sleep in:title sort:newest sort:votes")
    assert (query.in_title, query.sort, query.filters) == (True, "votes", ())


def test_more_terms_than_there_may_be_are_left_out_and_that_is_said():
    query = parse(" ".join(f"word{number}" for number in range(500)))
    assert len(query.groups) == MOST_TERMS
    assert [problem.why for problem in query.problems] == [Why.TOO_MANY]


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*(f"{name}:" for name in OPERATORS), '"', "-", " ", "a", "or", ">"])).map(
        "".join
    )
)
def test_any_text_means_something(text):
    query = parse(text)
    assert len(query.groups) <= MOST_TERMS
    assert all(group for group in query.groups)


@pytest.mark.parametrize(
    "text",
    [
        'sleep badly "new job" -exam tag:a tag:"b c" category:health is:open warning:none score:>3 before:2026-01-31 sort:votes',
        'exam or sea -tag:x -"new job" in:title',
    ],
)
def test_the_precise_form_shows_a_search_and_writes_the_same_one(text):
    query = parse(text)
    again = parse(compose(decompose(query)))
    for name in ("groups", "sort", "in_title", "problems"):
        assert getattr(again, name) == getattr(query, name)
    assert set(again.filters) == set(query.filters)
    assert set(again.excluded) == set(query.excluded)


def test_words_have_their_places_and_writing_without_spaces_is_pairs():
    text = "Don’t “self-harm” 今日は ok"
    assert [text[start:end] for start, end in split(text)] == [
        "Don’t",
        "self",
        "harm",
        "今日",
        "日は",
        "は",
        "ok",
    ]
    assert is_beginning("犬")
    assert not is_beginning("犬が")
    assert not is_beginning("a")
