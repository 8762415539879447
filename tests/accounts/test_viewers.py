"""Who is looking: members by their session, visitors by a signed secret that nobody can make up."""

import time
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Level, User
from accounts.viewers import (
    COOKIE_SALT,
    COOKIE_SECONDS,
    NOBODY,
    Viewer,
    ensure_visitor,
    hash_secret,
    read_viewer,
    set_visitor_cookie,
)
from qa.models import Post
from tests import make

TITLE = "How can I sleep through a whole night?"


def request(cookie=None, user=None, **meta):
    made = RequestFactory().get("/", **meta)
    if cookie is not None:
        made.COOKIES["visitor"] = cookie
    made.user = user or AnonymousUser()
    return made


def signed(secret="secret", salt=COOKIE_SALT, **options):
    return signing.dumps(secret, salt=salt, **options)


def signed_at(monkeypatch, moment):
    with monkeypatch.context() as patch:
        patch.setattr(signing, "time", SimpleNamespace(time=lambda: moment))
        return signed()


# --- Reading --------------------------------------------------------------------------------------


def test_without_a_cookie_a_visitor_is_nobody_known():
    viewer = read_viewer(request())
    assert (viewer.user, viewer.visitor_key, viewer.is_member) == (None, "", False)
    assert viewer.address_key


def test_a_signed_cookie_is_known_by_the_hash_of_its_secret_alone():
    viewer = read_viewer(request(signed()))
    assert viewer.visitor_key == hash_secret("secret")
    assert "secret" not in viewer.visitor_key
    assert len(viewer.visitor_key) == 64


def forged():
    good = signed()
    body, stamp, signature = good.split(":")
    yield "empty", ""
    yield "rubbish", "rubbish"
    yield "plain secret", "secret"
    yield "its own hash", hash_secret("secret")
    yield "another purpose", signed(salt="another purpose")
    yield "another key", signed(key="another key" * 6)
    yield "cut short", good[:-1]
    yield "one letter more", good + "A"
    yield "another secret below the signature", ":".join([signed("other").split(":")[0], stamp, signature])
    yield "a later stamp", ":".join([body, "zzzzzz", signature])
    yield "no stamp", ":".join([body, signature])
    yield "no signature", f"{body}:{stamp}:"
    yield "letters of other scripts", "ключ:ключ:ключ"
    yield "very long", "x" * 100_000


@pytest.mark.parametrize(
    "cookie", [cookie for _name, cookie in forged()], ids=[name for name, _cookie in forged()]
)
def test_a_forged_cookie_counts_as_none(cookie):
    assert read_viewer(request(cookie)).visitor_key == ""


@settings(deadline=None, max_examples=200, database=None)
@given(st.text(max_size=100))
def test_no_cookie_is_a_fault_or_gives_rights(cookie):
    assert read_viewer(request(cookie)).visitor_key == ""


def test_a_cookie_is_good_for_a_year_and_not_a_minute_longer(monkeypatch):
    now = time.time()
    fresh = signed_at(monkeypatch, now - COOKIE_SECONDS + 60)
    stale = signed_at(monkeypatch, now - COOKIE_SECONDS - 60)
    assert read_viewer(request(fresh)).visitor_key == hash_secret("secret")
    assert read_viewer(request(stale)).visitor_key == ""


def test_with_another_secret_key_every_cookie_is_worthless(settings):
    cookie = signed()
    settings.SECRET_KEY = "another" * 10
    assert read_viewer(request(cookie)).visitor_key == ""


def test_a_member_is_a_member_whatever_cookie_comes_along():
    viewer = read_viewer(request(signed(), User(pk=7)))
    assert (viewer.user_id, viewer.visitor_key) == (7, "")


def test_one_network_has_one_key_and_another_network_another():
    keys = [
        read_viewer(request(REMOTE_ADDR=address)).address_key
        for address in (
            "2001:db8:1:2::1",
            "2001:db8:1:2:ffff::9",
            "2001:db8:1:3::1",
            "192.0.2.1",
            "::ffff:192.0.2.1",
        )
    ]
    assert keys[0] == keys[1]
    assert keys[3] == keys[4]
    assert len(set(keys)) == 3


# --- Rights of a viewer ---------------------------------------------------------------------------


def test_levels_include_the_lower_ones_and_visitors_have_none():
    editor = Viewer(User(pk=1, level=Level.EDITOR))
    assert [editor.has_level(level) for level in (Level.REGISTERED, Level.EDITOR, Level.MODERATOR)] == [
        True, True, False,
    ]  # fmt: skip
    assert not any(NOBODY.has_level(level) for level in Level)


def test_asking_for_the_account_of_a_visitor_is_a_mistake_of_ours():
    assert Viewer(User(pk=7)).member_id == 7
    with pytest.raises(ValueError, match="no account"):
        Viewer(visitor_key="x").member_id  # noqa: B018


# --- The cookie -----------------------------------------------------------------------------------


@pytest.mark.parametrize("is_secure", [True, False])
def test_the_cookie_lasts_a_year_out_of_reach_of_scripts_and_over_https_where_there_is_https(
    settings, is_secure
):
    settings.VISITOR_COOKIE_SECURE = is_secure
    response = HttpResponse()
    set_visitor_cookie(response, "secret")
    cookie = response.cookies["visitor"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (365 * 86_400, True, "Lax")
    assert bool(cookie["secure"]) is is_secure
    assert read_viewer(request(cookie.value)).visitor_key == hash_secret("secret")


def test_a_visitor_gets_one_secret_and_keeps_it():
    made = request()
    made.viewer = read_viewer(made)
    first = ensure_visitor(made)
    assert first.visitor_key == hash_secret(made.new_visitor_secret)
    assert len(made.new_visitor_secret) > 40
    assert ensure_visitor(made) is first is made.viewer
    assert first.address_key


@pytest.mark.django_db
def test_reading_leaves_no_cookie_and_writing_leaves_one_that_is_known_again():
    client = Client()
    for address in ("/", "/ask/", "/accounts/login/", "/search/?q=x"):
        client.get(address)
    assert "visitor" not in client.cookies
    client.post("/ask/", {"title": TITLE, "body": "Words."})
    first = client.cookies["visitor"].value
    client.post("/ask/", {"title": TITLE, "body": "More words."})
    assert client.cookies["visitor"].value == first
    assert len(set(Post.objects.values_list("visitor_key", flat=True))) == 1


@pytest.mark.django_db
def test_a_post_that_was_refused_leaves_no_cookie():
    client = Client()
    client.post("/ask/", {"title": "Too short"})
    assert "visitor" not in client.cookies


@pytest.mark.django_db
def test_what_the_database_holds_gives_nobody_the_rights_of_an_author():
    client = Client()
    client.post("/ask/", {"title": TITLE, "body": "Words."})
    question = Post.objects.get()
    assert client.get(f"/posts/{question.pk}/edit/").status_code == 200
    for cookie in (question.visitor_key, signing.dumps(question.visitor_key, salt=COOKIE_SALT)):
        thief = Client()
        thief.cookies["visitor"] = cookie
        assert thief.get(f"/posts/{question.pk}/edit/").status_code == 403


@pytest.mark.django_db
def test_a_member_who_may_no_longer_sign_in_is_a_visitor_from_the_next_page_on():
    viewer = make.member("asker")
    client = make.client(viewer)
    question = make.question(viewer)
    assert client.get(f"/posts/{question.pk}/edit/").status_code == 200
    User.objects.filter(pk=viewer.user_id).update(is_active=False)
    assert client.get(f"/posts/{question.pk}/edit/").status_code == 403
