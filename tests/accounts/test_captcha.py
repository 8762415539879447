"""The owner's question where somebody signs up or forgot the password."""

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from forum import options
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
SIGN_UP = {"username": "Robin", "password1": "slow-lantern-42", "password2": "slow-lantern-42"}


@pytest.fixture
def asking():
    options.save({"captcha_questions": "Which colour is the sky? | blue"})


def test_signing_up_asks_the_question_and_keeps_what_was_typed(asking):
    client = Client()
    page = Page.of(client.get("/accounts/signup/"))
    assert page.find("label", for_="id_captcha").text == "Which colour is the sky?"
    refused = client.post("/accounts/signup/", {**SIGN_UP, "captcha": "red"})
    assert refused.status_code == 422
    assert Page.of(refused).find("input", name="username").attribute("value") == "Robin"
    assert not User.objects.exists()
    assert client.post("/accounts/signup/", {**SIGN_UP, "captcha": "red", "preview": "1"}).status_code == 422
    assert client.post("/accounts/signup/", {**SIGN_UP, "captcha": "Blue"}).status_code == 302
    assert User.objects.get().username == "Robin"


def test_a_forgotten_password_asks_the_question_before_a_mail_is_sent(asking):
    make.user(email="robin@example.org")
    client, sent = Client(), {"email": "robin@example.org"}
    refused = client.post("/accounts/password/reset/", {**sent, "captcha": "red"})
    assert (refused.status_code, mail.outbox) == (422, [])
    assert client.post("/accounts/password/reset/", {**sent, "captcha": "blue"}).status_code == 302
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("address", "option"),
    [
        ("/accounts/signup/", "is_captcha_on_sign_up"),
        ("/accounts/password/reset/", "is_captcha_on_password_reset"),
    ],
)
def test_each_place_can_do_without(asking, address, option):
    assert b"colour is the sky" in Client().get(address).content
    options.save({option: False})
    assert b"colour is the sky" not in Client().get(address).content


def test_signing_in_never_asks(asking):
    assert b"colour is the sky" not in Client().get("/accounts/login/").content
