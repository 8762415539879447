"""Forums that share their people, and a site of the owner's where everybody signs in."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import Level, SignIn, User
from accounts.sign_on import find_known
from forum import options
from forum.lib.env import read_sisters
from tests import make
from tests.accounts.test_factors import is_signed_in
from tests.pages import Page

pytestmark = pytest.mark.django_db
SECRET = "b" * 40
THERE = "https://b.example.org"
TO_B = "/accounts/sign-on/to/b/"


@pytest.fixture(autouse=True)
def sisters(settings, monkeypatch):
    monkeypatch.setenv(
        "SISTERS",
        f'{{"b": {{"title": "Parents", "address": "{THERE}/", "secret": "{SECRET}", "level": true}}}}',
    )
    settings.SIGN_ON_SISTERS = read_sisters("SISTERS")


def find_link(response):
    """Return where a page that goes on by itself leads; its link and its head say the same."""
    page = Page.of(response)
    link = page.find("main").find("a", class_="button--primary").attribute("href")
    assert page.find("meta", http_equiv="refresh").attribute("content") == f"0; url={link}"
    assert "no-store" in response.headers["Cache-Control"]
    return link


def follow(client, link, settings):
    """Follow a link to the other forum, which is here under the settings that it has."""
    assert link.startswith(f"{THERE}/accounts/sign-on/?")
    settings.SIGN_ON_SECRET = SECRET
    answer = client.get(link.removeprefix(THERE))
    settings.SIGN_ON_SECRET = ""
    return answer


def test_a_member_of_one_forum_is_the_same_member_of_the_other_each_time(settings):
    robin = make.user("Robin", email="robin@example.org")
    EmailAddress.objects.create(user=robin, email=robin.email, verified=True, primary=True)
    here = Client()
    here.force_login(robin, backend=make.BACKEND)
    seen = set()
    for _visit in ("the first", "the second"):
        there = Client()
        settings.SIGN_ON_URL = f"https://a.example.org{TO_B}"
        wanted = there.get("/accounts/login/?next=/tags/")
        settings.SIGN_ON_URL = ""
        way = find_link(wanted)
        assert way == f"https://a.example.org{TO_B}?next=%2Ftags%2F"
        answer = follow(there, find_link(here.get(way.removeprefix("https://a.example.org"))), settings)
        assert answer.headers["Location"] == "/tags/"
        assert is_signed_in(there)
        seen.add(find_known(str(robin.pk)).pk)
    other = User.objects.get(pk__in=seen)  # one, and with nothing of the address
    assert (other.username, other.email) == ("Robin 2", "")
    assert SocialAccount.objects.count() == 1


def test_only_members_are_led_on_and_only_to_forums_that_the_owner_named(settings):
    visitor = Client().get(f"{TO_B}?next=/tags/")
    assert visitor.headers["Location"] == f"/accounts/login/?next={TO_B}%3Fnext%3D/tags/"
    here = Client()
    here.force_login(make.user(), backend=make.BACKEND)
    assert here.get("/accounts/sign-on/to/c/").status_code == 404
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/" + "x" * 900):
        link = find_link(here.get(TO_B, {"next": elsewhere}))
        assert urlsplit(link).netloc == "b.example.org"
        answer = follow(Client(), link, settings)
        assert answer.headers["Location"] == "/"
    assert here.post(TO_B).status_code == 405


def test_an_address_and_a_level_are_told_only_to_forums_that_the_owner_trusts_with_them(settings):
    editor = make.user("Kim", Level.EDITOR, email="kim@example.org")
    EmailAddress.objects.create(user=editor, email=editor.email, verified=True, primary=True)
    here = Client()
    here.force_login(User.objects.get(pk=editor.pk), backend=make.BACKEND)
    settings.SIGN_ON_HIGHEST_LEVEL = "moderator"
    follow(Client(), find_link(here.get(TO_B)), settings)
    assert find_known(str(editor.pk)).level == Level.EDITOR
    SocialAccount.objects.all().delete()
    EmailAddress.objects.all().update(email="moved@example.org")  # so that it is free there
    settings.SIGN_ON_SISTERS = {"b": settings.SIGN_ON_SISTERS["b"] | {"level": False, "email": True}}
    follow(Client(), find_link(here.get(TO_B)), settings)
    member = find_known(str(editor.pk))
    assert (member.level, member.email) == (Level.REGISTERED, "kim@example.org")
    assert member.has_confirmed_address


def test_the_menu_names_the_other_forums_where_the_owner_wants_that():
    here = Client()
    here.force_login(make.user(), backend=make.BACKEND)

    def find(client):
        links = Page.of(client.get("/tags/")).find("nav", class_="menu").find_all("a")
        return [link.attribute("href") for link in links if link.text == "Parents"]

    assert find(here) == find(Client()) == []
    options.save({"are_sisters_linked": True})
    assert find(here) == [TO_B]
    assert find(Client()) == [f"{THERE}/"]


def test_signing_in_happens_on_the_site_of_the_owner_and_here_for_those_who_stay(settings):
    settings.SIGN_ON_URL = "https://example.org/?mindwellnessforum=go"
    question = make.question(make.member(), title="How do I get through the nights?")
    page = Client().get("/accounts/login/", {"next": f"{question.get_absolute_url()}?page=2#a1"})
    # The site's log need not have what somebody reads about.
    assert find_link(page) == f"{settings.SIGN_ON_URL}&next=%2Fquestions%2F{question.pk}%2F"
    stays = Page.of(page).find("main").find_all("a")[1].attribute("href")
    assert dict(parse_qsl(urlsplit(stays).query))["next"].startswith(question.get_absolute_url())
    assert "Sign in" in Page.of(Client().get(stays)).find("h1").text
    assert find_link(Client().get("/accounts/login/?next=//evil.example/")) == settings.SIGN_ON_URL
    member, client = make.user(), Client()
    answer = client.post("/accounts/login/", {"login": member.username, "password": make.PASSWORD})
    assert answer.status_code == 302
    assert client.get("/accounts/login/").status_code == 302  # signed in already
    ended = client.post(f"/users/me/sessions/{SignIn.objects.get(member=member).pk}/")
    assert ended.headers["Location"] == "/accounts/login/?stay=1"  # not back in by way of the site
    assert Client().get("/accounts/signup/").status_code == 200
    options.save({"is_registration_closed": True})
    assert find_link(Client().get("/accounts/signup/")) == settings.SIGN_ON_URL
    assert Client().get("/accounts/signup/?stay=1").status_code == 403
