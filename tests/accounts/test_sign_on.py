"""One sign-on with the owner's own site: signed links, and the header of a proxy."""

import base64
import hashlib
import hmac
import json
import re
import time
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import Level, User
from accounts.policies import level_from_site
from forum import options
from qa.actions.members import change_member
from qa.models import LogEntry
from tests import make
from tests.accounts.test_factors import is_signed_in, set_up
from tests.accounts.test_sign_in import assert_is_ours
from tests.pages import Page

pytestmark = pytest.mark.django_db
PLACE, SECRET = "/accounts/sign-on/", "s" * 40


@pytest.fixture(autouse=True)
def secret(settings):
    settings.SIGN_ON_SECRET = SECRET


def sign(said, secret=SECRET):
    words = said if isinstance(said, bytes) else json.dumps(said).encode()
    payload = base64.urlsafe_b64encode(words).decode().rstrip("=")
    return {
        "payload": payload,
        "signature": hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest(),
    }


def said(**changes):
    return {"id": "7", "name": "Robin", "time": time.time(), "nonce": f"nonce-{make.count():06}", **changes}


def arrive(client=None, **changes):
    return (client or Client()).get(PLACE, {**sign(said(**changes)), "next": "/tags/"})


def test_who_is_signed_in_there_is_signed_in_here_and_the_same_person_the_next_time():
    client = Client()
    assert arrive(client).headers["Location"] == "/tags/"
    assert is_signed_in(client)
    assert User.objects.get().username == "Robin"
    assert arrive(name="Another name").status_code == 302
    assert User.objects.count() == SocialAccount.objects.count() == 1
    assert arrive(id=8).status_code == 302
    assert sorted(User.objects.values_list("username", flat=True)) == ["Robin", "Robin 2"]


def test_the_example_in_the_documentation_works():
    text = (Path(__file__).parents[2] / "docs/sign-on.md").read_text(encoding="utf-8")
    names: dict = {}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], names)
    link = names["make_link"]("", SECRET, "9", "Kim", "kim@example.org", is_confirmed=True)
    assert Client().get(link).headers["Location"] == "/"
    assert User.objects.get(username="Kim").has_confirmed_address


def test_a_link_is_good_once_and_for_a_minute():
    link = sign(said())
    assert Client().get(PLACE, link).status_code == 302
    again = Client()
    refused = again.get(PLACE, link)
    assert refused.status_code == 403
    assert_is_ours(refused)
    assert not is_signed_in(again)
    for moment in (time.time() - 70, time.time() + 70, float("nan"), 1e400, "soon", None):
        assert arrive(time=moment).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""},
        {"id": None},
        {"id": True},
        {"id": {"a": 1}},
        {"id": "x" * 500},
        {"id": "\x00"},
        {"name": 5},
        {"nonce": "short"},
    ],
)
def test_what_does_not_say_who_somebody_is_signs_nobody_in(changes):
    assert arrive(**changes).status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["", "@", "a", "admin", "x" * 900, "two\nlines", "Zoë@home", "‮name"])
def test_whatever_somebody_is_called_there_they_get_a_name_that_can_be_had_here(name):
    assert arrive(name=name).status_code == 302
    User.objects.get().full_clean(exclude=["password"])


def test_forged_garbled_and_missing_links_are_refused_in_words():
    good = sign(said())
    for sent in (
        {}, {"payload": good["payload"]}, {**good, "signature": "0" * 64}, sign(said(), "another secret"), sign(b"\xff\xfe"),
        sign(b"[]"),
        sign(b"[" * 2_000), {"payload": "é", "signature": "é"}, {"payload": "A" * 9_000, "signature": "x"},
    ):  # fmt: skip
        assert Client().get(PLACE, sent).status_code == 403
    assert not User.objects.exists()


def test_an_account_with_the_same_confirmed_address_is_not_taken_over():
    member = make.user("kim", email="kim@example.org")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    client = Client()
    answer = arrive(client, email="KIM@example.org", email_confirmed=True)
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert not is_signed_in(client)
    assert User.objects.count() == 1


def test_a_second_step_and_a_closed_door_hold_here_too():
    client = Client()
    arrive(client)
    member = User.objects.get()
    member.set_password(make.PASSWORD)
    member.save()
    helper = Client()
    helper.post("/accounts/login/", {"login": "Robin", "password": make.PASSWORD})
    set_up(helper)
    assert arrive().headers["Location"] == "/accounts/2fa/authenticate/"
    options.save({"is_registration_closed": True})
    assert arrive(id="new").status_code == 403
    options.save({"are_site_people_let_in": True})
    assert arrive(id="new").status_code == 302
    assert Client().get("/accounts/signup/").status_code == 403


def test_a_proxy_says_who_it_is_and_nobody_else_does(settings):
    settings.SIGN_ON_HEADER, settings.SIGN_ON_HEADER_SECRET = "X-Remote-User", "p" * 40
    settings.SIGN_ON_ADDRESS_HEADER = "X-Remote-Mail"
    trusted = {"x-remote-user": "sam", "x-remote-mail": "sam@example.org", "x-sign-on-secret": "p" * 40}
    client = Client(headers=trusted)
    answer = client.get("/accounts/login/?next=/tags/", follow=True)
    assert answer.redirect_chain[-1][0] == "/tags/"
    assert is_signed_in(client)
    assert User.objects.get(username="sam").has_confirmed_address
    for changes in ({"x-sign-on-secret": "wrong"}, {"x-sign-on-secret": ""}, {"x-remote-user": ""}):
        other = Client(headers={**trusted, **changes})
        assert other.get("/accounts/login/").status_code == 200
        assert other.get(PLACE).status_code == 403
    stays = Client(headers=trusted).get("/accounts/login/?stay=1")
    assert stays.status_code == 200
    assert "Sign in" in Page.of(stays).find("h1").text
    settings.SIGN_ON_HEADER_SECRET = ""
    assert Client(headers={**trusted, "x-sign-on-secret": ""}).get(PLACE).status_code == 403


