"""Watched words in the console, and names that new members cannot take."""

import pytest
from django.test import Client

from forum import options
from qa.actions.words import save_word
from qa.models import WatchedWord
from tests import make
from tests.pages import Page
from tests.qa.admin.console import change, sign_in

pytestmark = pytest.mark.django_db
WORDS = "/admin/qa/watchedword/"


def test_a_word_is_added_changed_and_removed(cast):
    client = sign_in(cast, "administrator")
    assert change(client, f"{WORDS}add/", pattern="Casin**", action="reject").status_code == 302
    word = WatchedWord.objects.get()
    assert (word.pattern, word.key, word.action) == ("Casin*", "casin*", "reject")
    change(client, f"{WORDS}{word.pk}/change/", pattern="roulette")
    assert WatchedWord.objects.get().key == "roulette"
    client.post(f"{WORDS}{word.pk}/delete/", {"post": "yes"})
    assert not WatchedWord.objects.exists()


@pytest.mark.parametrize(
    ("pattern", "why"),
    [("", "required"), ("***", "stars alone"), ("a*", "two letters"), ("CASINO", "already")],
)
def test_a_word_that_cannot_be_watched_for_comes_back_with_the_reason(cast, pattern, why):
    save_word(make.SYSTEM, WatchedWord(pattern="casino"))
    response = change(sign_in(cast, "administrator"), f"{WORDS}add/", pattern=pattern)
    assert response.status_code == 422
    assert why in Page.of(response).text
    assert WatchedWord.objects.count() == 1


def test_a_list_is_taken_over_and_downloaded(cast):
    client = sign_in(cast, "administrator")
    response = client.post(f"{WORDS}import/", {"words": "casino\nbuy now | reject"}, follow=True)
    assert "2 words are new." in Page.of(response).text
    response = client.get(f"{WORDS}export/")
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().splitlines() == [
        "buy now | reject | titles texts tags names",
        "casino | hold | titles texts tags names",
    ]


def test_a_bad_list_comes_back_with_the_line(cast):
    response = sign_in(cast, "administrator").post(f"{WORDS}import/", {"words": "casino\n*\nroulette"})
    assert response.status_code == 422
    page = Page.of(response)
    assert "Line 2 (*)" in page.text
    assert "roulette" in page.find("textarea").text
    assert not WatchedWord.objects.exists()


@pytest.mark.parametrize("name", ["import", "export", "try"])
def test_nobody_below_administrators_gets_at_the_list(cast, name):
    save_word(make.SYSTEM, WatchedWord(pattern="casino"))
    for who in ("visitor", "reader", "moderator"):
        for response in (
            sign_in(cast, who).get(f"{WORDS}{name}/"),
            sign_in(cast, who).post(f"{WORDS}{name}/", {"words": "other", "text": "casino"}),
        ):
            assert response.status_code == 302
    assert WatchedWord.objects.get().pattern == "casino"


def test_words_are_tried_on_a_text_and_nothing_is_stored(cast):
    save_word(make.SYSTEM, WatchedWord(pattern="cas*no", action="flag"))
    client = sign_in(cast, "administrator")
    page = Page.of(client.post(f"{WORDS}try/", {"text": "A <b>Casino</b>,\na C\u200bASINO."}))
    assert [one.text for one in page.find_all("mark")] == ["Casino", "C\u200bASINO"]
    assert "cas*no: publish" in page.text
    assert not page.find("main").find_all("b") if page.find_all("main") else True
    assert "None of the words" in Page.of(client.post(f"{WORDS}try/", {"text": "calm"})).text
    assert client.post(f"{WORDS}try/", {"text": ""}).status_code == 422
    assert WatchedWord.objects.get().hit_count == 0


def sign_up(name):
    sent = {"username": name, "email": "", "password1": make.PASSWORD, "password2": make.PASSWORD}
    return Client().post("/accounts/signup/", sent)


def test_new_members_cannot_take_a_name_with_a_word_that_is_not_wanted(db):
    options.save({"bad_usernames": "guru*, therapist"})
    save_word(make.SYSTEM, WatchedWord(pattern="casino", in_usernames=True, action="reject"))
    for name in ("Guru", "gurus_kim", "the-Thérapist", "Casino-king"):
        response = sign_up(name)
        assert "cannot be taken here" in Page.of(response).text, name
    WatchedWord.objects.update(in_usernames=False)
    assert sign_up("Casino-king").status_code == 302
    assert sign_up("kim").status_code == 302


def test_a_place_that_is_none_is_named(cast):
    client = sign_in(cast, "administrator")
    response = change(client, "/admin/forum/siteoption/", blocked_hosts="https://bad.example/x, not!a!host")
    assert response.status_code == 422
    assert "“not!a!host” is not the name of a place" in Page.of(response).text
    assert (
        change(client, "/admin/forum/siteoption/", blocked_hosts="https://bad.example/x").status_code == 302
    )
