"""The terms: agreed to when signing up, asked for again when they change, without anything that was typed being lost."""

import pytest
from django.test import Client

from accounts.models import Consent, User
from forum import options
from qa.models import Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
SIGN_UP = {"username": "Robin", "email": "", "password1": "slow-lantern-42", "password2": "slow-lantern-42"}
HERE = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def terms(db):
    options.save({"terms_text": "Be **kind**.", "terms_version": "2026-11"})


def test_without_terms_nobody_is_asked_and_there_is_no_page(cast):
    assert Client().get("/terms/").status_code == 404
    assert Client().post("/accounts/signup/", SIGN_UP).status_code == 302
    assert not Consent.objects.exists()


def test_whoever_signs_up_agrees_by_a_box_and_it_is_kept_what_to_and_when(terms):
    page = Page.of(Client().get("/accounts/signup/"))
    assert page.find("input", name="terms").attribute("value") == "2026-11"
    assert "Be kind." in page.text
    response = Client().post("/accounts/signup/", SIGN_UP)
    assert response.status_code == 422
    assert 'value="Robin"' in response.content.decode()
    assert Client().post("/accounts/signup/", {**SIGN_UP, "terms": "2025-01"}).status_code == 422
    assert not User.objects.exists()
    assert Client().post("/accounts/signup/", {**SIGN_UP, "terms": "2026-11"}).status_code == 302
    consent = Consent.objects.get()
    assert (consent.member.username, consent.kind, consent.version) == ("Robin", "terms", "2026-11")
    assert consent.member.agreed_terms == "2026-11"


def test_a_new_version_is_asked_for_with_the_next_thing_sent_and_that_is_sent_by_agreeing(cast, terms):
    question, client = make.question(cast.asker), make.client(cast.reader)
    assert client.get(question.get_absolute_url()).status_code == 200
    asked = client.post(f"/questions/{question.pk}/answers/", {"body": "It gets lighter, I promise."}, **HERE)
    assert asked.status_code == 403
    page = Page.of(asked)
    assert "Our terms have changed" in page.text and "Be kind." in page.text
    sent = {
        field.attribute("name"): field.attribute("value")
        for field in page.find("form", class_="form").find_all("input")
    }
    assert sent["body"] == "It gets lighter, I promise."
    assert sent["agreed_terms"] == "2026-11"
    assert client.post(f"/questions/{question.pk}/answers/", sent, **HERE).status_code == 302
    assert Post.objects.filter(kind="A", author=cast.reader.user).count() == 1
    assert Consent.objects.get().member == cast.reader.user
    assert client.post(f"/posts/{question.pk}/vote/", {"value": "1"}, **HERE).status_code in (200, 302)
    options.save({"terms_version": "2027-01"})
    stale = client.post(f"/posts/{question.pk}/vote/", {"value": "0", "agreed_terms": "2026-11"}, **HERE)
    assert stale.status_code == 403


def test_agreeing_on_the_page_of_the_terms_closes_what_was_agreed_before(cast, terms):
    client = make.client(cast.reader)
    assert client.post("/terms/", {"agreed_terms": "2026-11", "next": "/ask/"}).headers["Location"] == "/ask/"
    options.save({"terms_version": "2027-01"})
    response = client.post("/terms/", {"agreed_terms": "2027-01", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"
    old, new = Consent.objects.order_by("given_at")
    assert old.withdrawn_at and not new.withdrawn_at
    client.post("/terms/", {"agreed_terms": "2027-01"})
    assert Consent.objects.count() == 2
    assert "you agreed on" in Page.of(client.get("/terms/")).text


def test_leaving_signing_out_drafts_and_visitors_are_never_held_up_by_terms(cast, terms):
    client = make.client(cast.reader)
    assert client.post("/users/me/picture/removal/").status_code == 302
    assert client.post("/drafts/", {"place": "ask", "title": "Half a thought"}).status_code == 200
    assert Client().post("/ask/", {"title": "x"}).status_code != 403
    assert client.post("/accounts/logout/").status_code == 302


def test_the_owner_says_something_above_the_form_and_to_new_members():
    options.save({"sign_up_text": "Please *rest* first.", "sign_up_welcome": "Good that you are here."})
    client = Client()
    assert "<em>rest</em>" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", SIGN_UP)
    assert "Good that you are here." in Page.of(client.get("/")).text