def test_without_a_secret_there_is_no_such_place(settings):
    settings.SIGN_ON_SECRET = ""
    assert arrive().status_code == 404


R, P, X, E, M, A = (level for level in Level if level <= Level.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("now", "said", "last", "own", "then"),
    [
        (R, M, None, R, M),  # given
        (M, E, M, R, E),  # and less of it
        (M, R, M, R, R),
        (M, R, M, E, E),  # but not what people here gave before
        (M, R, None, M, M),
        (M, R, E, M, M),  # nor since
        (R, M, M, R, R),  # what people here took stays taken
        (R, E, M, R, E),  # until the site says something else
        (A, M, E, A, A),
    ],
)
def test_the_site_gives_levels_and_takes_only_what_it_gave(now, said, last, own, then):
    assert level_from_site(now, said, last, own) == then


def test_levels_come_from_the_site_as_far_as_the_owner_allows_and_the_log_has_each(settings):
    arrive(level="editor")
    member = User.objects.get()
    assert member.level == R  # off

    def level_after(**changes):
        assert arrive(**changes).status_code == 302
        member.refresh_from_db()
        return member.level

    settings.SIGN_ON_HIGHEST_LEVEL = "editor"
    for nonsense in ("king", "", None, 50, ["editor"], "super_administrator"):
        assert level_after(level=nonsense) == R
    assert level_after() == R
    assert level_after(level="administrator") == E
    assert level_after(level="expert") == X
    change_member(make.member(level=Level.SUPER_ADMINISTRATOR), member, level=M)
    assert level_after(level="registered") == M
    assert level_after(level="editor") == M
    change_member(make.member(level=Level.SUPER_ADMINISTRATOR), member, level=R, reason="A pause.")
    assert level_after(level="editor") == R
    entries = LogEntry.objects.filter(verb="changed-member", role="system").order_by("pk")
    changes = [entry.parts.get(kind="words").content["change"] for entry in entries]
    assert changes == [{"level": [R, E]}, {"level": [E, X]}]


def test_a_proxy_says_levels_too_where_the_owner_wants_that(settings):
    settings.SIGN_ON_HEADER, settings.SIGN_ON_HEADER_SECRET = "X-Remote-User", "p" * 40
    trusted = {"x-remote-user": "sam", "x-remote-level": "Moderator", "x-sign-on-secret": "p" * 40}
    settings.SIGN_ON_HIGHEST_LEVEL, settings.SIGN_ON_LEVEL_HEADER = "moderator", "X-Remote-Level"
    assert Client(headers=trusted).get(PLACE).status_code == 302
    assert User.objects.get().level == M


def leave(client, **changes):
    said = {"action": "out", "id": "7", "back": "https://example.org/bye/", "time": time.time()}
    return client.get(f"{PLACE}out/", sign(said | {"nonce": f"nonce-{make.count():06}"} | changes))


def test_who_signs_out_there_is_signed_out_here_and_nobody_else_is(settings):
    client, other = Client(), Client()
    arrive(client)
    other.force_login(make.user(), backend=make.BACKEND)
    for changes in ({"action": "in"}, {"time": time.time() - 70}, {"id": None}, {"id": "\x00"}, {"nonce": "short"},
                    {"back": "javascript:alert(1)"}, {"back": "//evil.example"}, {"back": 5}):  # fmt: skip
        refused = leave(client, **changes)
        assert refused.status_code == 403
        assert_is_ours(refused)
        assert is_signed_in(client)
    assert client.get(f"{PLACE}out/", sign(said())).status_code == 403  # a link for signing in
    assert leave(other).headers["Location"] == "https://example.org/bye/"
    assert is_signed_in(other)
    assert leave(client).headers["Location"] == "https://example.org/bye/"
    assert not is_signed_in(client)
    assert leave(Client(), back="").headers["Location"] == "/"
    assert arrive(action="out").status_code == 403
    settings.SIGN_ON_SECRET = ""
    assert leave(client).status_code == 404


def test_who_is_somebody_else_there_is_asked_who_it_shall_be():
    client = Client()
    arrive(client)
    assert arrive(client).headers["Location"] == "/tags/"
    asked = arrive(client, id="8", name="<b>Kim</b>")
    assert asked.status_code == 409
    page = Page.of(asked)
    assert (
        "You are signed in here as Robin. Where you come from, you are <b>Kim</b>." in page.find("main").text
    )
    assert page.find("main").find("a", class_="button--primary").attribute("href") == "/tags/"
    form = page.find("main").find("form")
    sent = {field.attribute("name"): field.attribute("value") for field in form.find_all("input")}
    assert (
        client.post(form.attribute("action"), sent).headers["Location"] == "/accounts/login/?next=%2Ftags%2F"
    )
    assert not is_signed_in(client)
    assert User.objects.count() == 1
