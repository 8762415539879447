"""Questions like one that is being asked, and like the one on a page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum import options
from qa.actions.hidings import hide_post
from qa.search import similar
from qa.search.similar import find_related, find_similar, list_tags
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def titles(questions):
    return [question.title for question in questions]


def test_questions_that_share_words_with_a_title_are_found_closest_first(cast):
    make.question(cast.asker, "How do I sleep before an exam?")
    make.question(cast.asker, "Sleeping badly at my new job?")
    make.question(cast.asker, "What shall I cook on Sunday?")
    found = titles(find_similar("I cannot sleep before my exams"))
    assert found == ["How do I sleep before an exam?", "Sleeping badly at my new job?"]


@pytest.mark.parametrize(
    "title", ["short", "the of and to the", "' & | ! :* foo\\ <-> bar'", "\x07 bell character", ""]
)
def test_a_title_without_words_of_its_own_finds_nothing_and_never_fails(cast, title):
    make.question(cast.asker, "How do I sleep before an exam?")
    assert find_similar(title) == []


def test_hidden_questions_are_neither_similar_nor_related(cast):
    question = make.question(cast.asker, "How do I sleep before an exam?")
    other = make.question(cast.asker, "How do I sleep after an exam?")
    hide_post(cast.asker, other.pk)
    assert titles(find_similar("sleep and exams")) == [question.title]
    assert find_related(question) == []


def test_shared_tags_and_category_decide_between_equal_words_and_the_question_itself_is_left_out(cast):
    health = make.category("Health")
    question = make.question(cast.asker, "How do I sleep well in A?", tags=("nights",), category=health)
    plain = make.question(cast.asker, "How do I sleep well in B?")
    same_category = make.question(cast.asker, "How do I sleep well in C?", category=health)
    same_tag = make.question(cast.asker, "How do I sleep well in D?", tags=("nights",))
    assert titles(find_related(question)) == titles([same_tag, same_category, plain])


def test_each_costs_one_query(cast):
    questions = [make.question(make.member(), f"How do I sleep before exam {n}?") for n in range(7)]
    for find in (lambda: find_similar("sleep before an exam"), lambda: find_related(questions[0])):
        with options.snapshot(), CaptureQueriesContext(connection) as queries:
            assert len(find()) == 5
        assert len([query for query in queries if "forum_siteoption" not in query["sql"]]) == 1


def test_the_question_page_lists_related_questions(cast):
    question = make.question(cast.asker, "How do I sleep before an exam?")
    other = make.question(cast.asker, "How do I sleep after an exam?")
    related = Page.of(Client().get(question.get_absolute_url())).find(class_="related")
    assert related.find("a").attribute("href") == other.get_absolute_url()


def test_the_tags_that_most_similar_questions_carry_come_first_without_those_that_are_taken(cast):
    make.question(cast.asker, "How do I sleep before an exam?", tags=("exams", "sleep", "night"))
    make.question(cast.asker, "How do I sleep after an exam?", tags=("sleep", "rest", "calm", "tea", "bed"))
    make.question(cast.asker, "What shall I cook on Sunday?", tags=("food",))
    similar = find_similar("How do I sleep with exams?")
    with CaptureQueriesContext(connection) as queries:
        assert list_tags(similar)[0] == "sleep"
        assert len(list_tags(similar)) == 5
        assert not {"sleep", "tea", "food"} & set(list_tags(similar, "SLEEP, tea"))
    assert len(queries) == 0


def select_candidates(title, most):
    """Return the questions that would be ranked if no more than `most` were."""
    statement = similar.CANDIDATE_IDS.replace(str(similar.CANDIDATES), str(most))
    with connection.cursor() as cursor:
        cursor.execute(statement, [title])
        return {pk for (pk,) in cursor.fetchall()}


def test_where_many_share_a_frequent_word_those_with_a_rare_one_are_looked_at(cast):
    frequent = [make.question(make.visitor(), f"How do I sleep in room {n}?") for n in range(12)]
    rare = [make.question(make.visitor(), f"Does a hammock help, number {n}?") for n in range(2)]
    assert select_candidates("sleep in a hammock", 300) == {question.pk for question in [*frequent, *rare]}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_document")
    assert select_candidates("sleep in a hammock", 1) <= {question.pk for question in rare}
    assert select_candidates("sleep in a hammock", 300) == {question.pk for question in [*frequent, *rare]}
    assert len(select_candidates("sleep in an unheard-of bivouac", 5)) == 5


@pytest.mark.parametrize(
    "title", ["it's 'quoted' \\ words", "a & b | c ! d <-> e", "x:*", "über straße ok", "%s %(id)s"]
)
def test_words_of_a_title_are_words_whatever_signs_are_among_them(cast, title):
    question = make.question(cast.asker, f"{title} and something that tells")
    assert question in find_similar(f"{title} tells")
