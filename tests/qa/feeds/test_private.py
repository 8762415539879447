"""The feed of one's own updates: for whoever knows its address, which its member makes and takes back."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings as live
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from forum import options
from forum.lib.feeds import FORMATS
from forum.lib.tickets import make_ticket
from qa.actions.favourites import set_favourite
from qa.actions.hidings import hide_post
from qa.news.actions.feeds import find_feed_key, make_feed_key, make_feed_ticket
from qa.news.actions.mutes import set_mute
from qa.news.models import FeedKey
from qa.news.reads import updates
from tests import make
from tests.feeds import read
from tests.pages import Page
from tests.work import work

pytestmark = pytest.mark.django_db
PAGE = "/updates/feed/"
TITLE = "How do nights get shorter?"


@pytest.fixture
def story(cast):
    """The asker's question was answered, and they follow another one that was commented on."""
    cast.question = make.question(cast.asker, TITLE, category=make.category("Health"))
    cast.answer = make.answer(cast.question, cast.answerer, "A walk helps.")
    cast.other = make.question(cast.reader, "What helps on a bad day?")
    set_favourite(cast.asker, cast.other.pk, True)
    make.comment(cast.other, make.visitor())
    work()
    return cast


def make_address(viewer, form="atom", *, is_discreet=False):
    return f"/feeds/updates/{make_feed_ticket(make_feed_key(viewer, is_discreet=is_discreet))}.{form}"


def told(address):
    return [entry.title for entry in read(Client().get(address)).entries]


def press(viewer, act, **fields):
    return make.client(viewer).post(PAGE, {"act": act, **fields}, follow=True)


def shown_address(viewer):
    fields = Page.of(make.client(viewer).get(PAGE)).find_all(id="feed-address")
    return fields[0].attribute("value").removeprefix(live.SITE_URL) if fields else ""


# --- What it says --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("is_discreet", [True, False])
def test_whoever_knows_the_address_reads_what_stands_on_the_page_of_updates(story, form, is_discreet):
    response = Client().get(make_address(story.asker, form, is_discreet=is_discreet))
    feed = read(response, form)
    assert len(feed.entries) == 2
    assert "self" not in feed.links
    key = FeedKey.objects.get()
    assert make_feed_ticket(key) not in response.text


def test_an_entry_says_what_happened_who_did_it_and_where_and_no_word_of_the_text(story):
    response = Client().get(make_address(story.asker))
    comment, answer = read(response).entries
    assert (comment.title, comment.author) == ("Commented: What helps on a bad day?", "anonymous")
    assert (answer.title, answer.author, answer.tags) == (f"Answered: {TITLE}", "answerer", ["Health"])
    assert answer.url.endswith(f"#a{story.answer.pk}")
    assert "A walk helps" not in response.text


def test_a_discreet_feed_says_nothing_that_tells_whose_it_is_or_what_it_is_about(story):
    response = Client().get(make_address(story.asker, is_discreet=True))
    entries = read(response).entries
    assert [entry.title for entry in entries] == [
        "News of something you follow",
        "News of something you wrote",
    ]
    assert {urlsplit(entry.url).path for entry in entries} == {"/updates/"}
    for word in (
        "nights",
        "bad day",
        "answerer",
        "Health",
        "asker",
        options.current().site_name,
        "questions/",
    ):
        assert word not in response.text


def test_nothing_hidden_has_a_title_there(story):
    address = make_address(story.asker)
    hide_post(story.moderator, story.other.pk, reason="Not for here.")
    hide_post(story.moderator, story.question.pk, reason="Not for here.")
    work()
    response = Client().get(address)
    assert [entry.title for entry in read(response).entries] == ["Hidden: something that is hidden"]
    for word in ("nights", "bad day", "bad-day", "moderatrix", "Not for here"):
        assert word not in response.text
    assert "A decision about something you wrote" in told(make_address(story.asker, is_discreet=True))


def test_what_one_muted_is_not_there_and_comes_back(story):
    address = make_address(story.asker)
    set_mute(story.asker, story.question, True)
    assert told(address) == ["Commented: What helps on a bad day?"]
    set_mute(story.asker, story.question, False)
    assert len(told(address)) == 2


def test_what_is_left_out_of_the_page_is_left_out_of_the_feed(story, monkeypatch):
    address = make_address(story.asker)
    monkeypatch.setattr(updates, "keep_unmuted", lambda viewer, rows: rows[1:])
    assert told(address) == [f"Answered: {TITLE}"]
    assert "bad day" not in Page.of(make.client(story.asker).get("/updates/")).text


def test_an_entry_keeps_its_id_and_the_feed_has_as_many_as_the_owner_wants(story):
    address = make_address(story.asker)
    before = [entry.id for entry in read(Client().get(address)).entries]
    assert [entry.id for entry in read(Client().get(address)).entries] == before
    options.save({"feed_number_items": 1})
    assert [entry.id for entry in read(Client().get(address)).entries] == before[:1]


