"""The box that nobody sees, and forms that come back sooner than anybody can write."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forum import defences, options
from qa.models import Post
from tests import make
from tests.forum.doors import Server
from tests.pages import Page

pytestmark = pytest.mark.django_db
WORDS = "Some words that may help somebody."
PASSWORD = "slow-lantern-42"


@pytest.fixture
def timed(settings):
    settings.TIMED_FORMS = True


@pytest.fixture
def wait(monkeypatch):
    """Let time pass for stamps, counted from the beginning; nothing else lets it pass, and no test sleeps."""
    begun = timezone.now().timestamp()

    def forward(**spans):
        now = begun + timedelta(**spans).total_seconds()
        monkeypatch.setattr("django.core.signing.time.time", lambda: now)

    forward()
    return forward


def find_stamp(response):
    return Page.of(response).find("input", name="made").attribute("value")


def send(client, question, **fields):
    return client.post(f"/questions/{question.pk}/answers/", {"body": WORDS, **fields})


def test_a_form_that_comes_back_at_once_is_kept_and_taken_the_second_time(cast, timed, wait):
    question, client = make.question(cast.asker), make.client()
    stamp = find_stamp(client.get(question.get_absolute_url()))
    refused = send(client, question, made=stamp)
    assert refused.status_code == 422
    assert "quicker than most people can write" in Page.of(refused).text
    assert WORDS in refused.content.decode()
    assert find_stamp(refused) == stamp
    wait(seconds=2)
    assert send(client, question, made=stamp).status_code == 422
    wait(seconds=4)
    assert send(client, question, made=stamp).status_code == 302
    assert Post.objects.filter(kind="A").count() == 1


@pytest.mark.parametrize("age", [{"minutes": 1}, {"hours": 20}, {"days": 29}])
def test_a_page_that_was_open_for_long_is_no_matter(cast, timed, wait, age):
    question, client = make.question(cast.asker), make.client()
    stamp = find_stamp(client.get(question.get_absolute_url()))
    wait(**age)
    assert send(client, question, made=stamp).status_code == 302


@pytest.mark.parametrize("stamp", ["", "x", ":1abc:def", "\x00", "9" * 500])
def test_a_form_without_a_moment_or_with_an_invented_one_comes_back_with_a_good_one(cast, timed, wait, stamp):
    question, client = make.question(cast.asker), make.client()
    refused = send(client, question, made=stamp)
    assert refused.status_code == 422
    assert WORDS in refused.content.decode()
    good = find_stamp(refused)
    wait(seconds=5)
    assert send(client, question, made=good).status_code == 302


def test_a_moment_that_is_far_too_old_is_replaced(cast, timed, wait):
    question, client = make.question(cast.asker), make.client()
    stamp = find_stamp(client.get(question.get_absolute_url()))
    wait(days=31)
    refused = send(client, question, made=stamp)
    assert refused.status_code == 422
    assert find_stamp(refused) != stamp


def test_each_form_of_visitors_has_it_and_no_form_of_members(cast, timed):
    question = make.question(cast.asker)
    for address in (question.get_absolute_url(), "/ask/", f"/posts/{question.pk}/comments/", "/accounts/signup/",
                    "/accounts/password/reset/"):  # fmt: skip
        page = Page.of(make.client().get(address))
        assert page.find("input", name="made").attribute("type") == "hidden"
        assert page.find("input", name="reference").attribute("aria-hidden") == "true"
    for address in (question.get_absolute_url(), "/ask/", f"/posts/{question.pk}/comments/"):
        page = Page.of(make.client(cast.reader).get(address))
        assert not page.find_all("input", name="made")
        assert not page.find_all("input", name="reference")
    assert send(make.client(cast.reader), question).status_code == 302


def test_who_only_looks_at_the_preview_is_not_stopped(cast, timed):
    question = make.question(cast.asker)
    assert send(make.client(), question, preview="1").status_code == 200


def test_the_owner_decides_for_how_long(cast, timed, wait):
    options.save({"min_form_seconds": 0})
    question = make.question(cast.asker)
    assert send(make.client(), question).status_code == 302
    options.save({"min_form_seconds": 30})
    stamp = defences.make_stamp()
    wait(seconds=29)
    assert send(make.client(), question, made=stamp, body=WORDS + "!").status_code == 422
    wait(seconds=31)
    assert send(make.client(), question, made=stamp, body=WORDS + "!").status_code == 302


def test_signing_up_too_quickly_is_asked_for_once_more_and_no_password_comes_back(timed, wait):
    client = Client()
    stamp = find_stamp(client.get("/accounts/signup/"))
    sent = {"username": "Robin", "password1": PASSWORD, "password2": PASSWORD, "made": stamp}
    refused = client.post("/accounts/signup/", sent)
    assert refused.status_code == 422
    page = Page.of(refused)
    assert page.find("input", name="username").attribute("value") == "Robin"
    assert PASSWORD not in refused.content.decode()
    wait(seconds=4)
    assert client.post("/accounts/signup/", sent).status_code == 302
    assert User.objects.get().username == "Robin"


def test_what_fills_in_the_box_that_nobody_sees_is_refused_without_any_question(cast):
    question = make.question(cast.asker)
    refused = send(make.client(), question, reference="https://shop.example")
    assert refused.status_code == 422
    assert "work of a machine" in Page.of(refused).text
    assert WORDS in refused.content.decode()
    assert "shop.example" not in refused.content.decode()
    sent = {"username": "Robin", "password1": PASSWORD, "password2": PASSWORD, "reference": "x"}
    assert Client().post("/accounts/signup/", sent).status_code == 422
    assert (
        Client().post("/accounts/password/reset/", {"email": "a@example.org", "reference": "x"}).status_code
        == 422
    )
    assert not Post.objects.filter(kind="A").exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_kept_for_all_visitors_serves_forms_too(transactional_db, timed, wait):
    people, server = make.cast(), Server()
    question = make.question(people.asker)
    address = question.get_absolute_url()
    first = server.get(address).text
    assert 'name="made"' in first
    stamp = first.split('name="made" value="')[1].split('"')[0]
    wait(minutes=40)
    assert send(make.client(), question, made=stamp).status_code == 302
