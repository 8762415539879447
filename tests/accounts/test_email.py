"""Addresses of an account: confirming through the mailed link, adding, choosing, removing."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import User
from forum import options
from tests import make
from tests.accounts.letters import assert_discreet, follow_link, last_letter
from tests.pages import Page

pytestmark = pytest.mark.django_db
PAGE = "/accounts/email/"


@pytest.fixture
def robin():
    return make.member("Robin")


def add(client, address):
    return client.post(PAGE, {"email": address, "action_add": "1"})


def confirm(client, message):
    path = follow_link(message)
    page = Page.of(client.get(path))
    assert "Confirm your address" in page.find("h1").text
    return client.post(path)


def listed(client):
    """Each address of the page with what is said about it."""
    return {
        radio.attribute("value"): [badge.text for badge in label.find_all(class_="badge")]
        for label in Page.of(client.get(PAGE)).find_all("label", class_="choice")
        for radio in label.find_all("input", type="radio")
    }


def test_an_address_is_added_and_confirmed_through_the_link_in_a_real_mail(robin):
    client = make.client(robin)
    assert "There is none so far" in Page.of(client.get(PAGE)).find("main").text
    assert add(client, "Robin@Example.org").status_code == 302
    assert listed(client) == {"robin@example.org": ["not confirmed yet"]}
    letter = last_letter()
    assert letter.to == ["robin@example.org"]
    assert letter.subject == "Please confirm your address at Mindwellnessforum"
    assert_discreet(letter)
    response = confirm(client, letter)
    assert response.status_code == 302
    assert "robin@example.org is confirmed" in Page.of(client.get("/")).find(class_="messages").text
    assert listed(client) == {"robin@example.org": ["main address", "confirmed"]}
    assert User.objects.get().email == "robin@example.org"


def test_the_link_works_in_another_browser_where_nobody_is_signed_in(robin):
    add(make.client(robin), "robin@example.org")
    response = confirm(Client(), last_letter())
    assert response.headers["Location"] == "/accounts/login/"
    assert EmailAddress.objects.get().verified
    again = Client().get(follow_link(last_letter()))
    assert again.status_code == 404
    assert "confirmed already" in Page.of(again).find("main").text


def test_only_opening_the_link_confirms_nothing_so_that_mail_scanners_cannot(robin):
    add(make.client(robin), "robin@example.org")
    Client().get(follow_link(last_letter()))
    assert not EmailAddress.objects.get().verified


def test_the_mail_speaks_of_the_site_as_its_owner_named_it_whatever_host_was_asked_for(robin):
    options.save({"site_name": "Tom & Ann's <place>"})
    client = make.client(robin)
    client.post(PAGE, {"email": "robin@example.org", "action_add": "1"}, headers={"host": "localhost"})
    letter = last_letter()
    assert letter.subject == "Please confirm your address at Tom & Ann's <place>"
    assert "Tom & Ann's <place>" in letter.body
    assert "localhost" not in letter.body
    follow_link(letter)


@pytest.mark.parametrize("key", ["forged", "a:b:c", "x" * 3000, "MQ:1uKe:AAAA"])
def test_a_forged_link_gets_a_clear_page(robin, key):
    for client in (Client(), make.client(robin)):
        response = client.get(f"/accounts/confirm-email/{key}/")
        assert response.status_code == 404
        assert "This link does not work" in Page.of(response).find("h1").text
        assert client.post(f"/accounts/confirm-email/{key}/").status_code == 404


def test_a_link_that_is_too_old_gets_the_same_page(robin, settings):
    add(make.client(robin), "robin@example.org")
    settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 0
    assert Client().get(follow_link(last_letter())).status_code == 404


def test_another_members_link_does_not_give_the_address_to_whoever_is_signed_in(robin):
    other = make.member("Kim")
    add(make.client(robin), "robin@example.org")
    confirm(make.client(other), last_letter())
    assert EmailAddress.objects.get(verified=True).user == robin.user


def test_an_address_that_somebody_else_confirmed_first_is_refused_only_to_who_holds_its_link(robin):
    client, kim = make.client(robin), make.client(make.member("Kim"))
    assert add(client, "shared@example.org").status_code == 302
    link = follow_link(last_letter())
    assert add(kim, "shared@example.org").status_code == 302
    confirm(kim, FreshLetter(EmailAddress.objects.get(user__username="Kim")))
    response = client.get(link)
    assert response.status_code == 404
    assert "This link does not work" in Page.of(response).find("h1").text
    page = Page.of(client.post(link, follow=True))
    assert "could not be confirmed" in page.find(class_="messages").text
    assert EmailAddress.objects.get(verified=True).user.username == "Kim"


class FreshLetter:
    """What a second mail to one address says; within three minutes only one is sent."""

    def __init__(self, address):
        self.body = f"{settings.SITE_URL}/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"


@pytest.mark.parametrize("address", ["", "no address", "x" * 75 + "@example.org", "a\x00@example.org"])
def test_what_is_no_address_comes_back_as_typed_with_a_sentence(robin, address):
    response = add(make.client(robin), address)
    page = Page.of(response)
    assert response.status_code == 422
    field = page.find("input", id="id_email")
    assert (field.attribute("value") or "") == address
    assert page.find(id="id_email_error").text
    assert not EmailAddress.objects.exists()


def test_the_same_address_twice_and_too_many_are_refused(robin):
    client = make.client(robin)
    for number in range(5):
        add(client, f"robin{number}@example.org")
    assert not Page.of(client.get(PAGE)).find_all("input", id="id_email")
    assert add(client, "robin1@example.org").status_code == 422
    assert add(client, "one-more@example.org").status_code == 422
    assert len(listed(client)) == 5


def test_the_main_address_is_changed_and_the_old_one_removed(robin):
    client = make.client(robin)
    for address in ("old@example.org", "new@example.org"):
        add(client, address)
        confirm(client, last_letter())
    refused = client.post(PAGE, {"email": "old@example.org", "action_remove": "1"}, follow=True)
    assert "old@example.org is your main address" in Page.of(refused).find(class_="messages").text
    client.post(PAGE, {"email": "new@example.org", "action_primary": "1"})
    assert User.objects.get().email == "new@example.org"
    client.post(PAGE, {"email": "old@example.org", "action_remove": "1"})
    assert list(listed(client)) == ["new@example.org"]
    client.post(PAGE, {"email": "new@example.org", "action_remove": "1"})
    assert listed(client) == {}
    assert User.objects.get().email == ""


def test_an_address_that_is_not_confirmed_does_not_replace_one_that_is(robin):
    client = make.client(robin)
    add(client, "old@example.org")
    confirm(client, last_letter())
    add(client, "new@example.org")
    response = client.post(PAGE, {"email": "new@example.org", "action_primary": "1"}, follow=True)
    assert "Please confirm this address first" in Page.of(response).find(class_="messages").text
    assert User.objects.get().email == "old@example.org"


@pytest.mark.parametrize("action", ["action_primary", "action_remove", "action_send", "unheard-of"])
@pytest.mark.parametrize("address", ["kim@example.org", "", "no address", "\x00", "x" * 5000])
def test_nobody_touches_an_address_of_somebody_else(robin, action, address):
    kim = make.member("Kim", email="kim@example.org")
    EmailAddress.objects.create(user=kim.user, email="kim@example.org", primary=True, verified=True)
    assert make.client(robin).post(PAGE, {"email": address, action: "1"}).status_code == 302
    assert EmailAddress.objects.get().user == kim.user
    assert mail.outbox == []


def test_the_confirmation_is_sent_again_but_not_every_minute(robin):
    client = make.client(robin)
    add(client, "robin@example.org")
    client.post(PAGE, {"email": "robin@example.org", "action_send": "1"})
    assert len(mail.outbox) == 1


def test_the_copy_of_whether_an_address_is_confirmed_follows_whoever_writes(db):
    kim = make.user(email="kim@example.org")

    def is_confirmed():
        kim.refresh_from_db()
        return kim.has_confirmed_address

    first = EmailAddress.objects.create(user=kim, email="kim@example.org", verified=False)
    assert not is_confirmed()
    EmailAddress.objects.filter(pk=first.pk).update(verified=True)
    assert is_confirmed()
    second = EmailAddress.objects.create(user=kim, email="kim@example.net", verified=True)
    first.delete()
    assert is_confirmed()
    other = make.user()
    EmailAddress.objects.filter(pk=second.pk).update(user=other)
    assert not is_confirmed()
    other.refresh_from_db()
    assert other.has_confirmed_address
    with connection.cursor() as cursor:
        cursor.execute("UPDATE account_emailaddress SET verified = false")
    other.refresh_from_db()
    assert not other.has_confirmed_address
    other.delete()


def test_asking_whether_somebody_is_confirmed_costs_no_query(db, django_assert_num_queries):
    viewer = make.member()
    with django_assert_num_queries(0):
        assert not viewer.has_confirmed_address
