"""Choosing a new password: with the present one, or through a mailed link."""

from datetime import datetime, timedelta

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core import mail
from django.test import Client

from accounts.models import User
from tests import make
from tests.accounts.letters import assert_discreet, follow_link, last_letter
from tests.pages import Page

pytestmark = pytest.mark.django_db
NEW = "slow-lantern-42"


@pytest.fixture
def robin():
    return make.user("Robin", email="robin@example.org")


def ask_for_link(address="robin@example.org", client=None):
    return (client or Client()).post("/accounts/password/reset/", {"email": address})


def signs_in(name, password):
    return Client().post("/accounts/login/", {"login": name, "password": password}).status_code == 302


def open_link(client, path):
    """Open a mailed link: it moves the secret from the address into the session."""
    response = client.get(path)
    assert response.status_code == 302, Page.of(response).find("main").text
    address = response.headers["Location"]
    assert address.endswith("-set-password/")
    return address


def test_the_mailed_link_leads_to_a_new_password(robin):
    response = ask_for_link()
    assert "Please look into your mail" in Page.of(Client().get(response.headers["Location"])).find("h1").text
    letter = last_letter()
    assert letter.to == ["robin@example.org"]
    assert letter.subject == "A new password at Mindwellnessforum"
    assert_discreet(letter, robin.password)
    client = Client()
    address = open_link(client, follow_link(letter))
    assert "Choose a new password" in Page.of(client.get(address)).find("h1").text
    response = client.post(address, {"password1": NEW, "password2": NEW})
    done = Page.of(client.get(response.headers["Location"]))
    assert "Your new password is saved" in done.find("h1").text
    assert (
        done.find("main").find("a", class_="button--primary").attribute("href") == "/accounts/login/?stay=1"
    )
    assert signs_in("Robin", NEW)
    assert not signs_in("Robin", make.PASSWORD)


def test_a_new_password_signs_out_whoever_was_signed_in_elsewhere(robin):
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": "Robin", "password": make.PASSWORD})
    ask_for_link()
    client = Client()
    client.post(open_link(client, follow_link(last_letter())), {"password1": NEW, "password2": NEW})
    assert "Sign in" in Page.of(elsewhere.get("/")).find(class_="account").text


def test_a_weak_or_mistyped_password_comes_back_with_the_reason(robin):
    ask_for_link()
    client = Client()
    address = open_link(client, follow_link(last_letter()))
    for first, again, sentence in [("short", "short", "at least 8"), ("password", "password", "too common"),
                                   (NEW, NEW + "x", "two passwords differ"), ("\x00" * 9, "\x00" * 9, "ull char")]:  # fmt: skip
        response = client.post(address, {"password1": first, "password2": again})
        assert response.status_code == 422
        assert sentence in Page.of(response).find(class_="summary").text
        assert all(field.attribute("value") is None for field in Page.of(response).find_all(type="password"))
    assert signs_in("Robin", make.PASSWORD)


def test_a_link_works_once(robin):
    ask_for_link()
    path, client = follow_link(last_letter()), Client()
    client.post(open_link(client, path), {"password1": NEW, "password2": NEW})
    response = Client().get(path)
    assert response.status_code == 404
    assert "This link no longer works" in Page.of(response).find("h1").text


def test_a_link_that_is_too_old_is_explained_and_a_new_one_offered(robin, monkeypatch):
    uid = user_pk_to_url_str(robin)
    monkeypatch.setattr(default_token_generator, "_now", lambda: datetime.now() - timedelta(days=4))
    token = default_token_generator.make_token(robin)
    monkeypatch.undo()
    response = Client().get(f"/accounts/password/reset/key/{uid}-{token}/")
    assert response.status_code == 404
    main = Page.of(response).find("main")
    assert "too old" in main.text
    assert main.find("a", class_="button--primary").attribute("href") == "/accounts/password/reset/"


@pytest.mark.parametrize(
    "key",
    [
        "1-x",
        "1-",
        "zzzzzzzzzzzzzzzzzzzz-abc",
        "1-set-password",
        "1-a%00b",
        "1-ü",
        "1-" + "x" * 2000,
        "1-a/b/c",
    ],
)
def test_a_forged_link_gets_a_clear_page_and_changes_nothing(robin, key):
    for method in ("get", "post"):
        response = getattr(Client(), method)(
            f"/accounts/password/reset/key/{key}/", {"password1": NEW, "password2": NEW}
        )
        assert response.status_code in (400, 404)
        assert Page.of(response).find(class_="masthead")
    assert signs_in("Robin", make.PASSWORD)


def test_the_link_of_one_member_does_not_open_anothers_account(robin):
    other = make.user("Kim", email="kim@example.org")
    ask_for_link()
    path = follow_link(last_letter()).replace(
        f"/{user_pk_to_url_str(robin)}-", f"/{user_pk_to_url_str(other)}-"
    )
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("address", ["robin@example.org", "ROBIN@example.org", "stranger@example.org"])
def test_whether_an_address_has_an_account_is_told_to_its_mailbox_only(robin, address):
    response = ask_for_link(address)
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/password/reset/done/")
    page = Page.of(Client().get(response.headers["Location"])).find("main").text
    assert "robin" not in page.lower()
    assert len(mail.outbox) == 1
    assert last_letter().subject == "A new password at Mindwellnessforum"
    assert_discreet(last_letter())
    if "stranger" in address:
        assert "There is no account with it" in last_letter().body
        assert follow_link(last_letter()) == "/accounts/signup/"


@pytest.mark.parametrize("address", ["", "no address", "a\x00@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_comes_back_with_a_sentence(address):
    response = ask_for_link(address)
    assert response.status_code == 422
    assert Page.of(response).find(class_="field__error").text
    assert mail.outbox == []


def test_an_account_that_is_switched_off_gets_no_link(robin):
    User.objects.update(is_active=False)
    ask_for_link()
    assert "There is no account with it" in last_letter().body


def test_a_mail_server_that_is_away_tells_nobody_who_has_an_account(robin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    assert [ask_for_link(address).status_code for address in ("robin@example.org", "who@example.org")] == [
        302,
        302,
    ]


def test_asking_again_and_again_is_slowed_down_with_a_page_of_ours(robin):
    answers = [ask_for_link() for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert len(mail.outbox) == 5
    assert Page.of(answers[-1]).find(class_="masthead")
    assert "try again in a minute" in Page.of(answers[-1]).find("main").text


def test_a_member_changes_the_password_and_stays_signed_in_here_only(robin):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post("/accounts/login/", {"login": "Robin", "password": make.PASSWORD})
    wrong = here.post(
        "/accounts/password/change/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    )
    assert wrong.status_code == 422
    assert "not your present password" in Page.of(wrong).find(class_="summary").text
    sent = {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}
    response = here.post("/accounts/password/change/", sent)
    page = Page.of(here.get(response.headers["Location"]))
    assert "Your new password is saved." in page.find(class_="messages").text
    assert "Robin" in page.find(class_="account").text
    assert "Sign in" in Page.of(elsewhere.get("/")).find(class_="account").text
    assert signs_in("Robin", NEW)


def test_a_member_without_a_password_is_led_to_choosing_one():
    member = make.member("Robin")
    member.user.set_unusable_password()
    member.user.save()
    client = make.client(member)
    assert client.get("/accounts/password/change/").headers["Location"] == "/accounts/password/set/"
    assert "has none yet" in Page.of(client.get("/accounts/password/set/")).find("main").text
    assert client.post("/accounts/password/set/", {"password1": "x", "password2": "y"}).status_code == 422
    assert client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW}).status_code == 302
    assert signs_in("Robin", NEW)
