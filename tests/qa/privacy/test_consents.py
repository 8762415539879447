"""Consents and ages: asked only where the owner wants it, seen and taken back by the member alone."""

import pytest
from django.test import Client

from accounts.models import Consent, User
from forum import options
from qa.models import Post
from qa.privacy.models import Age
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
SENT = {"username": "Robin", "email": "", "password1": "slow-lantern-42", "password2": "slow-lantern-42"}


def sign_up(**more):
    return Client().post("/accounts/signup/", {**SENT, **more})


def test_nobody_is_asked_unless_the_owner_wants_it():
    page = Client().get("/accounts/signup/").text
    assert 'name="age"' not in page and 'name="health"' not in page
    assert sign_up().status_code == 302
    assert (Age.objects.count(), Consent.objects.count()) == (0, 0)


def test_the_band_is_kept_and_nothing_nearer():
    options.save({"is_age_asked": True})
    assert sign_up().status_code == 422
    assert sign_up(age="2010-01-01").status_code == 422
    assert sign_up(age="16-17").status_code == 302
    assert Age.objects.get().band == "16-17"
    assert "birth" not in " ".join(field.name for field in (*User._meta.fields, *Age._meta.fields))


def test_the_owners_youngest_band_holds_with_a_kind_sentence():
    options.save({"is_age_asked": True, "minimum_age": "16-17"})
    response = sign_up(age="u16")
    assert response.status_code == 422
    assert "for people of 16 and older" in response.text
    assert 'value="Robin"' in response.text
    assert User.objects.count() == 0
    assert sign_up(age="18+").status_code == 302


def test_consent_about_health_is_a_box_of_its_own_and_needed_where_it_is_asked():
    options.save({"is_health_consent_asked": True})
    assert sign_up().status_code == 422
    assert sign_up(health="on").status_code == 302
    assert Consent.objects.get().kind == Consent.Kind.HEALTH


def test_who_takes_it_back_reads_on_and_writes_again_after_a_new_yes(cast):
    options.save({"is_health_consent_asked": True})
    client = make.client(cast.asker)
    sent = {"title": "How does one get through it?", "body": "Some words of mine."}
    refused = client.post("/ask/", sent)
    assert refused.status_code == 403
    assert "whether we may keep it" in refused.text
    client.post("/privacy/consents/", {"give": "health"})
    client.post("/privacy/consents/", {"give": "health"})
    assert Consent.objects.count() == 1
    assert client.post("/ask/", sent).status_code == 302
    held = Consent.objects.get()
    make.client(cast.reader).post("/privacy/consents/", {"withdraw": str(held.pk)})
    assert Consent.objects.get().withdrawn_at is None  # nobody else's business
    for nonsense in ("x", "9" * 40, "-1"):
        assert client.post("/privacy/consents/", {"withdraw": nonsense}).status_code == 302
    client.post("/privacy/consents/", {"withdraw": str(held.pk)})
    assert Consent.objects.get().withdrawn_at
    assert client.post("/ask/", sent).status_code == 403
    assert client.get("/questions/").status_code == 200
    assert Post.objects.count() == 1
    text = Page.of(client.get("/privacy/consents/")).text
    assert "Ended:" in text and "I agree" in text


def test_terms_are_not_taken_back_here(cast):
    terms = Consent.objects.create(member=cast.asker.user, kind=Consent.Kind.TERMS, version="1")
    client = make.client(cast.asker)
    client.post("/privacy/consents/", {"withdraw": str(terms.pk)})
    terms.refresh_from_db()
    assert terms.withdrawn_at is None
    assert "the terms" in client.get("/privacy/consents/").text
