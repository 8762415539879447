"""Changing a name: old addresses lead on, nobody takes it over, and whoever wants it is not led to."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import FormerName, User
from forum import options
from qa.models import LogEntry
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
OWN = "/users/me/name/"
SIGN_UP = {"email": "", "password1": "slow-lantern-42", "password2": "slow-lantern-42"}


def rename(viewer, name, **more):
    return make.client(viewer).post(OWN, {"name": name, **more})


def name_of(viewer):
    return User.objects.get(pk=viewer.user_id).username


def test_a_new_name_stands_everywhere_and_old_addresses_lead_to_it_for_good(cast):
    question = make.question(cast.asker)
    assert rename(cast.asker, "Ann Lee").status_code == 302
    assert "Ann Lee" in Client().get(question.get_absolute_url()).content.decode()
    response = Client().get("/users/asker/questions/?page=1")
    assert (response.status_code, response.headers["Location"]) == (301, "/users/Ann%20Lee/questions/?page=1")
    assert make.client(cast.moderator).get("/moderate/members/asker/").status_code == 301
    assert make.client(cast.reader).post("/users/asker/stop/").status_code == 404
    make.client(cast.asker).get("/")  # still signed in
    assert make.drift() == []


def test_mentions_of_the_old_name_link_to_the_member(cast):
    rename(cast.asker, "Ann")
    comment = make.comment(make.question(), cast.reader, "Thank you, @asker, for this.")
    assert '<a href="/users/Ann/"' in comment.body_html


@pytest.mark.parametrize("name", ["asker", "ASKER", "áskér", "ａｓｋｅｒ"])
def test_nobody_takes_a_name_that_somebody_had_until_it_is_free_again(cast, name):
    rename(cast.asker, "Ann")
    assert rename(cast.reader, name).status_code == 422
    assert Client().post("/accounts/signup/", {"username": name, **SIGN_UP}).status_code == 422
    FormerName.objects.update(reserved_until=timezone.now() - timedelta(days=1))
    assert Client().post("/accounts/signup/", {"username": name, **SIGN_UP}).status_code == 302
    assert not FormerName.objects.exists()
    assert Client().get(f"/users/{name}/").status_code == 200


def test_whoever_does_not_want_to_be_found_by_the_old_name_is_not(cast):
    options.save({"rename_days": 0})
    rename(cast.asker, "Ann")
    rename(cast.asker, "Bea", is_forgotten="on")
    assert Client().get("/users/asker/").status_code == Client().get("/users/Ann/").status_code == 404
    assert not FormerName.objects.exclude(member=None).exists()
    assert rename(cast.reader, "Ann").status_code == 422


@pytest.mark.parametrize(
    "name",
    ["answerer", "Answérer", "a", "x" * 31, "x" * 10_000, "me", "a@b", "two\nlines", "...", "", "nul\x00"],
)
def test_a_name_that_cannot_be_is_refused_with_a_sentence(cast, name):
    response = rename(cast.asker, name)
    assert response.status_code == 422
    assert Page.of(response).find(class_="field__error").text
    assert name_of(cast.asker) == "asker"


@pytest.mark.parametrize("name", ["Zoë", "Мария", "さくら", "علي"])
def test_names_in_all_scripts_are_names(cast, name):
    assert rename(cast.asker, name).status_code == 302
    assert Client().get("/users/asker/", follow=True).status_code == 200


def test_a_name_is_changed_once_in_a_while_and_back_to_ones_own(cast):
    rename(cast.asker, "Ann")
    assert rename(cast.asker, "Bea").status_code == 403
    User.objects.update(renamed_at=timezone.now() - timedelta(days=31))
    assert rename(cast.asker, "Asker").status_code == 302
    assert [row.name for row in FormerName.objects.all()] == ["Ann"]


def test_where_names_stay_only_those_who_wrote_nothing_change_theirs(cast):
    options.save({"may_members_rename": False})
    make.question(cast.asker)
    assert rename(cast.asker, "Ann").status_code == 403
    assert "Names stay as they are" in Page.of(make.client(cast.asker).get(OWN)).text
    assert rename(cast.reader, "Ann").status_code == 302


def test_moderators_rename_with_a_reason_and_the_log_keeps_the_old_name_only_where_it_leads_on(cast):
    client = make.client(cast.moderator)
    address = "/moderate/members/{}/name/"
    assert client.post(address.format("asker"), {"name": "Ann"}).status_code == 422
    assert (
        client.post(address.format("asker"), {"name": "Ann", "reason": "Was a phone number."}).status_code
        == 302
    )
    assert name_of(cast.asker) == "Ann"
    client.post(address.format("Ann"), {"name": "Bea", "reason": "They asked.", "is_forgotten": "on"})
    words = [entry.parts.get(kind="words").content for entry in log()]
    assert words == [
        {"reason": "Was a phone number.", "change": {"name": ["asker", "Ann"]}},
        {"reason": "They asked."},
    ]
    assert client.post(address.format("administratrix"), {"name": "x1", "reason": "y"}).status_code == 403


def log():
    return LogEntry.objects.filter(verb=LogEntry.Verb.RENAMED_MEMBER).order_by("pk")
