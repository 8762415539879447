"""What a post shows of itself, by the owner's options: on its page, in lists, and to whom."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from forum import options
from qa.actions.flags import flag_post
from qa.actions.standings import set_bonus
from qa.actions.votes import cast_vote
from qa.models import Flag, Post, Vote
from tests import make
from tests.pages import Page, timeless
from tests.qa.views.test_query_counts import LISTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cast):
    cast.category = make.category("Health")
    cast.question = make.question(cast.asker, tags=("sleep",), category=cast.category, body="word " * 200)
    cast.answer = make.answer(cast.question, cast.answerer)
    for value in (1, 1, 1, -1):
        cast_vote(make.member(), cast.question.pk, value)
    return cast


def read_page(place, viewer=None):
    return Page.of(make.client(viewer).get(place.question.get_absolute_url()))


def read_row(address="/questions/"):
    return Page.of(Client().get(address)).find(class_="row")


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        ({}, "asked just now in Health by asker (140 points)"),
        ({"is_time_shown": False}, "asked in Health by asker (140 points)"),
        ({"are_points_shown": False}, "asked just now in Health by asker"),
        ({"full_date_days": 0, "are_points_shown": False}, None),
    ],
)
def test_each_part_of_the_meta_line_may_be_left_out(place, chosen, line):
    set_bonus(place.administrator, place.asker.user, 140 - make.points(place.asker))
    options.save(chosen)
    found = [
        timeless(read_page(place).find(class_="post__foot").find(class_="meta").text),
        timeless(read_row().find(class_="meta").text),
    ]
    assert found[0] == found[1]
    assert found[0] == (line or f"asked {date_format(timezone.localdate(), 'M j')} in Health by asker")


def test_without_a_category_the_line_says_no_place(cast):
    question = make.question(cast.asker)
    page = Page.of(Client().get(question.get_absolute_url()))
    assert " in " not in page.find(class_="post__foot").text


def test_titles_stand_after_the_name_and_on_the_profile(place):
    assert not read_page(place).find_all(class_="person__title")
    options.save({"point_titles": "100 Listener\n5000 Companion", "are_numbers_compact": False})
    set_bonus(place.administrator, place.answerer.user, 7480 - make.points(place.answerer))
    page = read_page(place)
    assert page.find(class_="post__foot").find(class_="person__title").text == "Listener"
    answered = page.find(class_="post--answer").find(class_="meta").text
    assert answered.endswith("by answerer Companion (7,480 points)")
    assert "TitleCompanion" in Page.of(Client().get("/users/answerer/")).find("dl").text
    options.save({"are_titles_shown": False})
    assert not read_page(place).find_all(class_="person__title")


def test_a_title_is_text_and_nothing_else(place):
    options.save({"point_titles": "0 <b>Friend</b>"})
    assert read_page(place).find(class_="person__title").text == "<b>Friend</b>"


def test_votes_stand_as_one_figure_or_up_and_down_apart_on_the_page_and_in_lists(place):
    assert read_page(place).find(class_="votes__count").text == "+2 votes"
    assert read_row().find(class_="figure--votes").text == "+2 votes"
    options.save({"are_votes_separated": True})
    assert read_page(place).find(class_="votes__count").text == "3 up, 1 down"
    assert read_row().find(class_="figure--votes").text == "3 up, 1 down"
    assert read_row("/users/answerer/answers/").find(class_="figure--votes").text == "0 up, 0 down"


def test_views_are_shown_where_the_owner_wants_them(place):
    Post.objects.filter(pk=place.question.pk).update(view_count=7480)
    assert not read_page(place).find_all(class_="meta--views")
    assert read_row().find(class_="figure--views").text == "7.5k views"
    options.save({"are_views_shown": True, "are_views_listed": False})
    assert read_page(place).find(class_="meta--views").text == "7.5k views"
    assert not read_row().find_all(class_="figure--views")


def test_where_views_are_not_counted_none_is_shown_none_is_added_and_nothing_is_sorted_by_them(
    place, monkeypatch
):
    monkeypatch.setattr("qa.actions.view_counts.FLUSH_SECONDS", 0.0)
    assert "Most views" in Page.of(Client().get("/questions/")).find(class_="sorts").text
    options.save({"are_views_counted": False, "are_views_shown": True})
    page = Page.of(Client().get(place.question.get_absolute_url(), headers={"user-agent": "Mozilla/5.0"}))
    place.question.refresh_from_db()
    assert place.question.view_count == 0
    assert not page.find_all(class_="meta--views")
    listed = Page.of(Client().get("/questions/"))
    assert not listed.find_all(class_="figure--views")
    assert "Most views" not in listed.find(class_="sorts").text
    assert Client().get("/questions/?sort=views").status_code == 400
    assert Client().get("/questions/?sort=votes").status_code == 200


def test_lists_show_two_lines_of_the_text_or_a_longer_excerpt_or_none(place):
    assert len(read_row().find(class_="row__excerpt").text) in range(170, 181)
    options.save({"list_excerpts": "whole"})
    excerpt = read_row().find(class_="row__excerpt--whole")
    assert len(excerpt.text) in range(470, 481)
    assert excerpt.text.endswith("…")
    options.save({"excerpt_length": 60})
    assert len(read_row("/users/asker/questions/").find(class_="row__excerpt").text) in range(50, 61)
    options.save({"list_excerpts": "none"})
    assert not read_row().find_all(class_="row__excerpt")


def test_flags_are_told_to_editors_and_to_others_only_where_the_owner_wants_it(place):
    for post in (place.question, place.answer):
        flag_post(make.member(), post.pk, reason=Flag.Reason.SPAM)
    for who in (None, place.reader, place.asker, place.expert):
        assert not read_page(place, who).find_all(class_="meta--flags")
    for who in (place.editor, place.moderator, place.administrator):
        assert [line.text for line in read_page(place, who).find_all(class_="meta--flags")] == ["1 flag"] * 2
    options.save({"is_flag_count_public": True})
    flag_post(make.member(), place.question.pk, reason=Flag.Reason.SPAM)
    assert [line.text for line in read_page(place).find_all(class_="meta--flags")] == ["2 flags", "1 flag"]


def read_cells(table):
    return [[cell.text for cell in row.find_all("td")] for row in table.find_all("tr")[1:]]


def test_administrators_see_who_voted_and_who_flagged(place):
    up, down, undecided = make.member("upstairs"), make.member("downstairs"), make.member("undecided")
    for viewer, values in ((up, [1]), (down, [-1]), (undecided, [1, 0])):
        for value in values:
            cast_vote(viewer, place.answer.pk, value)
    flag_post(place.reader, place.answer.pk, reason=Flag.Reason.RUDE, note="Not <kind>.")
    box = read_page(place, place.administrator).find(id=f"votes-{place.answer.pk}")
    address = box.find("a", class_="votes__count").attribute("href")
    page = Page.of(make.client(place.administrator).get(address))
    votes, flags = (read_cells(table) for table in page.find_all("table"))
    assert [name.text for name in page.find_all("a", class_="person")][1:] == [
        "downstairs",
        "upstairs",
        "reader",
    ]
    assert [row[0] for row in votes] == ["down", "up"]
    assert flags[0][0] == "Rude or hurtful: Not <kind>."
    for who in ("reader", "answerer", "expert", "editor", "moderator"):
        assert not read_page(place, getattr(place, who)).find_all("a", class_="votes__count")
        response = make.client(getattr(place, who)).get(address)
        assert response.status_code == 403
        assert b"upstairs" not in response.content


def test_the_list_of_voters_is_paged_and_a_post_that_nobody_voted_on_says_so(place):
    options.save({"users_page_size": 10})
    browser, address = make.client(place.administrator), f"/posts/{place.answer.pk}/votes/"
    assert "Nobody has voted on this." in browser.get(address).text
    voters = [make.user() for _ in range(12)]
    Vote.objects.bulk_create([Vote(post=place.answer, voter=voter, value=1) for voter in voters])
    assert len(Page.of(browser.get(f"{address}?page=2")).find("tbody").find_all("tr")) == 2
    assert browser.get(f"{address}?page=3").status_code == 404
    assert browser.get(f"{address}?page=x").status_code == 400
    assert browser.get("/posts/999999999/votes/").status_code == 404


def voting_forms(response):
    assert response.status_code == 200
    return [form for form in Page.of(response).find_all("form") if "/vote/" in form.attribute("action")]


@pytest.mark.parametrize("who", ["visitor", "reader"])
def test_votes_are_given_on_the_question_page_and_nowhere_else(place, who):
    client = make.client(getattr(place, who, None))
    assert voting_forms(client.get(place.question.get_absolute_url()))
    for address in LISTS:
        assert not voting_forms(client.get(address)), address


def test_an_author_without_an_account_is_you_to_themselves_and_to_others_the_name_or_anonymous(db):
    browser = Client()
    for name, own, others in (("", "you", "anonymous"), ("Sam", "Sam (you)", "Sam")):
        asked = browser.post(
            "/ask/",
            {"title": f"How do I begin a new day, {name}?", "body": "Some words.", "author_name": name},
        )
        assert asked.status_code == 302
        for client, words in ((browser, own), (Client(), others)):
            page = Page.of(client.get(asked.headers["Location"]))
            line = page.find(class_="post__foot").find(class_="meta").text
            assert timeless(line) == f"asked just now by {words}"
