"""How people come in: closed, with an address to confirm first, with somebody who looks; how many from one network; and which
addresses are not taken."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import Admission, Level, User
from forum import options
from qa.models import Post
from tests import make
from tests.pages import Page
from tests.work import work

pytestmark = pytest.mark.django_db
PASSWORD = "slow-lantern-42"


def sign_up(client=None, username="Robin", **fields):
    sent = {"username": username, "email": "", "password1": PASSWORD, "password2": PASSWORD, **fields}
    return (client or Client()).post("/accounts/signup/", sent)


def ask(client, title="How does one get through the day?"):
    return client.post(
        "/ask/", {"title": title, "body": "Some words about it.", "category": make.category().pk}
    )


# --- Closed ---------------------------------------------------------------------------------------


def test_where_signing_up_is_closed_the_page_says_so_and_no_account_is_made(cast):
    options.save({"is_registration_closed": True})
    page = Page.of(Client().get("/accounts/signup/"))
    assert page.find("h1").text == "Nobody can sign up at present"
    assert "Please come back later" in page.text
    assert sign_up().status_code == 403
    assert not User.objects.filter(username="Robin").exists()
    signed_in = Client().post("/accounts/login/", {"login": "reader", "password": make.PASSWORD})
    assert signed_in.status_code == 302
    options.save({"registration_closed_text": "We are **full** until May."})
    assert "We are full until May." in Page.of(Client().get("/accounts/signup/")).text


# --- An address to confirm ------------------------------------------------------------------------


def confirm_by_mail(client, message):
    path = re.search(r"http://\S+?(/accounts/confirm-email/\S+)", message.body)[1]
    return client.post(path)


def test_a_new_member_confirms_an_address_before_anything_else_where_the_owner_wants_that(cast):
    options.save({"is_confirmation_required": True, "is_category_required": False})
    question = make.question(cast.asker)
    refused = sign_up()
    assert refused.status_code == 422
    assert "required" in Page.of(refused).text
    client = Client()
    assert sign_up(client, email="robin@example.org").status_code == 302
    assert client.get(question.get_absolute_url()).status_code == 200
    answer = client.post(f"/questions/{question.pk}/answers/", {"body": "Words that must not be lost."})
    assert answer.status_code == 403
    page = Page.of(answer)
    assert "Please confirm your e-mail address first" in page.text
    assert "Words that must not be lost." in page.text
    assert client.post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 403
    assert client.post("/drafts/ask/discarding/").status_code == 403
    assert (
        client.post("/accounts/email/", {"action_send": "1", "email": "robin@example.org"}).status_code == 302
    )
    assert confirm_by_mail(client, mail.outbox[0]).status_code == 302
    assert client.post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 302
    assert client.post("/accounts/logout/").status_code == 302


def test_the_refusal_leads_to_the_page_where_one_confirms(cast):
    options.save({"is_confirmation_required": True})
    client = Client()
    sign_up(client, email="robin@example.org")
    refused = client.get("/ask/")
    assert refused.status_code == 403
    assert Page.of(refused).find("main").find("a", href="/accounts/email/").text == "Confirm an address"


def test_who_was_here_before_is_not_asked_and_nobody_is_when_the_owner_takes_it_back(cast):
    options.save({"is_confirmation_required": True})
    question = make.question(cast.asker)
    assert make.client(cast.reader).post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 302
    client = Client()
    sign_up(client, email="robin@example.org")
    assert client.post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 403
    User.objects.filter(username="Robin").update(level=Level.APPROVED)
    assert client.post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 302
    User.objects.filter(username="Robin").update(level=Level.REGISTERED)
    options.save({"is_confirmation_required": False})
    assert client.post(f"/posts/{question.pk}/vote/", {"value": "-1"}).status_code == 302


def test_without_that_wish_new_members_write_at_once(cast):
    options.save({"is_category_required": False})
    client = Client()
    sign_up(client, email="robin@example.org")
    assert ask(client).status_code == 302
    assert not EmailAddress.objects.get().verified
    assert Post.objects.get().author.username == "Robin"


# --- How many -------------------------------------------------------------------------------------


def test_five_accounts_an_hour_come_from_one_network_and_what_was_typed_for_the_sixth_is_kept(cast):
    assert [sign_up(username=f"Robin {n}").status_code for n in range(5)] == [302] * 5
    refused = sign_up(username="Robin 6", email="robin@example.org")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 60
    page = Page.of(refused)
    assert "very often within an hour" in page.find(class_="summary").text
    assert page.find("input", name="username").attribute("value") == "Robin 6"
    assert not User.objects.filter(username="Robin 6").exists()
    assert sign_up(Client(REMOTE_ADDR="192.0.2.9"), username="Robin 6").status_code == 302


def test_a_refused_form_is_no_new_account(cast):
    options.save({"sign_ups_per_network": 1})
    assert sign_up(username="a@b").status_code == 422
    assert sign_up().status_code == 302
    assert sign_up(username="Other").status_code == 429


def test_a_limit_of_nothing_lets_nobody_sign_up(cast):
    options.save({"sign_ups_per_network": 0})
    assert sign_up().status_code == 429


# --- Addresses that are not taken -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("robin@mailinator.com", False),
        ("robin@MAILINATOR.com", False),
        ("robin@x.trash.example", False),
        ("robin@deep.x.trash.example", False),
        ("robin@trash.example", True),
        ("robin@xn--mll-hoa.example", False),
        ("robin@example.org", True),
        ("robin@notmailinator.com", True),
        ("", True),
    ],
)
def test_addresses_in_the_owners_list_are_not_taken(address, is_taken):
    options.save({"disposable_domains": "mailinator.com\n\n *.Trash.example \nmüll.example"})
    response = sign_up(email=address)
    assert response.status_code == (302 if is_taken else 422)
    if not is_taken:
        page = Page.of(response)
        assert "gone after a while" in page.text
        assert page.find("input", name="username").attribute("value") == "Robin"


def test_nor_are_they_taken_as_a_further_address(cast):
    options.save({"disposable_domains": "mailinator.com"})
    client = make.client(cast.reader)
    sent = {"email": "robin@mailinator.com", "action_add": "1"}
    assert client.post("/accounts/email/", sent).status_code == 422
    assert client.post("/accounts/email/", {**sent, "email": "robin@example.org"}).status_code == 302


def knows_more(domain):
    return domain == "thrown.example"


def breaks(domain):
    raise OSError("The list cannot be reached.")


@pytest.mark.parametrize(("check", "status"), [("knows_more", 422), ("breaks", 302), ("is_not_there", 302)])
def test_a_function_may_know_more_and_its_trouble_keeps_nobody_out(settings, check, status):
    settings.DISPOSABLE_ADDRESS_CHECK = f"tests.accounts.test_registration.{check}"
    assert sign_up(email="robin@thrown.example").status_code == status
    assert sign_up(username="Other", email="robin@example.org").status_code == 302


def test_the_console_refuses_what_is_no_domain_and_no_address(cast):
    client = make.client(cast.administrator)
    page = Page.of(client.get("/admin/forum/siteoption/"))
    assert page.find("textarea", name="disposable_domains")
    form = {
        field.attribute("name"): field.attribute("value") or ""
        for field in page.find_all("input")
        if field.attribute("type") not in ("checkbox", "hidden", "submit")
    }
    form |= {name: getattr(options.DEFAULTS, name) for name, declared in options.DECLARATIONS.items()
             if isinstance(declared.default, str)}  # fmt: skip
    form |= {"disposable_domains": "mailinator.com\nnot a domain", "feedback_address": "owner at home"}
    response = client.post("/admin/forum/siteoption/", form)
    assert response.status_code == 422
    assert "“not a domain” is no domain" in response.content.decode()
    assert "valid email address" in response.content.decode()


# --- Somebody looks -------------------------------------------------------------------------------


def test_a_new_member_waits_to_be_looked_at_where_the_owner_wants_that(cast):
    sign_up(username="Before")
    options.save({"is_approval_required": True})
    sign_up(username="After")
    assert [row.member.username for row in Admission.objects.all()] == ["After"]
    assert User.objects.get(username="After").level == Level.REGISTERED


@pytest.mark.parametrize("is_looked_at", [True, False])
def test_the_owner_hears_of_new_members_when_they_want_to(cast, is_looked_at):
    options.save({"feedback_address": "owner@example.org", "is_approval_required": is_looked_at})
    sign_up()
    work()
    assert mail.outbox == []
    options.save({"is_registration_told": True})
    sign_up(username="Sam")
    work()
    [message] = mail.outbox
    assert message.to == ["owner@example.org"]
    assert "Sam" not in message.body
    pk = User.objects.get(username="Sam").pk
    assert ("/moderate/members/" if is_looked_at else f"/admin/accounts/user/{pk}/change/") in message.body
