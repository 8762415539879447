"""Mailings in the console, and the page that a mail's link leads to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import options
from forum.models import AddressBlock
from qa.mailings.actions.mailings import start_mailing
from qa.mailings.actions.wishes import make_token, set_wish
from qa.mailings.models import Mailing, Recipient, Wish
from qa.mailings.reads.audience import wants_mailings
from tests import make
from tests.pages import Page
from tests.qa.admin.console import BAD_ROWS, assert_clean, change, told
from tests.qa.mailings.people import boss, mailing, member

pytestmark = pytest.mark.django_db
LIST = "/admin/mailings/mailing/"
STEPS = ("overview", "test", "start", "stop", "pause", "resume")
FIELDS = {"subject": "News", "text": "We **meet**.", "min_level": "0", "max_level": "120", "pace": "500"}


@pytest.fixture
def desk(cast):
    return make.client(cast.administrator)


def test_a_mailing_is_written_looked_at_started_and_watched(desk):
    member("sam")
    page = desk.post(f"{LIST}add/", FIELDS, follow=True)
    assert_clean(page)
    found = Mailing.objects.get()
    text = Page.of(page).text
    assert "It would go to 1 member." in text
    assert "<strong>meet</strong>" in page.content.decode()
    page = desk.get(f"{LIST}{found.pk}/start/")
    assert_clean(page)
    assert "goes to 1 member" in Page.of(page).text
    assert Mailing.objects.get().state == "draft", "it asks first"
    page = desk.post(f"{LIST}{found.pk}/start/", follow=True)
    assert "0 of 1 are dealt with" in Page.of(page).text
    assert_clean(page)
    assert desk.get(f"{LIST}{found.pk}/change/").status_code == 302, "it leads to the mailing's page"
    assert "paused" in Page.of(desk.post(f"{LIST}{found.pk}/pause/", follow=True)).text
    assert "on its way" in Page.of(desk.post(f"{LIST}{found.pk}/resume/", follow=True)).text
    assert "1 member would not get it" in Page.of(desk.get(f"{LIST}{found.pk}/stop/")).text
    assert Mailing.objects.get().state == "running"
    assert "stopped" in Page.of(desk.post(f"{LIST}{found.pk}/stop/", follow=True)).text


def test_a_draft_is_changed_and_what_has_started_is_not(desk):
    member("sam")
    found = mailing()
    assert change(desk, f"{LIST}{found.pk}/change/", subject="Other news").status_code == 302
    assert Mailing.objects.get().subject == "Other news"
    start_mailing(boss(), found.pk)
    assert desk.post(f"{LIST}{found.pk}/change/", FIELDS).status_code == 403
    assert Mailing.objects.get().subject == "Other news"


@pytest.mark.parametrize(
    "values",
    [
        {"subject": ""}, {"text": ""}, {"pace": "0"}, {"pace": "6001"}, {"min_level": "120", "max_level": "0"},
        {"min_points": "9", "max_points": "1"}, {"joined_from": "yesterday"}, {"min_level": "7"}, {"category_number": "99"},
        {"joined_from": "2026-02-02", "joined_until": "2026-02-01"}, {"subject": "a\u202eb"}, {"min_points": "9" * 20},
    ],
)  # fmt: skip
def test_a_mailing_that_cannot_be_is_refused_with_what_was_typed(desk, values):
    page = desk.post(f"{LIST}add/", {**FIELDS, **values})
    assert page.status_code == 422
    assert values.get("text", "We **meet**.") in page.content.decode()
    assert not Mailing.objects.exists()


def test_a_new_mailing_begins_with_the_pace_of_the_site_options(desk):
    options.save({"mailing_pace": 33})
    field = Page.of(desk.get(f"{LIST}add/")).find_all("input", name="pace")[0]
    assert field.attribute("value") == "33"


def test_a_mailing_on_its_way_is_not_deleted_and_one_that_is_over_goes_with_its_recipients(desk):
    member("sam")
    found = start_mailing(boss(), mailing().pk)
    desk.post(f"{LIST}{found.pk}/delete/", {"post": "yes"})
    assert Mailing.objects.exists()
    desk.post(f"{LIST}{found.pk}/stop/")
    desk.post(f"{LIST}{found.pk}/delete/", {"post": "yes"})
    assert not Mailing.objects.exists()
    assert not Recipient.objects.exists()


def test_what_cannot_be_done_says_why(desk):
    found = mailing()
    assert "This would go to nobody" in told(desk.post(f"{LIST}{found.pk}/start/", follow=True))
    assert "no confirmed e-mail address" in told(desk.post(f"{LIST}{found.pk}/test/", follow=True))
    assert "changed this mailing meanwhile" in told(desk.post(f"{LIST}{found.pk}/stop/", follow=True))


def test_what_is_in_a_mailing_is_escaped_in_the_console(desk):
    found = mailing("<script>alert(1)</script>", subject="<b>News</b>")
    for address in (LIST, f"{LIST}{found.pk}/overview/"):
        html = desk.get(address).content.decode()
        assert "<b>News" not in html and "<script>alert" not in html


@pytest.mark.parametrize("row", BAD_ROWS)
def test_mailings_that_are_not_there_are_not_found(desk, row):
    for step in STEPS:
        assert desk.get(f"{LIST}{row}/{step}/").status_code == 404, step


def test_nobody_below_administrators_gets_at_mailings(cast):
    member("sam")
    found = mailing()
    for who in (cast.moderator, cast.editor, None):
        client = make.client(who)
        assert client.get(LIST).status_code in (302, 403)
        for step in STEPS:
            assert client.get(f"{LIST}{found.pk}/{step}/").status_code == 302, step
            assert client.post(f"{LIST}{found.pk}/{step}/").status_code in (302, 403), step
    assert Mailing.objects.get().state == "draft"


def test_a_link_in_a_mail_asks_first_then_stops_them_and_offers_the_way_back(client):
    sam = member("sam")
    address = f"/mailings/stop/{make_token(sam.user_id)}/"
    assert "No more mail to all members?" in Page.of(client.get(address)).text
    assert not Wish.objects.exists(), "scanners open links"
    assert "Nothing of the kind is sent" in Page.of(client.post(address)).text
    assert Wish.objects.get().is_wanted is False
    assert "You had stopped this mail already" in Page.of(client.post(address)).text
    assert "again" in Page.of(client.post(address, {"wish": "again"})).text
    assert Wish.objects.get().is_wanted is True


def test_mail_programs_stop_them_with_one_click_without_a_page(client):
    sam = member("sam")
    strict = type(client)(enforce_csrf_checks=True)
    response = strict.post(
        f"/mailings/stop/{make_token(sam.user_id)}/", "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded", headers={"Sec-Fetch-Site": "cross-site"},
    )  # fmt: skip
    assert response.status_code == 200
    assert Wish.objects.get().is_wanted is False


def test_mail_is_stopped_also_from_a_blocked_network(client):
    sam = member("sam")
    AddressBlock.objects.create(pattern="127.0.0.1", first="127.0.0.1", last="127.0.0.1", reason="Spam.")
    assert client.post(f"/mailings/stop/{make_token(sam.user_id)}/").status_code == 200
    assert Wish.objects.get().is_wanted is False


@pytest.mark.parametrize("token", ["rubbish", "eyJ:1:x", "é"])
def test_a_forged_link_is_not_found(client, token):
    assert client.get(f"/mailings/stop/{token}/").status_code == 404
    assert client.post(f"/mailings/stop/{token}/").status_code == 404


def test_the_link_of_a_deleted_account_is_not_found(client):
    sam = member("sam")
    address = f"/mailings/stop/{make_token(sam.user_id)}/"
    set_wish(sam.user_id, False)
    sam.user.delete()
    assert client.post(address).status_code == 404


def test_the_page_of_a_mailing_costs_the_same_with_more_members(desk):
    member("sam")
    found = mailing()
    other = start_mailing(boss(), mailing().pk)
    addresses = [f"{LIST}{found.pk}/overview/", f"{LIST}{other.pk}/overview/", LIST]
    before = [count_queries(desk, address) for address in addresses]
    for _number in range(8):
        member()
        start_mailing(boss(), mailing().pk)
    assert [count_queries(desk, address) for address in addresses] == before


def count_queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_member_stops_them_and_takes_them_up_again_on_a_page_of_their_own(client):
    sam = member()
    own = make.client(sam)
    assert client.get("/users/me/mailings/").url == "/accounts/login/?next=/users/me/mailings/"
    assert "/users/me/mailings/" in own.get("/users/me/notices/").content.decode()
    page = own.post("/users/me/mailings/", {"wish": "none"}, follow=True).content.decode()
    assert "You get no such mail." in page
    assert not wants_mailings(sam.user)
    page = own.post("/users/me/mailings/", {"wish": "again"}, follow=True).content.decode()
    assert "You get such mail" in page
    assert wants_mailings(sam.user)
