"""Signing in with an account of elsewhere: set up in the console, connected, disconnected, and never taken over."""

from ipaddress import ip_network
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin.models import LogEntry as ConsoleEntry
from django.db import connection
from django.test import Client

from accounts.models import Consent, User
from forum import options
from qa.models import LogEntry
from qa.privacy.models import Age
from tests import make
from tests.accounts.providers import CLIENT, SECRET, running
from tests.accounts.test_factors import confirm, is_signed_in, set_up
from tests.accounts.test_sign_in import assert_is_ours, sign_in
from tests.pages import Page

pytestmark = pytest.mark.django_db
ADD, GO, BACK, MINE = (
    "/admin/accounts/provider/add/",
    "/accounts/with/home/",
    "/accounts/oidc/home/login/callback/",
    "/accounts/3rdparty/",
)


@pytest.fixture
def provider(settings):
    settings.SIGN_IN_ALLOWED_NETWORKS, settings.SIGN_IN_ALLOW_HTTP = [ip_network("127.0.0.0/8")], True
    with running() as found:
        yield found


def form(home, **changes):
    return {"provider": "openid_connect", "name": "Home", "provider_id": "home", "server_url": home.url,
            "client_id": CLIENT, "new_secret": SECRET, **changes}  # fmt: skip


@pytest.fixture
def home(provider, cast):
    assert make.client(cast.administrator).post(ADD, form(provider)).status_code == 302
    return provider


def go(client, **sent):
    """Follow the button; return the parameters with which the provider is asked."""
    page = client.post(GO, sent)
    assert_is_ours(page)
    address = Page.of(page).find("main").find("a", class_="button--primary").attribute("href")
    assert f"0; url={address}" in [meta.attribute("content") for meta in Page.of(page).find_all("meta")]
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def come_back(client, **sent):
    asked = go(client, **sent)
    return client.get(BACK, {"code": "good", "state": asked["state"]})


def sign_up(client, name="robin", email=""):
    assert come_back(client).headers["Location"] == "/accounts/3rdparty/signup/"
    return client.post("/accounts/3rdparty/signup/", {"username": name, "email": email})


def test_an_administrator_sets_it_up_and_never_sees_the_secret_again(provider, cast):
    assert "With an account of elsewhere" not in Page.of(Client().get("/accounts/login/")).text
    client = make.client(cast.administrator)
    assert make.client(cast.moderator).get(ADD).status_code in (302, 403)
    assert client.post(ADD, form(provider)).status_code == 302
    row = SocialApp.objects.get()
    page = client.get(f"/admin/accounts/provider/{row.pk}/change/")
    assert SECRET not in page.content.decode()
    assert BACK in Page.of(page).text
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM socialaccount_socialapp a")
        assert SECRET not in cursor.fetchone()[0]
    assert SECRET not in "".join(entry.change_message for entry in ConsoleEntry.objects.all())
    client.post(f"/admin/accounts/provider/{row.pk}/change/", form(provider, name="Our house", new_secret=""))
    for address in ("/accounts/login/", "/accounts/signup/"):
        assert "Our house" in [button.text for button in Page.of(Client().get(address)).find_all("button")]
    asked = Client().post(GO)
    assert asked.status_code == 200
    assert come_back(Client()).status_code == 302


