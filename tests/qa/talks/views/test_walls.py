"""Walls as pages: kept for many while they are true, with the right buttons for each."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Level, User
from forum import options
from qa.actions.words import save_word
from qa.models import WatchedWord
from qa.news.models import Notice
from qa.talks.actions.preferences import save_preference
from qa.talks.actions.walls import delete_note, hide_note
from qa.talks.models import WallPost
from qa.talks.rules.openness import Openness
from tests import make
from tests.forum.doors import Browser, Server
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(db):
    return make.member("writer", has_confirmed_address=True)


def test_a_note_is_written_and_read_without_a_script(cast, writer):
    client = make.client(writer)
    assert "/users/asker/wall/new/" in client.get("/users/asker/").text
    after = client.post("/users/asker/wall/new/", {"body": "Thank **you**."}, follow=True)
    assert after.redirect_chain == [("/users/asker/wall/", 302)]
    for address in ("/users/asker/wall/", "/users/asker/"):
        assert "Thank <strong>you</strong>." in Client().get(address).text


def test_the_address_of_a_note_leads_to_its_wall_whatever_its_owner_is_called_now(cast, writer):
    note = make.note(writer, cast.asker)
    User.objects.filter(pk=cast.asker.user_id).update(username="calmer", username_key="calmer")
    assert Client().get(f"/wall/{note.pk}/")["Location"] == f"/users/calmer/wall/#note-{note.pk}"
    hide_note(cast.moderator, note.pk, "Not for here.")
    assert Client().get(f"/wall/{note.pk}/").status_code == 404


def test_owners_have_seen_what_they_were_told_of_when_they_look_at_their_wall(cast, writer):
    make.note(writer, cast.asker)
    make.client(cast.reader).get("/users/asker/wall/")
    assert Notice.objects.filter(read_at=None).exists()
    make.client(cast.asker).get("/users/asker/wall/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_walls_have_pages_of_ten(cast, writer):
    options.save({"wall_posts_per_member": 1000})
    for number in range(11):
        make.note(writer, cast.asker, f"Note {number}.")
    first = Page.of(Client().get("/users/asker/wall/"))
    assert len(first.find_all(class_="row")) == 10
    assert "Note 0." in Client().get("/users/asker/wall/?page=2").text
    assert Client().get("/users/asker/wall/?page=3").status_code == 404


def test_each_finds_the_buttons_that_are_theirs(cast, writer):
    old, new = make.note(writer, cast.asker), make.note(writer, cast.asker)
    page = {name: make.client(viewer).get("/users/asker/wall/").text for name, viewer in {
        "reader": cast.reader, "writer": writer, "asker": cast.asker, "editor": cast.editor, "moderator": cast.moderator,
    }.items()}  # fmt: skip
    page["visitor"] = Client().get("/users/asker/wall/").text
    ways = {name: {word for note in (old, new) for word in ("deletion", "hiding", "report")
                   if f"/wall/{note.pk}/{word}/" in text} for name, text in page.items()}  # fmt: skip
    assert ways == {
        "visitor": set(),
        "reader": {"report"},
        "writer": {"deletion"},
        "asker": {"deletion", "report"},
        "editor": {"hiding", "report"},
        "moderator": {"deletion", "hiding", "report"},
    }
    assert f"/wall/{old.pk}/deletion/" not in page["writer"]
    assert f"/wall/{new.pk}/deletion/" in page["writer"]


def test_deleting_and_hiding_ask_first(cast, writer):
    note = make.note(writer, cast.asker)
    moderator = make.client(cast.moderator)
    assert moderator.get(f"/wall/{note.pk}/hiding/").status_code == 200
    assert moderator.post(f"/wall/{note.pk}/hiding/", {"reason": ""}).status_code == 422
    moderator.post(f"/wall/{note.pk}/hiding/", {"reason": "It names a neighbour."})
    assert note.body_text not in Client().get("/users/asker/wall/").text
    own = make.client(writer).get("/users/asker/wall/").text
    assert note.body_text in own
    assert "It names a neighbour." in own
    assert make.client(cast.reader).get(f"/wall/{note.pk}/report/").status_code == 404
    moderator.post(f"/wall/{note.pk}/showing/")
    assert note.body_text in Client().get("/users/asker/wall/").text
    assert make.client(cast.asker).get(f"/wall/{note.pk}/deletion/").status_code == 200
    make.client(cast.asker).post(f"/wall/{note.pk}/deletion/")
    assert not WallPost.objects.exists()


def test_a_closed_wall_is_gone_for_others_and_off_for_all_where_there_are_none(cast, writer):
    note = make.note(writer, cast.asker)
    save_preference(cast.asker, Openness.EVERYBODY, has_wall=False)
    for address in ("/users/asker/", "/users/asker/wall/"):
        assert note.body_text not in Client().get(address).text
    assert note.body_text in make.client(cast.asker).get("/users/asker/wall/").text
    assert "cannot write on this wall" in make.client(writer).get("/users/asker/wall/new/").text
    options.save({"are_walls_allowed": False})
    assert Client().get("/users/asker/wall/").status_code == 404
    assert "wall" not in Client().get("/users/asker/").text.lower()


def test_where_only_members_read_texts_a_wall_is_for_members(cast, writer):
    note = make.note(writer, cast.asker)
    options.save({"view_level": "members"})
    for address in ("/users/asker/", "/users/asker/wall/"):
        assert note.body_text not in Client().get(address).text
        assert note.body_text in make.client(cast.reader).get(address).text


def test_a_refused_note_stays_in_the_form(cast, writer):
    save_word(make.SYSTEM, WatchedWord(pattern="casino", action="reject"))
    client = make.client(writer)
    for body, sentence in (
        ("To the casino.", "casino"),
        ("", "required"),
        ("x" * 100_000, "at most 8000 fit"),
    ):
        response = client.post("/users/asker/wall/new/", {"body": body})
        assert response.status_code == 422
        assert sentence in response.text
        assert Page.of(response).find("textarea").text.strip() == body
    assert not WallPost.objects.exists()


# --- At the door ----------------------------------------------------------------------------------


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def people(transactional_db):
    people = make.cast()
    people.writer = make.member("writer", has_confirmed_address=True)
    long_ago = timezone.now() - timedelta(days=900)
    User.objects.update(joined_at=long_ago)
    return people


def age():
    WallPost.objects.update(created_at=timezone.now() - timedelta(days=900))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/users/asker/wall/", "/users/asker/"])
def test_a_wall_is_kept_for_many_and_true_on_the_very_next_request(people, server, address):
    note = make.note(people.writer, people.asker, "A first note.")
    age()
    assert "A first note." in server.get_made(address).text
    assert "A first note." in server.get_kept(address).text
    make.note(people.writer, people.asker, "A second note.")
    age()
    assert "A second note." in server.get_made(address).text
    hide_note(people.moderator, note.pk, "Not for here.")
    assert "A first note." not in server.get(address).text
    server.get_kept(address)
    delete_note(people.asker, WallPost.objects.get(hidden_at=None).pk)
    assert "A second note." not in server.get(address).text
    User.objects.filter(pk=people.writer.user_id).update(level=Level.EDITOR)
    WallPost.objects.update(hidden_at=None, hidden_reason="")
    assert "A first note." in server.get(address).text, "by hand, at the database"
    save_preference(people.asker, Openness.EVERYBODY, has_wall=False)
    assert "A first note." not in server.get(address).text


@pytest.mark.django_db(transaction=True)
def test_strangers_share_the_page_of_a_wall_and_those_on_it_get_their_own(people, server):
    make.note(people.writer, people.asker, "A first note.")
    age()
    address = "/users/asker/wall/"
    one, other = Browser(server, people.reader), Browser(server, people.answerer)
    one.get(address)
    kept = other.get_kept(address)
    assert "/deletion/" not in kept.text
    for viewer in (people.writer, people.asker):
        assert "/deletion/" in Browser(server, viewer).get(address).text
    assert "/deletion/" not in one.get_kept(address).text


@pytest.mark.django_db(transaction=True)
def test_no_page_of_messages_is_ever_kept(people, server):
    message = make.message(people.reader, people.asker, "For you alone.")
    browser = Browser(server, people.asker)
    for address in (
        "/messages/",
        f"/messages/{message.conversation_id}/",
        "/messages/new/",
        "/users/me/messages/",
    ):
        assert browser.get_made(address).status == 200
        assert "no-store" in browser.get_made(address).headers["cache-control"]
        assert server.get_made(address).status == 302
        assert server.get_made(address).status == 302
