"""Badges on pages; and none anywhere where the owner wants none."""

import pytest
from django.test import Client

from forum import options
from qa.actions.badges import award_badges
from qa.models import Award
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cast):
    make.comment(make.answer(make.question(cast.asker), cast.answerer), cast.answerer)
    award_badges()
    Award.objects.create(member=cast.answerer.user, badge="lighthouse")
    Award.objects.create(member=cast.answerer.user, badge="one-that-is-gone")
    return cast


def read(address):
    return Page.of(Client().get(address))


def test_a_profile_shows_badges_gold_first_and_leads_to_each(place):
    links = read("/users/answerer/").find(class_="badges").find_all("a")
    assert [link.text for link in links] == [
        "Lighthouse (Gold)",
        "First answer (Bronze)",
        "First comment (Bronze)",
    ]
    assert links[1].attribute("href") == "/badges/first-answer/"
    assert not read("/users/editor/").find_all(class_="badges")


def test_all_badges_stand_on_one_page_with_how_many_have_them(place):
    page = read("/badges/")
    assert [heading.text for heading in page.find_all("h2", class_="section-head")] == [
        "Bronze",
        "Silver",
        "Gold",
    ]
    row = next(row for row in page.find_all(class_="row") if row.find("a").text == "First answer")
    assert row.text.startswith("First answer Answered a question. 1 member")


def test_the_page_of_a_badge_names_who_has_it(place):
    page = read("/badges/first-answer/")
    assert [person.text for person in page.find(class_="people").find_all("a")] == ["answerer"]
    assert "Nobody yet." in read("/badges/years/").text
    assert Client().get("/badges/one-that-is-gone/").status_code == 404


def test_where_the_owner_wants_none_no_page_tells_of_any(place):
    options.save({"are_badges_on": False})
    for address in ("/badges/", "/badges/first-answer/"):
        assert Client().get(address).status_code == 404
    for address in ("/users/answerer/", "/users/", "/", "/users/answerer/points/", "/activity/"):
        response = Client().get(address)
        assert response.status_code == 200
        assert "/badges/" not in response.text
        assert "Lighthouse" not in response.text