def test_each_change_stands_in_the_moderation_log_and_no_secret_does(home, cast):
    client, row = make.client(cast.administrator), SocialApp.objects.get()
    address = f"/admin/accounts/provider/{row.pk}/change/"
    client.post(address, form(home, new_secret=""))  # as it was: nothing to tell
    client.post(address, form(home, name="Our house", new_secret=""))
    client.post(address, form(home, name="Our house", new_secret="another-secret"))
    client.post(f"/admin/accounts/provider/{row.pk}/delete/", {"post": "yes"})
    assert not SocialApp.objects.exists()
    entries = LogEntry.objects.filter(verb="provider").order_by("pk").prefetch_related("parts")
    told = [{part.kind: part.content for part in entry.parts.all()} for entry in entries]
    assert {one["actor"]["name"] for one in told} == {"administratrix"}
    made, renamed, sealed, gone = (one["words"]["change"] for one in told)
    assert made["provider"] == ["", "Home"]
    assert made["provider_address"] == ["", home.url]
    assert renamed == {"provider": ["Home", "Our house"]}
    assert set(sealed) == {"provider", "secret"}
    assert gone["provider"] == ["Our house", ""]
    page = client.get("/moderation-log/").content.decode()
    assert "changed a way to sign in from elsewhere" in page
    for words in (SECRET, "another-secret"):
        assert words not in page + str(told)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"server_url": "http://127.0.0.1:1"}, "Nothing at this address"),
        ({"server_url": "https://192.168.1.1"}, "Nothing at this address"),
        ({"server_url": "no address"}, "Nothing at this address"),
        ({"server_url": ""}, "give the address"),
        ({"new_secret": ""}, "give the secret"),
        ({"provider_id": "a/b"}, "valid"),
        ({"provider": "github"}, "this is “github”"),
    ],
)
def test_what_cannot_work_is_told_when_it_is_set_up(provider, cast, changes, words):
    answer = make.client(cast.administrator).post(ADD, form(provider, **changes))
    assert answer.status_code == 422
    assert words in Page.of(answer).text
    assert not SocialApp.objects.exists()


def test_no_provider_in_a_private_network_is_asked_unless_the_settings_name_it(home, settings):
    settings.SIGN_IN_ALLOWED_NETWORKS = []
    home.asked.clear()
    refused = Client().post(GO)
    assert refused.status_code == 502
    assert_is_ours(refused)
    assert home.asked == []


def test_somebody_new_chooses_a_name_and_nothing_that_is_known_elsewhere_is_kept(home):
    client = Client()
    come_back(client)
    page = Page.of(client.get("/accounts/3rdparty/signup/"))
    assert page.find("input", name="username").attribute("value") in (None, "")
    assert page.find("input", name="email").attribute("value") == "robin@example.org"
    taken = client.post("/accounts/3rdparty/signup/", {"username": "Reader", "email": ""})
    assert taken.status_code == 422
    assert client.post("/accounts/3rdparty/signup/", {"username": "blue", "email": ""}).status_code == 302
    assert is_signed_in(client)
    member = User.objects.get(username="blue")
    assert member.email == ""
    assert not EmailAddress.objects.filter(user=member).exists()
    assert not member.has_usable_password()
    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()
    again = Client()
    assert come_back(again, next="/tags/").headers["Location"] == "/tags/"
    assert is_signed_in(again)


def test_somebody_new_agrees_to_the_terms_before_there_is_an_account_and_loses_nothing_typed(home):
    options.save({"terms_text": "Be **kind**.", "terms_version": "2026-11", "is_age_asked": True})
    client, address = Client(), "/accounts/3rdparty/signup/"
    come_back(client)
    assert "Be kind." in Page.of(client.get(address)).text
    typed = {"username": "blue", "email": "", "age": "18+"}
    for terms in ({}, {"terms": "2025-01"}):  # not ticked; ticked below a version of before
        refused = client.post(address, typed | terms)
        assert refused.status_code == 422
        page = Page.of(refused)
        assert page.find("input", name="username").attribute("value") == "blue"
        assert page.find("input", name="email").attribute("value") in (None, "")
        [band] = [one for one in page.find_all("option") if "selected" in one.node[1]]
        assert band.attribute("value") == "18+"
    assert not User.objects.filter(username="blue").exists()
    assert client.post(address, typed | {"terms": "2026-11"}).status_code == 302
    member = User.objects.get(username="blue")
    assert member.agreed_terms == Consent.objects.get(member=member).version == "2026-11"
    assert Age.objects.get(member=member).band == "18+"


def test_an_address_that_elsewhere_confirmed_is_confirmed_here(home):
    options.save({"is_confirmation_required": True})
    sign_up(Client(), "blue", "robin@example.org")
    member = User.objects.get(username="blue")
    assert (member.has_confirmed_address, member.must_confirm) == (True, False)
    home.person = {"sub": "u-2", "email": "other@example.org", "email_verified": False}
    sign_up(Client(), "green", "other@example.org")
    member = User.objects.get(username="green")
    assert (member.has_confirmed_address, member.must_confirm) == (False, True)


