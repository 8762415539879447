"""Signing in by a code that was mailed, and by address alone where the owner wants that."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from forum import options
from tests import make
from tests.accounts.letters import assert_discreet
from tests.accounts.test_factors import is_signed_in, set_up
from tests.accounts.test_sign_in import assert_is_ours, sign_in
from tests.pages import Page

pytestmark = pytest.mark.django_db
ASK, TYPE = "/accounts/login/code/", "/accounts/login/code/confirm/"


@pytest.fixture
def member(db):
    found = make.user("robin", email="robin@example.org")
    EmailAddress.objects.create(user=found, email=found.email, primary=True, verified=True)
    return found


def ask(address="Robin@example.org"):
    client = Client()
    answer = client.post(ASK, {"email": address, "next": "/tags/"})
    assert answer.headers["Location"].startswith(TYPE)
    return client, answer.headers["Location"]


def read_code():
    [line] = [
        line
        for line in mail.outbox[-1].body.splitlines()
        if re.fullmatch(r"[A-Z0-9]{3,}-?[A-Z0-9]{2,}", line)
    ]
    return line


def test_a_code_from_the_mail_takes_the_place_of_the_password_once(member):
    assert ASK in [link.attribute("href") for link in Page.of(Client().get("/accounts/login/")).find_all("a")]
    client, place = ask()
    page = client.get(place)
    assert_is_ours(page)
    assert_discreet(mail.outbox[0], "robin")
    code = read_code()
    refused = client.post(TYPE, {"code": "ABC123"})
    assert refused.status_code == 422
    assert "does not fit" in Page.of(refused).text
    kept = Page.of(page).find("main").find("input", name="next").attribute("value")
    assert client.post(TYPE, {"code": code, "next": kept}).headers["Location"] == "/tags/"
    assert is_signed_in(client)
    assert client.post(TYPE, {"code": code}).status_code == 302
    assert not is_signed_in(Client())


def test_no_code_goes_to_an_address_that_is_unknown_or_not_confirmed_and_nobody_sees_the_difference(member):
    EmailAddress.objects.update(verified=False)
    pages = []
    for address in ("robin@example.org", "nobody@example.org"):
        client, place = ask(address)
        pages.append(Page.of(client.get(place)).find("main").text)
        assert not re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{2,}$", mail.outbox[-1].body, re.MULTILINE)
    assert pages[0] == pages[1]


def test_after_three_wrong_codes_one_begins_anew(member):
    client, _place = ask()
    for status in (422, 422, 302):
        assert client.post(TYPE, {"code": "ABC123"}).status_code == status
    assert client.post(TYPE, {"code": read_code()}).headers["Location"].startswith(ASK)
    assert not is_signed_in(client)


def test_a_code_by_mail_does_not_replace_the_second_step(member):
    helper = Client()
    sign_in("robin", client=helper)
    set_up(helper)
    mail.outbox.clear()
    client, _place = ask()
    assert client.post(TYPE, {"code": read_code()}).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_another_code_can_be_sent_and_asking_is_counted(member):
    client, _place = ask()
    first = read_code()
    client.post(TYPE, {"action": "resend"})
    second = read_code()
    assert client.post(TYPE, {"code": second}).status_code == 302
    assert first != second
    options.save({"sign_ins_per_network": 2})
    assert Client().post(ASK, {"email": "robin@example.org"}).status_code == 302
    refused = Client().post(ASK, {"email": "robin@example.org"})
    assert refused.status_code == 429
    assert Page.of(refused).find("input", name="email").attribute("value") == "robin@example.org"


def test_where_the_owner_does_not_want_it_there_is_no_such_page(member):
    options.save({"is_sign_in_by_code_on": False})
    assert Client().get(ASK).status_code == 404
    assert Client().post(ASK, {"email": "robin@example.org"}).status_code == 404
    assert not mail.outbox
    assert "code by mail" not in Page.of(Client().get("/accounts/login/")).text


def test_where_addresses_alone_are_taken_no_name_is(member):
    options.save({"login_names": "address"})
    page = Page.of(Client().get("/accounts/login/"))
    assert page.find("label", for_="id_login").text == "E-mail address"
    refused = sign_in("robin")
    assert refused.status_code == 422
    assert "sign in with your e-mail address" in Page.of(refused).text
    assert Page.of(refused).find("input", name="login").attribute("value") == "robin"
    assert sign_in("robin@example.org").status_code == 302
