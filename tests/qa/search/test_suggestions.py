"""What is offered while somebody types a search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum import options
from qa.actions.hidings import hide_post
from qa.search import suggestions
from qa.search.actions.words import rebuild_words
from qa.search.suggestions import suggest
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(cast):
    make.question(cast.asker, "Sleeping badly before an exam", tags=("sleep",))
    make.question(cast.asker, "How do I get through an exam without panic?", tags=("panic", "school"))
    make.question(cast.asker, "What can't be said at home", body="Zebra.")
    rebuild_words()
    return cast


def offered(typed, kind="question"):
    return [one.text for one in suggest(typed) if one.kind == kind]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("sleep", ["Sleeping badly before an exam"]),
        ("SLEEPING BAD", ["Sleeping badly before an exam"]),
        ("badly exa", ["Sleeping badly before an exam"]),
        ("exam pan", ["How do I get through an exam without panic?"]),
        ("cant", ["What can't be said at home"]),
        ("can’t b", ["What can't be said at home"]),
        ("my dreadful exam pani", ["How do I get through an exam without panic?"]),
        ("xylo", []),
        ("zebra", []),
        ("s", []),
        ("", []),
    ],
)
def test_titles_are_found_by_their_words_and_the_beginning_of_the_last(shelf, typed, titles):
    assert offered(typed) == titles


def test_titles_that_begin_with_what_was_typed_come_first(cast):
    make.question(cast.asker, "An exam is near")
    make.question(cast.asker, "Exam fear, what now?")
    make.question(cast.asker, "Is the exam over?")
    assert offered("exam")[0] == "Exam fear, what now?"
    assert len(offered("exam")) == 3


def test_at_most_six_titles_and_two_tags_are_offered(cast):
    for number in range(9):
        make.question(cast.asker, f"How do I sleep on day {number}?", tags=(f"sleep-{number % 3}",))
    assert len(offered("sleep")) == suggestions.TITLES
    assert len(offered("sleep", "tag")) == suggestions.TAGS


def test_tags_lead_to_their_pages_questions_to_theirs(shelf):
    found = {one.text: one.url for one in suggest("sleep")}
    assert found["sleep"] == "/tags/sleep/"
    assert found["Sleeping badly before an exam"].startswith("/questions/")


def test_a_mistyped_word_is_offered_as_it_was_meant_and_titles_are_found_by_that(shelf):
    found = suggest("slepeing bad")
    assert [(one.kind, one.text) for one in found] == [
        ("search", "sleeping bad"), ("question", "Sleeping badly before an exam"),
    ]  # fmt: skip
    assert found[0].url == "/search/?q=sleeping+bad"


def test_a_word_that_is_still_being_typed_is_no_mistake(shelf):
    assert offered("slee", "search") == []
    assert offered("exam pani", "search") == []
    assert offered("exam panci", "search") == ["exam panic"]


def test_hidden_questions_are_never_offered(shelf):
    question = make.question(shelf.asker, "A walk with Quentin", tags=("walking",))
    rebuild_words()
    assert offered("quen") == ["A walk with Quentin"]
    hide_post(shelf.moderator, question.pk, reason="Not for here.")
    for typed in ("quen", "quentin", "quenttin", "walk with", "walking"):
        assert not [one for one in suggest(typed) if "uentin" in one.text or "walking" in one.text], typed


def test_the_owner_may_switch_them_off(shelf):
    options.save({"are_searches_suggested": False})
    assert suggest("sleep") == []


def test_what_would_take_too_long_is_given_up(shelf, monkeypatch):
    monkeypatch.setattr(suggestions, "PATIENCE", 20)
    monkeypatch.setattr(suggestions, "KNOWN", "SELECT 'word', 'x', 1 FROM pg_sleep(5)")
    assert suggest("sleep") == []
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_few_statements_and_never_more_with_more_questions(shelf):
    counts = []
    for _time in range(2):
        for _number in range(4):
            make.question(make.member(), f"How do I sleep on day {make.count()}?")
        with options.snapshot(), CaptureQueriesContext(connection) as queries:
            assert suggest("sleep on")
        counts.append(
            len([query for query in queries if query["sql"].startswith("SELECT") or "UNION" in query["sql"]])
        )
    assert counts[0] == counts[1] <= 3


ODD = [
    "exam",
    "sleep",
    "'",
    '"',
    "\\",
    "%",
    "_",
    "&",
    "|",
    "!",
    ":*",
    "(",
    "tag:",
    "-x",
    "ﷺ",
    "ŉ",
    "東京",
    "\u0301",
    "\x00",
    "\ud800",
]


@settings(
    deadline=None, max_examples=60, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(ODD), max_size=12).map(" ".join)))
def test_nothing_that_is_typed_is_a_fault(shelf, typed):
    assert isinstance(suggest(typed), list)


def test_very_long_texts_are_answered(shelf):
    assert isinstance(suggest("exam " * 2_000), list)
    assert suggest("x" * 10_000) == []
