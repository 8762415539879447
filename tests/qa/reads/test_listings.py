"""Lists: who comes first, what is left out, what a row tells."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum import options
from forum.lib import paging
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer
from qa.actions.categories import save_category
from qa.actions.closures import close_question
from qa.actions.edits import edit_question
from qa.actions.hidings import hide_post
from qa.actions.questions import Draft
from qa.actions.recount import recount
from qa.actions.threads import refresh_question
from qa.actions.view_counts import count_view, flush_views
from qa.actions.votes import cast_vote
from qa.models import Category, Post, QuestionTag, querysets
from qa.reads.listings import all_questions, count_questions
from qa.rules.hotness import Weights, hotness
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
        hotness(Weights.of(options.load()), three.old.created_at, answer.created_at, 1, 1, 1), abs=1e-6
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


@pytest.fixture
def deep(cast, monkeypatch):
    """Fourteen questions with a tag in two categories, one below the other; five on a page, and every page is deep."""
    monkeypatch.setattr(paging, "SHALLOW", 0)
    options.save({"list_page_size": 5, "users_page_size": 10})
    cast.top = make.category("Health")
    below = make.category("Sleep", parent=cast.top)
    cast.questions = [
        make.question(make.visitor(), tags=("rest",), category=cast.top if number % 3 else below)
        for number in range(14)
    ]
    return cast


DEEP_LISTS = [
    "/questions/", "/questions/?sort=hot", "/questions/?sort=votes", "/questions/?sort=answers", "/questions/?sort=views",
    "/unanswered/", "/unanswered/?by=selected", "/unanswered/?by=upvotes", "/hot/", "/activity/", "/tags/rest/",
    "/categories/health/",
]  # fmt: skip


@pytest.mark.parametrize("address", DEEP_LISTS)
def test_following_the_links_shows_every_question_once_and_leads_back(deep, address):
    seen, trail = [], [address]
    while trail[-1]:
        page = Page.of(Client().get(trail[-1]))
        seen += [row.find("a").attribute("href") for row in page.find_all(class_="row__title")]
        following = page.find_all("link", rel="next")
        trail.append(following[0].attribute("href") if following else "")
    assert len(seen) == len(set(seen)) == 14
    assert "after=3_" in trail[2]
    back = Page.of(Client().get(trail[2])).find("link", rel="prev").attribute("href")
    assert "before=3_" in back
    rows = Page.of(Client().get(back)).find_all(class_="row__title")
    assert [row.find("a").attribute("href") for row in rows] == seen[5:10]


def test_a_place_that_no_link_says_gets_a_page_that_explains(deep):
    for query in (
        "page=2&after=2_x",
        "page=2&after=2_1_2_3",
        "page=9&after=2_1_2",
        "page=2&after=2_1&before=3_1",
    ):
        response = Client().get(f"/questions/?{query}")
        assert response.status_code == 400
        assert "not one that our links lead to" in response.content.decode()


def test_a_hidden_question_is_on_no_list_and_in_no_count(deep):
    hide_post(deep.moderator, deep.questions[-1].pk, reason="Not for here.")
    for address in DEEP_LISTS:
        page = Page.of(Client().get(address))
        assert deep.questions[-1].title not in page.text
        assert len(page.find_all(class_="row")) == 5
    assert count_questions() == 13


def test_the_number_of_questions_comes_from_the_counts_of_categories(deep, monkeypatch):
    make.question(make.visitor())
    assert count_questions() == Post.objects.listed().count() == 15
    monkeypatch.setattr("qa.reads.listings.MOST_COUNTED", 0)
    assert count_questions() is None
    assert len(titles("/questions/")) == 5


def test_a_page_deeper_than_a_number_opens_says_how_to_go_on(deep, monkeypatch):
    monkeypatch.setattr(paging, "MOST_SKIPPED", 4)
    monkeypatch.setattr(paging, "MOST_COUNTED", 4)
    response = Client().get("/unanswered/?page=2")
    assert response.status_code == 404
    assert "follow the links" in response.content.decode()


def test_a_capped_list_names_no_last_page(deep, monkeypatch):
    monkeypatch.setattr(paging, "MOST_COUNTED", 5)
    nav = Page.of(Client().get("/unanswered/")).find("nav", aria_label="Pages")
    assert "of" not in nav.find(class_="pages__now").text.split()
    assert nav.find(class_="pages__gap")


def test_a_category_that_moves_takes_its_questions_along(deep):
    other = make.category("Work")
    below = Category.objects.get(slug="sleep")
    below.parent = other
    save_category(make.SYSTEM, below)
    assert len(titles("/categories/work/")) == 5
    assert len(titles("/categories/health/")) == 5
    assert Client().get("/categories/health/?page=3").status_code == 404
    assert make.drift() == []


def test_an_edit_that_changes_the_category_moves_the_question(deep):
    question, other = deep.questions[0], make.category("Work")
    draft = Draft(question.title, compose("New words."), other, ["rest"])
    edit_question(deep.editor, question.pk, draft, version=question.version)
    assert titles("/categories/work/") == [question.title]
    assert make.drift() == []


def test_recount_finds_a_tags_date_and_a_questions_categories_that_somebody_changed(deep):
    QuestionTag.objects.filter(question=deep.questions[0]).update(created_at=timezone.now())
    Post.objects.filter(pk=deep.questions[1].pk).update(category_ids=[])
    assert make.drift() == ["qa_post.category_ids: 1", "qa_questiontag.created_at: 1"]
    list(recount())
    assert make.drift() == []


def test_members_come_by_points_and_the_newest_first_among_equals(cast):
    make.question(cast.reader)
    page = Page.of(Client().get("/users/"))
    names = [person.text for person in page.find_all("a", class_="person")]
    assert names == ["reader", "administratrix", "moderatrix", "editor", "expert", "answerer", "asker"]


def test_a_rank_is_counted_to_a_limit(cast, monkeypatch):
    make.question(cast.reader)
    assert "(rank 2)" in Client().get("/users/asker/").content.decode()
    monkeypatch.setattr("qa.reads.people.MOST_COUNTED", 1)
    assert "(rank" not in Client().get("/users/asker/").content.decode()
    assert "(rank 1)" in Client().get("/users/reader/").content.decode()


def test_pages_far_down_leave_out_the_same_however_many_are_for_members(cast, monkeypatch):
    questions = [make.question() for _number in range(6)]
    for apart in questions[1:3]:
        Post.objects.filter(pk=apart.pk).update(audience=Post.Audience.MEMBERS)
    rows = all_questions().order_by("-created_at", "-id")
    expected = [post.pk for post in reversed(questions) if post not in questions[1:3]]
    assert [post.pk for post in rows.skimming()] == expected
    assert "audience" not in str(rows.skimming().values("pk").query).partition("NOT (")[0]
    monkeypatch.setattr(querysets, "MOST_APART", 1)
    assert [post.pk for post in rows.skimming()] == expected
    assert "NOT (" not in str(rows.skimming().values("pk").query)
    for_members = all_questions(cast.reader).order_by("-created_at", "-id")
    assert for_members.skimming().count() == 6
