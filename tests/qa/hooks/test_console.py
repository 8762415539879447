"""The log of events and webhooks in the console."""

import re
from ipaddress import ip_network

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import options
from forum.background.worker import drain_once
from qa.hooks.actions.hooks import save_hook, tell_secret
from qa.hooks.models import Delivery, Event, Hook
from tests import make
from tests.pages import Page
from tests.qa.admin.console import BAD_ROWS, assert_clean, change, told
from tests.qa.hooks.receiver import receiving

pytestmark = pytest.mark.django_db
EVENTS, HOOKS, DELIVERIES = "/admin/hooks/event/", "/admin/hooks/hook/", "/admin/hooks/delivery/"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


@pytest.fixture
def desk(cast, settings):
    settings.HOOKS_ALLOWED_NETWORKS, settings.HOOKS_ALLOW_HTTP = [ip_network("127.0.0.0/8")], True
    return make.client(cast.administrator)


def hook(url="http://127.0.0.1:9/hook", **more):
    return save_hook(make.SYSTEM, Hook(**{"name": "A place", "url": url, "verbs": ["asked"], **more}))


def add(desk, **values):
    return desk.post(
        f"{HOOKS}add/",
        {"name": "Chat", "url": "http://127.0.0.1:9/", "verbs": ["asked"], "is_on": "on", **values},
    )


def test_the_log_is_read_filtered_and_downloaded_by_administrators_alone(desk, cast):
    options.save({"is_event_log_kept": True})
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    page = desk.get(EVENTS)
    assert_clean(page)
    text = Page.of(page).text
    assert "q_post" in text and "a_post" in text and "asker" in text
    text = Page.of(desk.get(f"{EVENTS}?name=a_post")).find_all("tbody")[0].text
    assert "a_post" in text and "q_post" not in text
    lines = b"".join(desk.get(f"{EVENTS}export/?name=a_post").streaming_content).decode().splitlines()
    assert [line.split("\t")[3] for line in lines] == ["event", "a_post"]
    for who, status in ((cast.moderator, 403), (cast.editor, 302), (None, 302)):
        assert make.client(who).get(EVENTS).status_code == status
        assert make.client(who).get(f"{EVENTS}export/").status_code == 302


def test_without_a_log_the_page_says_how_to_have_one(desk):
    assert "No log is kept" in Page.of(desk.get(EVENTS)).text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("name=rubbish", 422), ("post=abc", 422), ("post=99999999999999999999", 422), ("first_day=yesterday", 422),
        ("before=abc", 400), ("after=-1", 400), ("before=9999999999999999999", 400), ("before=5", 200), ("member=%00", 400),
        ("member=nobody", 200), ("foo=bar", 200), ("last_day=2026-01-01", 200), ("last_day=9999-12-31", 200),
    ],
)  # fmt: skip
def test_odd_addresses_of_the_log_get_an_answer(desk, query, status):
    assert desk.get(f"{EVENTS}?{query}").status_code == status


def test_the_log_costs_the_same_with_more_rows_and_its_pages_lead_on(desk, cast):
    Event.objects.bulk_create(
        Event(name="search", member=cast.asker.user, params={}) for _number in range(20)
    )
    desk.get(EVENTS)  # what is read once per process is read now
    with CaptureQueriesContext(connection) as few:
        desk.get(EVENTS)
    Event.objects.bulk_create(
        Event(name="search", member=cast.reader.user, params={}) for _number in range(150)
    )
    with CaptureQueriesContext(connection) as many:
        page = Page.of(desk.get(f"{EVENTS}?name=search"))
    assert len(many) == len(few)
    [older] = [link.attribute("href") for link in page.find_all("a") if link.attribute("rel") == "next"]
    assert "name=search" in older
    assert len(Page.of(desk.get(EVENTS + older)).find_all("tbody")[0].find_all("tr")) == 70


def test_a_new_webhook_shows_its_secret_once(desk):
    page = add(desk)
    assert page.status_code == 200
    assert_clean(page)
    assert "no-store" in page["Cache-Control"]
    made = Hook.objects.get()
    assert SECRET.findall(page.content.decode()) == [tell_secret(made)]
    for address in (HOOKS, f"{HOOKS}{made.pk}/change/", f"{HOOKS}{made.pk}/history/", DELIVERIES):
        page = desk.get(address)
        assert page.status_code == 200
        assert not SECRET.search(page.content.decode())


