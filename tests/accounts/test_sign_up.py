"""Making an account: what it takes, what is refused and how, and that nothing typed is lost."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import Level, User
from forum import options
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
PASSWORD = "slow-lantern-42"


def sign_up(client=None, **fields):
    sent = {"username": "Robin", "email": "", "password1": PASSWORD, "password2": PASSWORD, **fields}
    return (client or Client()).post("/accounts/signup/", sent)


def errors_of(response):
    return " ".join(part.text for part in Page.of(response).find_all(class_="field__error"))


def test_a_name_and_a_password_are_enough_and_one_is_signed_in_at_once():
    client = Client()
    assert sign_up(client).status_code == 302
    member = User.objects.get(username="Robin")
    assert (member.level, member.email, member.points) == (Level.REGISTERED, "", 100)
    home = Page.of(client.get("/"))
    assert home.find(class_="account__me").text == "Robin 100 points"
    assert "Good to see you, Robin." in home.find(class_="messages").text
    assert mail.outbox == []
    assert make.drift() == []


def test_with_an_address_one_mail_asks_to_confirm_it_and_sign_in_does_not_wait_for_that():
    client = Client()
    options.save({"site_name": "Quiet & Kind"})
    assert sign_up(client, email="Robin@Example.org").status_code == 302
    assert Page.of(client.get("/")).find(class_="account__me").text.startswith("Robin")
    assert EmailAddress.objects.get().email == "robin@example.org"
    assert not EmailAddress.objects.get().verified
    [message] = mail.outbox
    assert message.to == ["robin@example.org"]
    assert message.subject == "Please confirm your address at Quiet & Kind"


def test_words_of_welcome_stand_in_that_mail_where_the_owner_wrote_some():
    options.save({"welcome_mail": "Good to have you.\n\nRead the <rules> & take your time."})
    sign_up(Client(), email="robin@example.org")
    [message] = mail.outbox
    assert "Good to have you.\n\nRead the <rules> & take your time." in message.body
    assert "Read the &lt;rules&gt; &amp; take your time." in message.alternatives[0][0]


@pytest.mark.parametrize("name", ["Zoë", "ZOË", "zoe", "Zoe", "Zoe\u0308", "ｚｏｅ"])
def test_a_name_that_looks_like_anothers_is_taken(name):
    make.user("Zoë")
    response = sign_up(username=name)
    assert response.status_code == 422
    assert "already has this name" in errors_of(response)
    assert User.objects.count() == 1


def test_a_name_keeps_its_case_and_accents_however_the_keyboard_composed_them():
    assert sign_up(username="Zoe\u0308").status_code == 302
    assert User.objects.get().username == "Zoë"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "required"),
        ("x", "at least 2 characters"),
        ("x" * 31, "at most 30 characters"),
        ("Admin", "reserved"),
        ("MODERATOR", "reserved"),
        ("anonymous", "reserved"),
        ("me", "reserved"),
        ("..", "at least one letter or digit"),
        ("a@b", "cannot contain"),
        ("a/b", "cannot contain"),
        ("a?b", "cannot contain"),
        ("50%", "cannot contain"),
        ("two  spaces", "single ones"),
        ("ro\x00bin", "ull characters"),
        ("ro\x07bin", "control character"),
        ("ro\u202ebin", "direction of writing"),
        ("\u200b\u200b\u200b", "at least one letter"),
        ("\ufdfa" * 30, "shorter name"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_a_reason_and_the_address_is_kept(name, sentence):
    response = sign_up(username=name, email="robin@example.org")
    assert response.status_code == 422
    assert sentence in errors_of(response)
    assert Page.of(response).find("input", name="email").attribute("value") == "robin@example.org"
    assert not User.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "name", ["Søren", "李雷", "प्रिया", "Ro bin", "o'neill", "r.", "<b>bold</b>"[:2] + "3"]
)
def test_names_of_every_script_are_welcome(name):
    assert sign_up(username=name).status_code == 302
    assert Client().get(User.objects.get().get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "at least 8 characters"),
        ("password", "password", "too common"),
        ("RobinRobin1", "RobinRobin1", "too similar"),
        (PASSWORD, PASSWORD + "x", "The two passwords differ"),
        ("", "", "required"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_and_never_sent_back(password, again, sentence):
    response = sign_up(username="RobinRobin", email="r@example.org", password1=password, password2=again)
    page = Page.of(response)
    assert response.status_code == 422
    assert sentence in errors_of(response)
    assert page.find("input", name="username").attribute("value") == "RobinRobin"
    assert page.find("input", name="email").attribute("value") == "r@example.org"
    assert [field.attribute("value") for field in page.find_all("input", type="password")] == [None, None]
    assert not User.objects.exists()


@pytest.mark.parametrize("address", ["not an address", "a@b", "x" * 70 + "@example.org", "a\x00@example.org"])
def test_an_address_that_cannot_be_kept_is_refused(address):
    response = sign_up(email=address)
    assert response.status_code == 422
    assert errors_of(response)
    assert Page.of(response).find("input", name="username").attribute("value") == "Robin"
    assert not User.objects.exists()


def test_the_form_says_beforehand_what_a_good_password_is():
    page = Page.of(Client().get("/accounts/signup/"))
    assert page.find(id="id_password1_helptext").text.startswith("At least 8 characters, and nothing")


def test_every_error_is_tied_to_its_field():
    page = Page.of(sign_up(username="a@b", password2="other words"))
    for name in ("username", "password2"):
        field = page.find("input", name=name)
        assert field.attribute("aria-invalid") == "true"
        described = field.attribute("aria-describedby").split()
        assert any(page.find_all(id=part) and "error" in part for part in described)
        assert page.find("label", for_=field.attribute("id")).text
    assert page.find(class_="summary").attribute("role") == "alert"


def test_an_address_that_somebody_has_is_not_told_to_a_stranger():
    make.user("Kim", email="kim@example.org")
    known, unknown = Client(), Client()
    answers = [
        sign_up(known, username="First", email="kim@example.org"),
        sign_up(unknown, username="Second", email="new@example.org"),
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [answer.headers["Location"] for answer in answers] == ["/", "/"]
    assert {message.subject for message in mail.outbox} == {
        "Please confirm your address at Mindwellnessforum"
    }


def test_one_returns_where_one_came_from_but_never_to_another_host():
    options.save({"sign_ups_per_network": 10})
    page = Page.of(Client().get("/accounts/signup/?next=/ask/"))
    assert page.find("input", type="hidden", name="next").attribute("value") == "/ask/"
    assert sign_up(username="First", next="/ask/").headers["Location"] == "/ask/"
    foreign = [
        "https://evil.example/",
        "//evil.example/",
        "http://localhost/",
        "javascript:alert(1)",
        "/\\evil",
    ]
    for number, address in enumerate(foreign):
        assert sign_up(username=f"Next {number}", next=address).headers["Location"] == "/"


def test_the_form_needs_its_token():
    response = sign_up(Client(enforce_csrf_checks=True))
    assert response.status_code == 403
    assert "reload the page" in Page.of(response).text
    assert not User.objects.exists()


def test_a_mail_server_that_is_away_does_not_undo_the_account(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    client = Client()
    assert sign_up(client, email="robin@example.org").status_code == 302
    assert Page.of(client.get("/")).find(class_="account__me").text.startswith("Robin")


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_take_one_name_at_the_same_moment_one_gets_it_and_the_other_a_sentence():
    barrier, answers = threading.Barrier(4, timeout=20), []

    def one():
        client = Client()
        client.get("/accounts/signup/")
        barrier.wait()
        answers.append(sign_up(client, email="robin@example.org"))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [302, 422, 422, 422]
    assert all(
        "already has this name" in errors_of(answer) for answer in answers if answer.status_code == 422
    )
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_a_stubborn_stranger_is_asked_to_pause_and_finds_again_what_was_typed():
    typed = {"username": "a@b", "email": "robin@example.org", "next": "/ask/"}
    statuses = [sign_up(**typed) for _ in range(21)]
    assert [answer.status_code for answer in statuses] == [422] * 20 + [429]
    assert statuses[-1].headers["Retry-After"] == "60"
    page = Page.of(statuses[-1])
    assert "try again in a minute" in page.find(class_="summary").text
    assert "cannot contain" not in page.find("main").text
    assert page.find("input", name="username").attribute("value") == "a@b"
    assert page.find("input", name="email").attribute("value") == "robin@example.org"
    assert page.find("input", type="hidden", name="next").attribute("value") == "/ask/"
    assert [field.attribute("value") for field in page.find_all("input", type="password")] == [None, None]
    assert "no-store" in statuses[-1].headers["Cache-Control"]
    assert page.find(class_="masthead")
