"""The page that says where a member's points come from: every post, no voter, nothing that the reader may not see."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.hidings import hide_post
from qa.actions.standings import set_bonus
from qa.actions.votes import cast_vote
from qa.models import Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
ADDRESS = "/users/answerer/points/"


@pytest.fixture
def place(cast):
    cast.question = make.question(cast.asker, "How do I sleep again?")
    cast.answer = make.answer(cast.question, cast.answerer)
    for value in (1, 1, 1, -1):
        cast_vote(make.member(), cast.answer.pk, value)
    cast_vote(cast.answerer, cast.question.pk, 1)
    accept_answer(cast.asker, cast.answer.pk)
    return cast


def read(place, viewer=None, address=ADDRESS):
    return Page.of(make.client(viewer).get(address))


def test_each_post_stands_there_with_what_it_earned_and_why(place):
    set_bonus(place.administrator, place.answerer.user, 7)
    page = read(place)
    facts = page.find("dl").text
    for words in ("497 points", "+100", "+7", "+10 1 vote", "+380"):
        assert words in facts
    row = page.find(class_="row")
    assert row.find(class_="figure__number").text == "+380"
    assert row.find("a").text == "How do I sleep again?"
    entries = [entry.text for entry in row.find_all(class_="meta")]
    told = [entry.split(" ·")[0] for entry in entries]
    assert told == ["answered: +40", "accepted by the asker: +300", "3 votes up, 1 down: +40"]
    assert (
        read(place, address="/users/asker/points/").find(class_="row").find(class_="figure__number").text
        == "+60"
    )


def test_nobody_reads_who_voted_or_what_somebody_voted_on(place):
    for viewer in (None, place.reader, place.moderator, place.answerer):
        page = read(place, viewer, "/users/reader/points/")
        assert "How do I sleep again?" not in page.text
    cast_vote(place.reader, place.answer.pk, 1)
    for viewer in (None, place.moderator, place.answerer):
        assert "reader" not in Page.of(make.client(viewer).get(ADDRESS)).find("main").text
        text = read(place, viewer, "/users/reader/points/").find("main").text
        assert "+10 1 vote" in text
        assert "sleep" not in text


def test_posts_that_are_not_public_are_listed_for_the_member_and_moderators_alone(place):
    hide_post(place.moderator, place.answer.pk, reason="It names somebody.")
    assert not read(place).find_all(class_="figure__number")
    assert "Posts that are not public count, too" in read(place, place.reader).text
    for viewer in (place.answerer, place.moderator):
        page = read(place, viewer)
        assert page.find(class_="figure__number").text == "+40"
        assert "How do I sleep again?" in page.text


def test_a_post_below_something_hidden_has_neither_title_nor_link_for_who_may_not_see_it(place):
    hide_post(place.asker, place.question.pk)
    page = read(place, place.answerer)
    row = page.find(class_="row")
    assert row.find("h3").text == "a post that is not public"
    assert not row.find("h3").find_all("a")
    assert "sleep" not in page.text
    assert "How do I sleep again?" in read(place, place.moderator).text


def test_the_profile_leads_there_and_long_lists_have_pages(place):
    link = [a for a in read(place, address="/users/answerer/").find_all("a") if a.text == "Points"]
    assert link[0].attribute("href") == ADDRESS
    options.save({"list_page_size": 5})
    for _ in range(6):
        make.answer(place.question, place.answerer)
    assert len(read(place).find_all(class_="row")) == 5
    assert len(read(place, address=f"{ADDRESS}?page=2").find_all(class_="row")) == 2
    assert Client().get(f"{ADDRESS}?page=x").status_code == 400
    assert Client().get("/users/nobody-here/points/").status_code == 404


def test_points_over_time_are_drawn_and_stand_in_a_table_too(place):
    assert not read(place).find_all("svg", role="img")
    Post.objects.filter(pk=place.answer.pk).update(created_at=timezone.now() - timedelta(days=100))
    page = read(place)
    plot = page.find(class_="plot")
    assert "Points from public posts over time" in page.text
    assert plot.find("polyline").attribute("points")
    assert "every month" in plot.find("svg").attribute("aria-label")
    assert [cell.text for cell in plot.find_all("td")] == ["+40", "+40", "+340", "+380"]
    cells = read(place, place.answerer).find(class_="plot").find_all("td")
    assert [cell.text for cell in cells] == ["+40", "+140", "+350", "+490"]
    assert "style=" not in plot.text
    hide_post(place.moderator, place.answer.pk, reason="It names somebody.")
    assert not read(place).find_all(class_="plot")
