"""Lists: who comes first, what is left out, what a row tells."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer
from qa.actions.closures import close_question
from qa.actions.edits import edit_question
from qa.actions.questions import Draft
from qa.actions.threads import refresh_question
from qa.actions.view_counts import count_view, flush_views
from qa.actions.votes import cast_vote
from qa.models import Post
from qa.rules.hotness import hotness
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def titles(address):
    return [
        row.text.removesuffix(" closed")
        for row in Page.of(Client().get(address)).find_all(class_="row__title")
    ]


def aged(post, **delta):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(**delta))
    post.refresh_from_db()
    refresh_question(post.question or post)
    return post


@pytest.fixture
def three(cast):
    cast.old = aged(make.question(cast.asker, "The oldest of the three?"), days=30)
    cast.middle = aged(make.question(cast.asker, "The middle of the three?"), days=20)
    cast.new = aged(make.question(cast.asker, "The newest of the three?"), days=10)
    return cast


BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0", "REMOTE_ADDR": "192.0.2.7"}
ALL = ["The newest of the three?", "The middle of the three?", "The oldest of the three?"]


def test_questions_come_newest_first(three):
    assert titles("/questions/") == ALL


def test_each_order_puts_its_own_first(three):
    cast_vote(three.reader, three.old.pk, 1)
    make.answer(three.middle, three.answerer)
    count_view(make.visitor(), three.old, BROWSER)
    flush_views()
    assert titles("/questions/?sort=votes")[0] == ALL[2]
    assert titles("/questions/?sort=answers")[0] == ALL[1]
    assert titles("/questions/?sort=views")[0] == ALL[2]
    assert titles("/questions/?sort=hot") == titles("/hot/")


def test_home_puts_a_new_answer_to_an_old_question_first_and_says_so(three):
    make.answer(three.old, three.answerer)
    page = Page.of(Client().get("/"))
    assert page.find(class_="row__title").text == ALL[2]
    assert page.find(class_="row").find(class_="meta").text.startswith("answered")


def test_activity_tells_the_newest_event_of_each_question_once(three):
    make.comment(three.middle, three.reader)
    edit_question(three.editor, three.old.pk, Draft(three.old.title, compose("New words.")), version=1)
    metas = [
        row.find(class_="meta").text for row in Page.of(Client().get("/activity/")).find_all(class_="row")
    ]
    assert [meta.split()[0] for meta in metas] == ["edited", "commented", "asked"]
    assert "by editor" in metas[0]


def test_unanswered_has_three_filters_and_leaves_closed_questions_out(three):
    answer = make.answer(three.old, three.answerer)
    assert titles("/unanswered/") == ALL[:2]
    assert titles("/unanswered/?by=selected") == ALL
    accept_answer(three.asker, answer.pk)
    assert titles("/unanswered/?by=selected") == ALL[:2]
    assert titles("/unanswered/?by=upvotes") == ALL
    cast_vote(three.reader, answer.pk, 1)
    assert titles("/unanswered/?by=upvotes") == ALL[:2]
    close_question(three.editor, three.new.pk, reason="Settled.")
    assert titles("/unanswered/") == ALL[1:2]


def test_a_row_carries_votes_answers_views_category_tags_who_and_when(cast):
    question = make.question(cast.asker, tags=("sleep",), category=make.category("Health"))
    accept_answer(cast.asker, make.answer(question, cast.answerer).pk)
    cast_vote(cast.reader, question.pk, 1)
    row = Page.of(Client().get("/questions/")).find(class_="row")
    assert row.find(class_="figure--votes").text == "+1 vote"
    assert row.find(class_="figure--answers").text.startswith("1 answer")
    assert row.find(class_="figure--answered")
    assert row.find(class_="figure--views").text == "0 views"
    assert row.find("a", class_="tag").text == "sleep"
    assert row.find(class_="meta").text == "asked just now in Health by asker (160 points)"


def test_a_category_shows_what_is_in_it_and_below_it(cast):
    top = make.category("Health")
    below = make.category("Sleep", parent=top)
    make.question(cast.asker, "Directly in the upper one?", category=top)
    make.question(cast.asker, "Further down in the tree?", category=below)
    make.question(cast.asker, "Somewhere else entirely?", category=make.category("Work"))
    assert len(titles("/categories/health/")) == 2
    assert titles("/categories/health/sleep/") == ["Further down in the tree?"]
    assert Client().get("/categories/sleep/").status_code == 404


def test_a_tag_page_finds_other_spellings_and_a_missing_tag_is_not_found(cast):
    make.question(cast.asker, "A question with a tag?", tags=("café",))
    assert titles("/tags/CAFE/") == ["A question with a tag?"]
    assert Client().get("/tags/unknown/").status_code == 404


def test_pages_are_numbered_with_previous_and_next(cast):
    from forum import options

    options.save({"list_page_size": 5})
    for _ in range(12):
        make.question(make.member())
    page = Page.of(Client().get("/questions/?sort=votes&page=2"))
    assert len(page.find_all(class_="row")) == 5
    assert page.find("link", rel="prev").attribute("href") == "/questions/?sort=votes"
    assert page.find("link", rel="next").attribute("href") == "/questions/?sort=votes&page=3"
    assert page.find("nav", aria_label="Pages").find("a", aria_current="page").text.endswith("2")


def test_hotness_in_the_database_is_the_formula_in_python(three):
    answer = make.answer(three.old, three.answerer)
    cast_vote(three.reader, three.old.pk, 1)
    count_view(make.visitor(), three.old, BROWSER)
    flush_views()
    three.old.refresh_from_db()
    assert three.old.hotness == pytest.approx(
        hotness(three.old.created_at, answer.created_at, 1, 1, 1), abs=1e-3
    )


def test_robots_authors_and_reloads_do_not_count_as_views(cast):
    question, reader = make.question(cast.asker), make.visitor()
    count_view(cast.asker, question, BROWSER)
    count_view(reader, question, {"HTTP_USER_AGENT": "Googlebot/2.1"})
    count_view(reader, question, {})
    for _ in range(3):
        count_view(cast.reader, question, BROWSER)
    flush_views()
    question.refresh_from_db()
    assert question.view_count == 1


def test_members_come_by_points_and_a_profile_tells_rank_and_figures(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    accept_answer(cast.asker, answer.pk)
    people = [person.text for person in Page.of(Client().get("/users/")).find(class_="people").find_all("a")]
    assert people[:2] == ["answerer", "asker"]
    profile = Page.of(Client().get("/users/answerer/"))
    facts = profile.find("dl").text
    assert "440 points (rank 1)" in facts
    assert "1 (1 accepted)" in facts
    assert profile.find(class_="rows--events").find("a").attribute("href") == answer.get_absolute_url()
    assert Client().get("/users/ANSWERER/").headers["Location"] == "/users/answerer/"
    assert Client().get("/users/nobody-here/").status_code == 404


def test_search_finds_titles_answers_and_comments_and_forgives_endings_and_accents(cast):
    question = make.question(cast.asker, "Sleeping badly before every exam?")
    make.comment(make.answer(question, body="Valerian tea in the evening."), body="Café helps nobody here.")
    for words in ("sleep exams", "valerian", "cafe", '"before every exam"', "EXAM -holiday"):
        assert titles(f"/search/?q={words}") == ["Sleeping badly before every exam?"], words
    for words in ("holiday", "exam -sleeping"):
        assert titles(f"/search/?q={words}") == [], words


def test_tag_suggestions_begin_with_what_was_typed_most_used_first(cast):
    make.question(cast.asker, tags=("sleep", "school"))
    make.question(cast.asker, tags=("school", "work"))
    options = Page.of(Client().get("/suggest/tags/?q=S")).find_all("li")
    assert [option.attribute("data-value") for option in options] == ["school", "sleep"]


@pytest.mark.parametrize(
    "address", ["/{id}/old-slug", "/{id}/", "/?qa={id}/x", "/index.php?qa={id}&qa_1=x", "/index.php/{id}/x"]
)
def test_addresses_of_question2answer_lead_to_the_question_for_good(cast, address):
    question = make.question(cast.asker)
    response = Client().get(address.format(id=question.pk))
    assert (response.status_code, response.headers["Location"]) == (301, question.get_absolute_url())
