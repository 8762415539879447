"""Signing in and out, what is counted, and every account page in our own frame."""

import re

import pytest
from allauth.account.internal.flows.email_verification import EmailAddress
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import URLResolver, reverse

from accounts.actions import set_sign_in
from accounts.models import User
from forum import options
from forum.urls import urlpatterns
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
WRONG = "do not belong together"

# Address name -> arguments, and the status of: visitor GET, visitor POST, member GET, member POST (all forms empty).
PAGES = {
    "account_login": ({}, (200, 422, 302, 302)),
    "account_logout": ({}, (302, 302, 200, 302)),
    "account_inactive": ({}, (200, 405, 200, 405)),
    "account_signup": ({}, (200, 422, 302, 302)),
    "account_reauthenticate": ({}, (302, 302, 200, 422)),
    "account_email": ({}, (302, 302, 200, 302)),
    "account_email_verification_sent": ({}, (200, 405, 200, 405)),
    "account_change_password": ({}, (302, 302, 200, 422)),
    "account_set_password": ({}, (302, 302, 302, 302)),
    "account_reset_password": ({}, (200, 422, 200, 422)),
    "account_confirm_login_code": ({}, (302, 302, 302, 302)),
    "account_confirm_email": ({"key": "forged"}, (404, 404, 404, 404)),
    "account_reset_password_from_key_done": ({}, (200, 405, 200, 405)),
    "account_reset_password_from_key": ({"uidb36": "1a", "key": "forged-key"}, (404, 404, 404, 404)),
    "account_reset_password_done": ({}, (200, 405, 200, 405)),
    "account_request_login_code": ({}, (200, 422, 302, 302)),
    "mfa_index": ({}, (302, 302, 200, 405)),
    "mfa_authenticate": ({}, (302, 302, 302, 302)),
    "mfa_reauthenticate": ({}, (302, 302, 302, 302)),
    "mfa_activate_totp": ({}, (302, 302, 302, 302)),
    "mfa_deactivate_totp": ({}, (302, 302, 404, 404)),
    "mfa_view_recovery_codes": ({}, (302, 302, 404, 405)),
    "mfa_generate_recovery_codes": ({}, (302, 302, 302, 302)),
    "mfa_download_recovery_codes": ({}, (302, 302, 404, 404)),
    "mfa_list_webauthn": ({}, (302, 302, 200, 405)),
    "mfa_add_webauthn": ({}, (302, 302, 302, 302)),
    "mfa_reauthenticate_webauthn": ({}, (302, 302, 302, 302)),
    "mfa_remove_webauthn": ({"pk": 1}, (302, 302, 302, 302)),
    "mfa_edit_webauthn": ({"pk": 1}, (302, 302, 302, 302)),
    "socialaccount_login_cancelled": ({}, (200, 405, 200, 405)),
    "socialaccount_login_error": ({}, (401, 405, 401, 405)),
    "socialaccount_signup": ({}, (302, 302, 302, 302)),
    "socialaccount_connections": ({}, (302, 302, 200, 422)),
    "openid_connect_login": ({"provider_id": "none"}, (302, 302, 302, 302)),
    "openid_connect_callback": ({"provider_id": "none"}, (404, 404, 404, 404)),
    "github_login": ({}, (302, 302, 302, 302)),
    "github_callback": ({}, (404, 404, 404, 404)),
}
OF_ALLAUTH = ("account_", "mfa_", "socialaccount_", "openid_connect_", "github_")
NO_PAGES = {"mfa_login_webauthn"}  # tests/accounts/test_passkeys.py
FOREIGN_WORDS = (
    "Email Address",
    "Sign In",
    "Sign Up",
    "Username",
    "Re-send",
    "Bad Token",
    "Forgot your",
    "(again)",
)


def sign_in(login, password=make.PASSWORD, client=None, **fields):
    return (client or Client()).post("/accounts/login/", {"login": login, "password": password, **fields})


def account_names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace is None:
                yield from account_names(pattern.url_patterns)
        elif (pattern.name or "").startswith(OF_ALLAUTH) and pattern.name not in NO_PAGES:
            yield pattern.name


