"""Search: what the words of a query mean, that none of them is a fault, and that hidden posts stay hidden."""

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum import options
from qa.actions.deletions import delete_post
from qa.actions.hidings import hide_post, show_post
from qa.search import postgresql
from qa.search.query import QUERY_MAX_LENGTH, search_questions
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def search(query, page="", size=10):
    return search_questions(
        RequestFactory().get("/search/", {"page": page} if page else {}), query, size=size
    )


def titles(query):
    return [row.question.title for row in search(query).rows]


@pytest.fixture
def shelf(cast):
    """Three questions that share some words."""
    make.question(cast.asker, "Sleeping badly before an exam", body="The nights are long.")
    make.question(cast.asker, "A new job far from home", body="I sleep little and dream of the sea.")
    make.question(cast.asker, "Große Ängste vor Höhen", body="Café and naïve words, 東京 and Αθήνα.")
    return cast


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("exam", ["Sleeping badly before an exam"]),
        ("EXAMS", ["Sleeping badly before an exam"]),
        ("sleep", ["Sleeping badly before an exam", "A new job far from home"]),
        ("sleep dream", ["A new job far from home", "Sleeping badly before an exam"]),
        ('"new job"', ["A new job far from home"]),
        ('"job new"', []),
        ("sleep -exam", ["A new job far from home"]),
        ("sleep -sea", ["Sleeping badly before an exam"]),
        ("exam or sea", ["Sleeping badly before an exam", "A new job far from home"]),
        ("angste", ["Große Ängste vor Höhen"]),
        ("ÄNGSTE", ["Große Ängste vor Höhen"]),
        ("cafe naive", ["Große Ängste vor Höhen"]),
        ("東京", ["Große Ängste vor Höhen"]),
        ("Αθήνα", ["Große Ängste vor Höhen"]),
        ("  exam \t ", ["Sleeping badly before an exam"]),
        ("mountain", []),
        ("an", ["Sleeping badly before an exam"]),
        ("-exam -sea", ["Große Ängste vor Höhen"]),
    ],
)
def test_words_phrases_minus_and_or_find_what_they_say(shelf, query, found):
    assert sorted(titles(query)) == sorted(found)


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(shelf):
    assert titles("sleep") == ["Sleeping badly before an exam", "A new job far from home"]


def test_a_question_is_found_by_its_answers_and_comments_and_only_once(shelf):
    question = make.question(shelf.asker, "What to cook on Sunday?")
    answer = make.answer(question, body="Lentil soup keeps for days.")
    make.comment(answer, body="Lentil soup with carrots, too.")
    make.comment(question, body="I would add cardamom.")
    assert titles("lentil") == titles("cardamom") == ["What to cook on Sunday?"]


def test_what_is_hidden_is_not_found_nor_what_hangs_on_it(shelf):
    question = make.question(shelf.asker, "What to cook on Sunday?", body="Turnips.")
    answer = make.answer(question, shelf.answerer, body="Lentil soup keeps for days.")
    make.comment(answer, shelf.reader, body="With a little cardamom.")
    hide_post(shelf.answerer, answer.pk)
    assert titles("lentil") == titles("cardamom") == []
    assert titles("turnips") == ["What to cook on Sunday?"]
    show_post(shelf.answerer, answer.pk)
    hide_post(shelf.asker, question.pk)
    assert titles("lentil") == titles("cardamom") == titles("turnips") == titles("sunday") == []
    show_post(shelf.asker, question.pk)
    assert titles("lentil") == titles("cardamom") == ["What to cook on Sunday?"]
    hide_post(shelf.moderator, question.pk, reason="Not for here.")
    delete_post(shelf.moderator, question.pk, reason="Not for here.", with_dependants=True)
    assert titles("lentil") == []


def test_an_edited_text_is_found_by_its_new_words_only(shelf):
    question = make.question(shelf.asker, "What to cook on Sunday?", body="Turnips.")
    make.edit(shelf.asker, question.pk, "Parsnips.")
    assert titles("parsnips") == ["What to cook on Sunday?"]
    assert titles("turnips") == []


def test_markup_is_no_text(shelf):
    make.question(
        shelf.asker, "What to cook on Sunday?", body="[**soup**](https://example.org)\n\n```python\nx\n```"
    )
    assert titles("soup") == ["What to cook on Sunday?"]
    assert titles("nofollow") == titles("strong") == titles("auto") == []


@pytest.mark.parametrize("query", ["", "   ", "\u200b", "\u0301"])
def test_a_search_for_nothing_finds_nothing_and_asks_nothing(shelf, query, django_assert_num_queries):
    with django_assert_num_queries(0):
        results = search(query)
    assert (results.query, results.rows, results.page, results.is_unreadable) == ("", [], None, False)


@pytest.mark.parametrize("query", ["a\x07b", "a\nb", "a\u202eb", "a\x00b", "\ud800", "a" + "\u0301" * 50])
def test_a_search_for_characters_that_no_text_has_says_so(shelf, query, django_assert_num_queries):
    with django_assert_num_queries(0):
        results = search(query)
    assert results.is_unreadable
    assert results.rows == []


def test_a_long_query_is_shortened_and_says_so(shelf):
    results = search("exam " + "x" * QUERY_MAX_LENGTH)
    assert results.is_shortened
    assert not search("exam " * 60).is_shortened
    assert search("exam " + " " * 1000 + "exam").rows


ODD = ['"', "'", "-", "--", "|", "&", "!", "(", ")", ":*", "<->", "<2>", "*", "\\", "or", "OR", "and", "not", ";", "%",
       "$$", "exam", "sleep", " ", "☃", "👩\u200d👧", "http://a.org/?b=c&d", "a@b.org", "1e5", "x" * 290]  # fmt: skip


@settings(deadline=None, max_examples=150, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(ODD), max_size=12).map(" ".join)))
def test_no_query_is_a_fault(shelf, query):
    results = search(query)
    assert results.is_unreadable or len(results.rows) <= 3


def test_pages_go_on_where_the_last_one_ended(cast):
    for number in range(7):
        make.question(make.member(), f"How do I get through exam {number}?")
    pages = [[row.question.pk for row in search("exam", page, size=3).rows] for page in ("1", "2", "3")]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert len({pk for page in pages for pk in page}) == 7
    assert search("exam", "3", size=3).page.total == 7
    with pytest.raises(Http404):
        search("exam", "4", size=3)


def test_the_number_of_queries_is_fixed(cast):
    counts = []
    for _ in range(2):
        for _ in range(4):
            question = make.question(
                make.member(), "How do I get through this exam?", body=f"Number {make.count()}."
            )
            make.comment(make.answer(question), body="After the exam all is well.")
        with options.snapshot(), CaptureQueriesContext(connection) as queries:
            assert search("exam").rows
        # What is asked, not what bounds it: savepoints, and settings for them.
        asked = [query["sql"] for query in queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
        counts.append(len([sql for sql in asked if "forum_siteoption" not in sql]))
    assert counts[0] == counts[1] <= 8


def test_a_word_that_very_many_threads_have_still_finds_questions_and_says_that_there_are_more(
    cast, monkeypatch
):
    monkeypatch.setattr(postgresql, "MOST_RANKED", 3)
    for number in range(5):
        make.answer(
            make.question(cast.asker, f"What helps in garden {number}?"), cast.reader, "A hammock does."
        )
    best = make.question(cast.asker, "Where does one hang a hammock?")
    page = Page.of(Client().get("/search/?q=hammock"))
    found = [row.text for row in page.find_all(class_="row__title")]
    assert len(found) == 3
    assert found[0] == best.title
    assert "More than 3 questions match" in page.text
