"""Blocked network addresses: nobody writes or signs up from there, everybody reads, and every act is written down."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forum.lib.networks import read_pattern
from forum.models import AddressBlock
from qa.actions.blocks import block_addresses, lift_block
from qa.models import LogEntry, LogPart, Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "198.51.100.7", "192.0.2.9"


def block(by, pattern=HERE, reason="Advertisements from there", until=None):
    return block_addresses(by, read_pattern(pattern), reason=reason, until=until)


def browser(viewer=None, address=HERE):
    client = make.client(viewer)
    client.defaults["REMOTE_ADDR"] = address
    return client


def answer(client, question, words=""):
    return client.post(
        f"/questions/{question.pk}/answers/", {"body": words or f"Words that help, {make.count()}."}
    )


def test_from_blocked_addresses_nobody_writes_and_everybody_reads(cast):
    question = make.question(cast.asker)
    block(cast.moderator)
    for viewer in (None, cast.reader, cast.editor):
        client = browser(viewer)
        refused = answer(client, question, "Words that must not be lost.")
        assert refused.status_code == 403
        text = refused.content.decode()
        assert "Reason: Advertisements from there." in text
        assert "Words that must not be lost." in text
        assert client.post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 403
        assert client.post(f"/posts/{question.pk}/favourite/", {"favourite": "1"}).status_code == 403
        assert client.get(question.get_absolute_url()).status_code == 200
        assert client.get("/ask/").status_code == 200
    assert Post.objects.count() == 1
    assert answer(browser(address=ELSEWHERE), question).status_code == 302


def test_nobody_signs_up_from_there_but_everybody_signs_in_and_out(cast):
    block(cast.moderator)
    client = browser()
    words = {"username": "Robin", "password1": "slow-lantern-42", "password2": "slow-lantern-42"}
    assert client.post("/accounts/signup/", words).status_code == 403
    assert not User.objects.filter(username="Robin").exists()
    assert client.post("/accounts/login/", {"login": "reader", "password": make.PASSWORD}).status_code == 302
    assert client.post("/accounts/logout/").status_code == 302


@pytest.mark.parametrize(
    ("pattern", "address", "status"),
    [
        ("198.51.100.0/24", "198.51.100.200", 403),
        ("198.51.100.*", "198.51.101.1", 302),
        ("198.51.100.1-198.51.100.9", "198.51.100.9", 403),
        ("198.51.100.1-198.51.100.9", "198.51.100.10", 302),
        ("198.51.100.7", "::ffff:198.51.100.7", 403),
        ("2001:db8::/64", "2001:db8::77", 403),
        ("2001:db8::/64", "2001:db8:0:1::77", 302),
        ("2001:db8:*", "2001:db8:ffff::1", 403),
        ("2001:db8:*", "198.51.100.7", 302),
        ("198.51.100.7", "not an address", 302),
    ],
)
def test_a_pattern_meets_the_addresses_that_it_names(cast, pattern, address, status):
    question = make.question(cast.asker)
    block(cast.moderator, pattern)
    assert answer(browser(address=address), question).status_code == status


def test_behind_a_proxy_the_address_that_it_tells_of_counts_and_none_that_a_client_invents(cast, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    question = make.question(cast.asker)
    block(cast.moderator)
    sent = {"body": "Some words that may help."}
    told = browser(address="10.0.0.1").post(
        f"/questions/{question.pk}/answers/", sent, headers={"x-forwarded-for": f"{ELSEWHERE}, {HERE}"}
    )
    invented = browser(address="10.0.0.1").post(
        f"/questions/{question.pk}/answers/", sent, headers={"x-forwarded-for": f"{HERE}, {ELSEWHERE}"}
    )
    assert (told.status_code, invented.status_code) == (403, 302)


def test_a_block_ends_by_itself_or_when_it_is_lifted(cast):
    question = make.question(cast.asker)
    lasting = block(cast.moderator, until=timezone.now() + timedelta(days=2))
    text = answer(browser(), question).content.decode()
    assert "until" in text
    AddressBlock.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert answer(browser(), question).status_code == 302
    block(cast.moderator)  # one that has ended is not in the way
    assert answer(browser(), question).status_code == 403
    lift_block(cast.moderator, AddressBlock.objects.exclude(pk=lasting.pk).get().pk)
    assert answer(browser(), question).status_code == 302


def test_addresses_that_are_blocked_already_are_refused_with_the_block_they_meet(cast):
    block(cast.moderator, "198.51.100.0/24")
    for pattern in ("198.51.100.7", "198.51.0.0/16", "198.51.100.255-198.51.101.3"):
        with pytest.raises(ValidationError, match=r"blocked already: 198\.51\.100\.0/24"):
            block(cast.moderator, pattern)
    block(cast.moderator, "198.51.101.0/24")
    assert AddressBlock.objects.count() == 2


def test_an_end_that_has_passed_is_refused(cast):
    with pytest.raises(ValidationError, match="has passed"):
        block(cast.moderator, until=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("who", ["asker", "expert", "editor"])
def test_only_moderators_block_and_lift(cast, who):
    lasting = block(cast.moderator)
    with pytest.raises(PermissionDenied):
        block(getattr(cast, who), ELSEWHERE)
    with pytest.raises(PermissionDenied):
        lift_block(getattr(cast, who), lasting.pk)
    assert AddressBlock.objects.count() == 1


def test_a_block_that_somebody_lifted_meanwhile_is_gone(cast):
    lasting = block(cast.moderator)
    lift_block(cast.moderator, lasting.pk)
    with pytest.raises(Http404, match="lifted it meanwhile"):
        lift_block(cast.administrator, lasting.pk)


def test_every_act_is_written_down_and_the_addresses_stand_in_the_part_that_can_be_taken_out(cast):
    lasting = block(cast.moderator)
    lift_block(cast.administrator, lasting.pk)
    entries = list(LogEntry.objects.order_by("pk"))
    assert [(entry.verb, entry.subject) for entry in entries] == [
        ("blocked-addresses", "address"),
        ("lifted-block", "address"),
    ]
    words = LogPart.objects.filter(kind="words").order_by("pk").values_list("content", flat=True)
    assert [part["change"]["addresses"] for part in words] == [[None, HERE], [HERE, None]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, '') FROM qa_logentry e")
        assert HERE not in cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_make_one_block_of_the_same_addresses(transactional_db):
    people = make.cast()
    barrier, outcomes = threading.Barrier(6), []

    def run(viewer):
        try:
            barrier.wait(timeout=30)
            outcomes.append(bool(block(viewer)))
        except ValidationError:
            outcomes.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(people.moderator,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == [False] * 5 + [True]


# --- The pages ------------------------------------------------------------------------------------


def test_a_moderator_blocks_and_lifts_on_the_page(cast):
    client = browser(cast.moderator, ELSEWHERE)
    sent = {"pattern": "198.51.100.*", "reason": "Advertisements", "days": "7"}
    assert client.post("/moderate/blocks/", sent).status_code == 302
    lasting = AddressBlock.objects.get()
    assert timedelta(days=6) < lasting.until - timezone.now() < timedelta(days=8)
    page = Page.of(client.get("/moderate/blocks/"))
    assert "198.51.100.0/24" in page.text
    assert "Nobody writes from 198.51.100.0/24 now." in page.text
    assert client.post(f"/moderate/blocks/{lasting.pk}/lifting/").status_code == 302
    assert not AddressBlock.objects.exists()
    assert client.post(f"/moderate/blocks/{lasting.pk}/lifting/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"pattern": "10.0.0.9-10.0.0.1", "reason": "Spam"}, "ends before it begins"),
        ({"pattern": "300.1.1.1", "reason": "Spam"}, "is no network address"),
        ({"pattern": "0.0.0.0/0", "reason": "Spam"}, "far too many people"),
        ({"pattern": "203.0.113.4", "reason": "Spam", "days": "30"}, "blocked already: 203.0.113.0/24"),
        ({"pattern": "198.51.100.7", "reason": ""}, "required"),
        ({"pattern": "", "reason": "Spam"}, "required"),
        ({"pattern": "1.2.3.4\x00", "reason": "Spam"}, "character"),
        ({"pattern": "198.51.100.7", "reason": "Spam", "days": "5000"}, "valid choice"),
    ],
)
def test_what_cannot_be_blocked_comes_back_with_a_sentence_and_as_it_was_typed(cast, sent, sentence):
    block(cast.moderator, "203.0.113.0/24")
    response = browser(cast.moderator, ELSEWHERE).post("/moderate/blocks/", sent)
    assert response.status_code == 422
    page = Page.of(response)
    assert sentence in page.text
    assert page.find("input", name="reason").attribute("value") == (sent["reason"] or None)
    assert AddressBlock.objects.count() == 1


def test_a_block_of_ones_own_network_asks_twice_and_can_be_lifted_from_within(cast):
    client = browser(cast.moderator)
    sent = {"pattern": "198.51.100.0/24", "reason": "Vandals in our own house", "days": "0"}
    asked = client.post("/moderate/blocks/", sent)
    assert asked.status_code == 422
    assert "Your own network is among these" in Page.of(asked).text
    assert not AddressBlock.objects.exists()
    assert client.post("/moderate/blocks/", {**sent, "is_sure": "on"}).status_code == 302
    lasting = AddressBlock.objects.get()
    assert lasting.until is None
    question = make.question(cast.asker)
    assert answer(client, question).status_code == 403
    assert client.post(f"/moderate/blocks/{lasting.pk}/lifting/").status_code == 302


def test_the_list_is_paged_and_costs_the_same_with_more_rows(cast, django_assert_max_num_queries):
    AddressBlock.objects.bulk_create(
        AddressBlock(pattern=f"192.0.2.{n}", first=f"192.0.2.{n}", last=f"192.0.2.{n}", reason="Spam")
        for n in range(50)
    )
    client = browser(cast.moderator)
    client.get("/moderate/blocks/")
    with django_assert_max_num_queries(6):
        page = Page.of(client.get("/moderate/blocks/"))
    assert len(page.find_all("article")) == 20
    assert Page.of(client.get("/moderate/blocks/?page=3")).find_all("article")
    assert client.get("/moderate/blocks/?page=9").status_code == 404


def test_stopping_mails_works_from_anywhere(cast):
    from qa.actions.notices import make_token

    question = make.question(cast.asker)
    block(cast.moderator)
    client = Client(REMOTE_ADDR=HERE)
    assert client.post(f"/notices/{make_token(question)}/").status_code in (200, 302)


def test_deleting_a_block_in_the_console_lifts_it_and_is_written_down(cast):
    lasting = block(cast.moderator, ELSEWHERE)
    client = make.client(cast.moderator)
    assert client.post(f"/admin/forum/addressblock/{lasting.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not AddressBlock.objects.exists()
    assert LogEntry.objects.latest("pk").verb == "lifted-block"