def test_every_address_of_allauth_has_a_row_in_the_table():
    assert sorted(account_names(urlpatterns)) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_an_account_page_answers_as_the_table_says_and_looks_like_ours(cast, name):
    arguments, statuses = PAGES[name]
    address = reverse(name, kwargs=arguments)
    found = []
    for viewer in (None, cast.reader):
        for method in ("get", "post"):
            response = getattr(make.client(viewer), method)(address)
            found.append(response.status_code)
            if response.status_code != 302:
                assert_is_ours(response)
    assert tuple(found) == statuses


def assert_is_ours(response):
    page, html = Page.of(response), response.content.decode()
    assert page.find(class_="masthead")
    assert page.find("main").find("h1").text
    assert len(page.find_all("h1")) == 1
    assert page.find("title").node[2][0].strip(" -\n").split(" - ")[0], "a page has a title of its own"
    assert "<style" not in html
    assert " style=" not in html
    assert not [script for script in page.find_all("script") if not script.attribute("src")]
    assert not [word for word in FOREIGN_WORDS if word in page.text]
    assert not re.search(r"%[(sd]|\{\{|\}\}|\bNone\b", page.text), "a placeholder that nobody filled"
    for field in page.find("main").find_all("input") + page.find("main").find_all("textarea"):
        if field.attribute("type") == "hidden" or field.attribute("aria-hidden"):
            continue
        label = page.find("label", for_=field.attribute("id"))
        assert label.text
        assert field.attribute("placeholder") is None
        if field.attribute("aria-invalid"):
            assert f"{field.attribute('id')}_error" in field.attribute("aria-describedby").split()
        for part in (field.attribute("aria-describedby") or "").split():
            assert page.find(id=part).text


@pytest.mark.parametrize("login", ["Zoë", "zoe", " ZOË ", "zoe@example.org", "Zoe@Example.ORG"])
def test_one_signs_in_by_name_in_any_spelling_or_by_address(login):
    make.user("Zoë", email="zoe@example.org")
    client = Client()
    assert sign_in(login, client=client).headers["Location"] == "/"
    assert Page.of(client.get("/")).find(class_="account__me").text.startswith("Zoë")


@pytest.mark.parametrize(
    "login", ["reader", "nobody-here", "nobody@example.org", "x" * 10_000, "ro\u202ebin"]
)
def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence_and_the_name_stays(cast, login):
    response = sign_in(login, "not the password")
    page = Page.of(response)
    assert response.status_code == 422
    assert WRONG in page.find(class_="summary").text
    assert page.find("input", name="login").attribute("value") == login
    assert page.find("input", name="password").attribute("value") is None


def test_characters_that_nothing_can_store_are_refused(cast):
    assert sign_in("rea\x00der").status_code == 422
    assert sign_in("reader", "\x00").status_code == 422
    body = b"login=rea%ED%A0%80der&password=x"
    response = Client().post("/accounts/login/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422


def test_a_script_that_asks_for_json_gets_the_page_and_never_a_password_back(cast):
    response = Client().post(
        "/accounts/login/",
        {"login": "reader", "password": "my-secret"},
        headers={"accept": "application/json"},
    )
    assert response.headers["Content-Type"].startswith("text/html")
    assert b"my-secret" not in response.content


def test_one_returns_where_one_came_from(cast):
    question = make.question(cast.asker)
    page = Page.of(Client().get(f"/accounts/login/?next={question.get_absolute_url()}"))
    kept = page.find("input", type="hidden", name="next").attribute("value")
    assert sign_in("reader", next=kept).headers["Location"] == question.get_absolute_url()
    failed = sign_in("reader", "wrong", next=kept)
    assert Page.of(failed).find("input", type="hidden", name="next").attribute("value") == kept


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "///evil.example", "http:///evil.example", "/\\evil.example",
     "http://localhost/ours-but-another-host", "javascript:alert(1)", "\x00", "https://testserver@evil.example/"],
)  # fmt: skip
def test_but_never_to_another_host(cast, address):
    assert sign_in("reader", next=address).headers["Location"] == "/"
    assert make.client(cast.reader).get("/accounts/login/", {"next": address}).status_code in (302, 400)
    signed_in = make.client(cast.reader)
    assert signed_in.post("/accounts/logout/", {"next": address}).headers["Location"] == "/"


