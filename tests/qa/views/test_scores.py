"""Categories without scores: no page tells votes, points, ranks or titles of what stands there; voting and order stay."""

import pytest
from django.test import Client

from forum import options
from qa.actions.badges import award_badges
from qa.actions.categories import save_category
from qa.actions.standings import set_bonus
from qa.actions.votes import cast_vote
from qa.models import Category, Post
from tests import make
from tests.pages import Page
from tests.qa.admin.console import change

pytestmark = pytest.mark.django_db
POINTS, TITLE = "98,765", "Zephyr"


@pytest.fixture
def place(cast):
    cast.category = make.category("Grief")
    cast.category.shows_scores = False
    save_category(cast.administrator, cast.category)
    cast.below = make.category("Loss", cast.category)
    options.save(
        {"are_comment_votes_allowed": True, "point_titles": f"90000 {TITLE}", "are_numbers_compact": False}
    )
    cast.question = make.question(cast.asker, "How does one go on?", tags=("grief",), category=cast.below)
    cast.answer = make.answer(cast.question, cast.answerer)
    cast.worse = make.answer(cast.question, cast.expert)
    cast.comment = make.comment(cast.answer, cast.asker)
    for _ in range(3):
        for post in (cast.question, cast.answer, cast.comment):
            cast_vote(make.member(), post.pk, 1)
    cast_vote(make.member(), cast.worse.pk, -1)
    for viewer in (cast.asker, cast.answerer, cast.expert):
        set_bonus(cast.administrator, viewer.user, 98_765 - make.points(viewer))
    award_badges()
    return cast


def pages(place):
    return [
        place.question.get_absolute_url(), f"/questions/{place.question.pk}/order/",
        "/", "/questions/", "/questions/?sort=votes", "/hot/", "/unanswered/?by=selected", "/activity/", "/tags/grief/",
        "/categories/grief/", "/categories/grief/loss/", "/search/?q=go+on", "/users/asker/questions/",
        "/users/answerer/answers/",
    ]  # fmt: skip


def assert_no_scores(text, page):
    assert POINTS not in text
    assert TITLE not in text
    for name in ("votes__count", "figure--votes", "points", "person__title", "badges"):
        assert not page.find_all(class_=name), name
    for words in ("+3", "3 votes", "–1"):
        assert words not in page.text, words


@pytest.mark.parametrize("who", ["visitor", "reader"])
def test_no_page_tells_how_something_there_was_voted_on_or_whose_points_are_how_many(place, who):
    client = make.client(getattr(place, who, None))
    for address in pages(place):
        response = client.get(address)
        assert response.status_code == 200, address
        assert_no_scores(response.text, Page.of(response).find("main"))
    response = client.get(f"/posts/{place.answer.pk}/comments/all/", headers={"hx-request": "true"})
    assert response.status_code == 200
    assert_no_scores(response.text, Page.of(response))


def test_people_still_say_what_helps_and_the_best_answer_still_comes_first(place):
    client = make.client(place.reader)
    page = Page.of(client.get(place.question.get_absolute_url()))
    assert len(page.find_all(class_="votes__up")) == 4
    found = [answer.attribute("id") for answer in page.find_all(class_="post--answer")]
    assert found == [f"a{place.answer.pk}", f"a{place.worse.pk}"]
    response = client.post(f"/posts/{place.answer.pk}/vote/", {"value": "1"}, headers={"hx-request": "true"})
    assert 'aria-pressed="true"' in response.text
    assert "votes__count" not in response.text
    assert Post.objects.get(pk=place.answer.pk).up_count == 4


def test_the_ledger_counts_what_stands_there_and_lists_none_of_it(place):
    for viewer in (None, place.answerer, place.moderator):
        response = make.client(viewer).get("/users/answerer/points/")
        assert "How does one go on?" not in response.text
        assert "Posts in categories that show no scores count, too" in response.text


def test_elsewhere_scores_stand_as_always_and_come_back_when_the_owner_wants_them(place):
    other = make.question(place.asker, category=make.category("Work"))
    assert f"{TITLE} (98,785 points)" in Page.of(Client().get(other.get_absolute_url())).text
    place.category.refresh_from_db()
    place.category.shows_scores = True
    save_category(place.administrator, place.category)
    page = Page.of(Client().get(place.question.get_absolute_url()))
    assert TITLE in page.text
    assert page.find(class_="votes__count").text == "+3 votes"


def test_what_is_moved_into_such_a_category_shows_no_scores_there(place):
    work = make.category("Work")
    question = make.question(place.asker, category=work)
    work.parent = place.category
    save_category(place.administrator, work)
    response = Client().get(question.get_absolute_url())
    assert_no_scores(response.text, Page.of(response).find("main"))
    assert make.drift() == []
    options.save({"scoreless_categories": ""})
    assert make.drift() == ["forum_siteoption.scoreless_categories: 1"]


def test_the_owner_switches_scores_off_in_the_console(place):
    work = make.category("Work")
    client, address = make.client(place.administrator), f"/admin/qa/category/{work.pk}/change/"
    assert change(client, address, shows_scores="False").status_code == 302
    assert not Category.objects.get(pk=work.pk).shows_scores
    assert str(work.pk) in options.load().scoreless_categories.split(",")
    assert change(client, address).status_code == 302
    assert not Category.objects.get(pk=work.pk).shows_scores
    assert change(client, address, shows_scores="True").status_code == 302
    assert str(work.pk) not in options.load().scoreless_categories.split(",")


def test_pages_cost_no_more_where_no_scores_are_shown(place, django_assert_max_num_queries):
    for address, limit in ((place.question.get_absolute_url(), 8), ("/questions/", 6)):
        client = Client()
        client.get(address)
        with django_assert_max_num_queries(limit):
            client.get(address)