def test_an_account_with_the_same_confirmed_address_is_not_taken_over(home):
    member = make.user("robin", email="robin@example.org")
    EmailAddress.objects.create(user=member, email="Robin@example.org", verified=True, primary=True)
    client = Client()
    answer = come_back(client)
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    assert (
        "There is an account here with your address" in Page.of(client.get(answer.headers["Location"])).text
    )
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert sign_in("robin", client=client, next=MINE).headers["Location"] == MINE
    confirm(client)
    assert come_back(client).headers["Location"] == MINE
    assert SocialAccount.objects.get().user == member
    assert come_back(Client()).headers["Location"] == "/"


def test_connecting_asks_for_the_password_and_the_last_way_in_stays(home, cast):
    client = make.client(cast.reader)
    assert come_back(client).headers["Location"].startswith("/accounts/reauthenticate/")
    assert not SocialAccount.objects.exists()
    confirm(client)
    if not SocialAccount.objects.exists():
        come_back(client)
    page = client.get(MINE)
    assert_is_ours(page)
    assert "Home" in Page.of(page).find("li", class_="row").text
    other = make.client(cast.asker)
    confirm(other)
    assert "another account" in Page.of(other.get(come_back(other).headers["Location"])).text
    row = SocialAccount.objects.get()
    assert other.post(MINE, {"account": row.pk}).status_code == 422
    User.objects.filter(pk=cast.reader.user_id).update(password="!none")
    only = Client()
    come_back(only)
    refused = only.post(MINE, {"account": row.pk})
    assert refused.status_code == 422
    assert "only way in" in Page.of(refused).text
    cast.reader.user.set_password(make.PASSWORD)
    cast.reader.user.save()
    client = make.client(cast.reader)
    confirm(client)
    assert client.post(MINE, {"account": row.pk}).status_code == 302
    assert not SocialAccount.objects.exists()


def test_the_second_step_is_asked_for_here_too(home, cast):
    client = make.client(cast.reader)
    set_up(client)
    come_back(client)
    assert come_back(Client()).headers["Location"] == "/accounts/2fa/authenticate/"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/token", {"error": "invalid_grant"}), ("/token", b"<html>"), ("/token", {"access_token": 5, "id_token": 7}),
        ("/token", {"access_token": "opens", "id_token": "a.b.c"}), ("/userinfo", {"email": "x"}),
        ("/userinfo", []), ("/userinfo", b"\xff"),
        ("/userinfo", {"sub": "x" * 500}), ("/userinfo", {"sub": "1", "email": {"a": 1}, "email_verified": True}),
        ("/.well-known/openid-configuration", {}), ("/.well-known/openid-configuration", b"["),
    ],
)  # fmt: skip
def test_whatever_a_provider_answers_is_met_with_a_page(home, path, answer):
    client = Client()
    asked = go(client)
    home.instead[path] = answer
    found = client.get(BACK, {"code": "good", "state": asked["state"]})
    assert found.status_code in (302, 401, 502)
    if found.status_code != 302:
        assert_is_ours(found)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "sent",
    [{}, {"code": "good"}, {"code": "good", "state": "forged"}, {"error": "server_error", "state": "x"}],
)
def test_an_answer_that_nobody_asked_for_signs_nobody_in(home, sent):
    client = Client()
    go(client)
    found = client.get(BACK, sent)
    assert found.status_code == 401
    assert_is_ours(found)
    assert not is_signed_in(client)


def test_who_says_no_elsewhere_comes_back_to_a_page_and_a_link_leads_nowhere(home):
    client = Client()
    state = go(client)["state"]
    answer = client.get(BACK, {"error": "access_denied", "state": state}, follow=True)
    assert "Nothing has changed" in Page.of(answer).text
    assert client.get(GO).headers["Location"] == "/accounts/login/"
    assert client.post("/accounts/with/nobody/").status_code == 404
    options.save({"is_registration_closed": True})
    assert "Nobody can sign up" in Page.of(come_back(Client())).text