def test_the_sign_in_form_needs_its_token(cast):
    response = sign_in("reader", client=Client(enforce_csrf_checks=True))
    assert response.status_code == 403
    assert "reload the page" in Page.of(response).text


def test_signing_out_asks_first_when_a_link_is_followed_and_happens_on_the_button(cast):
    client = make.client(cast.reader)
    assert "Sign out?" in Page.of(client.get("/accounts/logout/")).find("h1").text
    assert "reader" in Page.of(client.get("/")).find(class_="account").text
    client.post("/accounts/logout/")
    home = Page.of(client.get("/"))
    assert "Sign in" in home.find(class_="account").text
    assert "You are signed out." in home.find(class_="messages").text


def test_remembering_is_a_choice_and_off_to_begin_with(cast):
    box = Page.of(Client().get("/accounts/login/")).find("input", name="remember")
    assert "checked" not in box.node[1]
    forgets, remembers = Client(), Client()
    sign_in("reader", client=forgets)
    sign_in("reader", client=remembers, remember="on")
    assert forgets.session.get_expire_at_browser_close()
    assert remembers.session.get_expiry_age() == 30 * 86_400


def test_an_account_that_is_switched_off_gets_a_kind_page_and_its_open_sessions_end(cast):
    client = make.client(cast.reader)
    set_sign_in(cast.moderator, cast.reader.user, False)
    assert "Sign in" in Page.of(client.get("/")).find(class_="account").text
    response = sign_in("reader")
    assert response.headers["Location"] == "/accounts/inactive/"
    assert "resting" in Page.of(Client().get(response.headers["Location"])).find("h1").text
    assert sign_in("reader", "wrong").status_code == 422


def test_after_five_failures_a_name_rests_in_every_spelling_for_everybody_and_for_the_right_password(cast):
    make.user("Zoë", email="zoe@example.org")
    for login in ("Zoë", "zoe", "ZOE", "ZOË", " zoë"):
        assert sign_in(login, "guess").status_code == 422
    caches.close_all()
    response = sign_in("zoe")
    page = Page.of(response)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "300"
    assert "too many attempts" in page.find(class_="summary").text
    assert page.find(class_="masthead")
    assert page.find("input", name="login").attribute("value") == "zoe"
    assert sign_in("reader").status_code == 302


def test_limits_are_kept_in_the_database_without_anybodys_address(cast):
    sign_in("reader", "guess")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM forum_cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert any("login_failed" in key for key in keys)
    assert not any("127.0.0.1" in key for key in keys)


def test_signing_in_again_and_again_sends_no_mail(cast, mailoutbox):
    member = make.user("Robin", email="robin@example.org")
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=False)
    for _ in range(3):
        sign_in("Robin")
    assert mailoutbox == []


def test_a_forwarding_header_that_is_missing_or_garbled_breaks_nothing(cast, settings):
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for header in ("", "1.2.3.4", "garbage, more garbage", "x" * 3000 + ", y"):
        assert Client().post("/accounts/login/", {}, headers={"x-forwarded-for": header}).status_code == 422
    assert User.objects.filter(username="reader").exists()


def test_who_tries_to_sign_in_too_often_in_an_hour_finds_the_name_again_and_no_password(cast):
    options.save({"sign_ins_per_network": 4})
    client = Client()
    sent = {"login": "Robin", "password": "wrong words here"}
    assert [client.post("/accounts/login/", sent).status_code for _ in range(5)] == [422] * 4 + [429]
    refused = client.post("/accounts/login/", sent)
    assert int(refused.headers["Retry-After"]) >= 60
    page = Page.of(refused)
    assert "very often within an hour" in page.find(class_="summary").text
    assert page.find("input", name="login").attribute("value") == "Robin"
    assert page.find("input", name="password").attribute("value") is None
    # Another network is not meant, and whoever is meant by the name does not matter.
    right = {"login": "reader", "password": make.PASSWORD}
    assert client.post("/accounts/login/", right).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.9").post("/accounts/login/", right).status_code == 302