# --- Whose it is ---------------------------------------------------------------------------------


def test_no_copy_is_kept_and_nobody_is_told_where_it_came_from(story):
    response = Client().get(make_address(story.asker))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in response.headers
    known = {"if-none-match": response.headers["ETag"]}
    again = Client().get(make_address(story.asker), headers=known)
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == "private, no-store"


def test_a_member_makes_an_address_reads_it_again_makes_another_one_and_ends_it(story):
    assert shown_address(story.asker) == ""
    assert press(story.asker, "make").status_code == 200
    first = shown_address(story.asker)
    assert shown_address(story.asker) == first
    assert len(told(first)) == 2
    press(story.asker, "make")
    second = shown_address(story.asker)
    assert second != first
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    press(story.asker, "drop")
    assert shown_address(story.asker) == ""
    assert Client().get(second).status_code == 404
    press(story.asker, "make")
    assert Client().get(second).status_code == Client().get(first).status_code == 404


def test_a_member_chooses_how_much_it_says_and_the_address_stays(story):
    press(story.asker, "make", is_discreet="on")
    address = shown_address(story.asker)
    assert told(address)[1] == "News of something you wrote"
    press(story.asker, "save")
    assert shown_address(story.asker) == address
    assert told(address)[1] == f"Answered: {TITLE}"


@pytest.mark.parametrize("is_discreet", [True, False])
def test_at_first_it_says_as_much_as_mails_do(story, is_discreet):
    options.save({"is_mail_discreet": is_discreet})
    box = Page.of(make.client(story.asker).get(PAGE)).find(id="id_is_discreet")
    assert ("checked" in box.node[1]) is is_discreet


def test_nobody_reads_with_an_address_that_was_made_for_somebody_or_something_else(story):
    good = make_feed_ticket(make_feed_key(story.asker, is_discreet=False))
    member, number, day, seal = good.split("-")
    other = make_feed_ticket(make_feed_key(story.reader, is_discreet=False))
    bad = [
        good[:-1],
        good + "a",
        f"{other.split('-')[0]}-{number}-{day}-{seal}",
        f"{member}-{number}-{day}-{other.split('-')[3]}",
        make_ticket("stop", [story.asker.member_id, 1], days=9),
        make_ticket("feed", [story.asker.member_id, 1], days=9),
        "a" * 300,
        "-",
        "0",
    ]
    for ticket in bad:
        assert find_feed_key(ticket) is None
        assert Client().get(f"/feeds/updates/{ticket}.atom").status_code == 404, ticket
    assert Client().get(f"/feeds/updates/{good}.pdf").status_code == 404


def test_an_account_that_is_gone_has_no_feed(story):
    address = make_address(story.asker)
    User.objects.filter(pk=story.asker.user_id).update(is_active=False)
    assert Client().get(address).status_code == 404
    story.asker.user.delete()
    assert Client().get(address).status_code == 404
    assert not FeedKey.objects.exists()


def test_a_feed_is_read_so_often_an_hour(story):
    options.save({"feed_reads_per_member": 2})
    address = make_address(story.asker)
    statuses = [Client().get(address).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    response = Client().get(address)
    assert int(response.headers["Retry-After"]) > 0
    assert Client().get(make_address(story.reader)).status_code == 200


def test_the_owner_may_want_none(story):
    address = make_address(story.asker)
    options.save({"feed_for_updates": False})
    assert Client().get(address).status_code == 404
    assert make.client(story.asker).get(PAGE).status_code == 404
    assert PAGE not in make.client(story.asker).get("/updates/").text
    assert PAGE not in make.client(story.asker).get("/feeds/").text


def test_the_page_is_ones_own_and_knows_its_buttons(story):
    assert Client().get(PAGE).status_code == 302
    assert Client().post(PAGE, {"act": "make"}).status_code == 302
    assert press(story.asker, "everything").status_code == 400
    assert press(story.asker, "").status_code == 400
    assert not FeedKey.objects.exists()
    response = make.client(story.asker).get(PAGE)
    assert "no-store" in response.headers["Cache-Control"]
    assert f'href="{PAGE}"' in make.client(story.asker).get("/updates/").text


def test_a_feed_costs_the_same_with_more_entries(story):
    address = make_address(story.asker)

    def cost():
        Client().get(address)
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address).status_code == 200
        return len(queries)

    before = cost()
    for _number in range(4):
        question = make.question(story.asker, tags=("sleep",), category=make.category())
        make.answer(question, make.member())
        star = make.question(make.member(), tags=("sleep",))
        set_favourite(story.asker, star.pk, True)
        make.comment(star, make.member())
    work()
    assert cost() == before <= 8