@pytest.mark.parametrize(
    "values",
    [
        {"url": "ftp://example.org/"},
        {"url": "https://sam:word@example.org/"},
        {"verbs": []},
        {"verbs": ["x"]},
        {"name": ""},
    ],
)
def test_a_webhook_that_cannot_be_is_refused_with_what_was_typed(desk, values):
    page = add(desk, **values)
    assert page.status_code == 422
    for typed in ("url", "name"):
        assert str(values.get(typed, "")) in page.content.decode()
    assert not Hook.objects.exists()


def test_a_webhook_is_changed_without_its_secret_changing(desk):
    made = hook()
    response = change(desk, f"{HOOKS}{made.pk}/change/", name="Another", verbs=["asked", "answered"])
    assert response.status_code == 302
    after = Hook.objects.get()
    assert (after.name, after.verbs, after.nonce) == ("Another", ["asked", "answered"], made.nonce)


def test_another_secret_is_asked_about_and_shown_once(desk):
    made = hook()
    address = f"{HOOKS}{made.pk}/secret/"
    assert not SECRET.search(desk.get(address).content.decode())
    assert Hook.objects.get().nonce == made.nonce
    page = desk.post(address)
    assert SECRET.findall(page.content.decode()) == [tell_secret(Hook.objects.get())]
    assert Hook.objects.get().nonce != made.nonce


def test_a_test_is_sent_by_a_button_and_its_outcome_read_in_the_list(desk):
    with receiving("odd") as server:
        made = hook(server.url)
        page = desk.post(f"{HOOKS}{made.pk}/test/", follow=True)
        assert "A test is on its way" in told(page)
        drain_once()
        assert [one["event"] for one in server.told] == ["ping"]
    delivery = Delivery.objects.get()
    text = Page.of(desk.get(f"{DELIVERIES}?hook__id__exact={made.pk}")).text
    assert "500" in text and "a test" in text and "given up" in text
    page = desk.get(f"{DELIVERIES}{delivery.pk}/change/")
    assert_clean(page)
    assert "&lt;script&gt;" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_a_paused_webhook_is_pointed_at(desk):
    made = hook(is_on=False, name="<b>Chat</b>")
    Hook.objects.update(paused_at=made.created_at)
    page = desk.get(HOOKS)
    assert "has been paused since" in Page.of(page).text
    assert "<b>Chat" not in page.content.decode()


def test_messages_are_sent_again_and_those_that_wait_are_passed_over(desk, cast):
    with receiving(200) as server:
        hook(server.url)
        make.question(cast.asker)
        drain_once()
        make.question(cast.asker)
        marks = list(Delivery.objects.values_list("pk", flat=True))
        page = desk.post(
            DELIVERIES, {"action": "send_selected_again", "_selected_action": marks}, follow=True
        )
        assert "1 message is sent again" in told(page)
        drain_once()
        assert len(server.received) == 3


def test_a_webhook_is_deleted_after_a_question(desk):
    made = hook()
    address = f"{HOOKS}{made.pk}/delete/"
    assert "with 0 messages" in Page.of(desk.get(address)).text
    desk.post(address, {"post": "yes"})
    assert not Hook.objects.exists()


@pytest.mark.parametrize("row", BAD_ROWS)
def test_webhooks_that_are_not_there_are_not_found(desk, row):
    for word in ("change", "secret", "test"):
        assert desk.get(f"{HOOKS}{row}/{word}/").status_code == 404, word


def test_nobody_below_administrators_gets_at_webhooks(cast, desk):
    made = hook()
    for who in (cast.moderator, cast.editor, None):
        client = make.client(who)
        for address in (
            HOOKS,
            f"{HOOKS}add/",
            f"{HOOKS}{made.pk}/change/",
            f"{HOOKS}{made.pk}/secret/",
            DELIVERIES,
        ):
            assert client.get(address).status_code in (302, 403), address
        assert client.post(f"{HOOKS}{made.pk}/secret/").status_code in (302, 403)
        assert client.post(f"{HOOKS}{made.pk}/test/").status_code in (302, 403)
    assert Hook.objects.get().nonce == made.nonce
    assert not Delivery.objects.exists()


def test_the_list_of_messages_costs_the_same_with_more_rows(desk):
    made = hook()
    Delivery.objects.create(hook=made, verb="asked")
    desk.get(DELIVERIES)
    with CaptureQueriesContext(connection) as few:
        desk.get(DELIVERIES)
    for number in range(8):
        Delivery.objects.create(hook=hook(name=f"Place {number}"), verb="asked")
    with CaptureQueriesContext(connection) as many:
        desk.get(DELIVERIES)
    assert len(many) == len(few)
