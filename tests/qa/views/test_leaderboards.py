"""Members by points of all time, of a month and of a week; or by name, where the owner wants no such lists."""

import pytest
from django.test import Client

from forum import options
from qa.actions.earnings import refresh_earnings
from qa.actions.standings import set_bonus
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cast):
    make.answer(make.question(cast.asker), cast.answerer)
    set_bonus(cast.administrator, cast.reader.user, 5000)
    refresh_earnings()
    return cast


def read(address):
    return Page.of(Client().get(address))


def names(address):
    return [person.text for person in read(address).find(class_="people").find_all("a")]


def test_the_lists_of_the_week_and_the_month_count_what_was_earned_then(place):
    tabs = read("/users/?by=week").find(class_="sorts")
    assert [tab.text for tab in tabs.find_all("a")] == ["By points", "Within a month", "Within a week"]
    assert tabs.find("a", aria_current="page").text == "Within a week"
    assert names("/users/")[0] == "reader"
    for span in ("week", "month"):
        assert names(f"/users/?by={span}") == ["answerer", "asker"]
        rows = read(f"/users/?by={span}").find(class_="people").find_all(class_="points")
        assert [row.text for row in rows] == ["+40 points", "+20 points"]


def test_a_list_that_is_none_is_refused_and_an_empty_one_says_so(place):
    assert Client().get("/users/?by=year").status_code == 400
    Page.of(Client().get("/users/?by=week&page=2"))
    assert Client().get("/users/?by=week&page=2").status_code == 404


def test_without_leaderboards_members_go_by_name_and_nothing_tells_who_has_more(place):
    assert "rank" in read("/users/reader/").find("dl").text
    options.save({"are_leaderboards_on": False})
    page = read("/users/")
    assert names("/users/") == sorted(names("/users/"))
    assert not page.find(class_="people").find_all(class_="points")
    assert not page.find_all(class_="sorts")
    assert Client().get("/users/?by=week").status_code == 404
    assert "rank" not in read("/users/reader/").find("dl").text
