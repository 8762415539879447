"""Sending: each recipient once, at its pace, whatever happens to the mail server or the worker."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from forum.lib.errors import Conflict
from qa.mailings.actions import sending
from qa.mailings.actions.mailings import (
    pause_mailing,
    resume_mailing,
    save_mailing,
    send_test,
    start_mailing,
    stop_mailing,
)
from qa.mailings.actions.sending import Outbox, claim_one, send_mailings, send_one
from qa.mailings.actions.wishes import read_token, set_wish
from qa.mailings.models import Mailing, Recipient
from qa.mailings.reads.figures import read_progress
from qa.models import LogEntry, LogPart
from tests.qa.mailings.mailbox import receiving_mail
from tests.qa.mailings.people import boss, mailing, member
from tests.work import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(settings):
    with receiving_mail(settings) as found:
        yield found


def start(count=3, **fields):
    """Members sam0, sam1, ... and a mailing to them that has begun."""
    for number in range(count):
        member(f"sam{number}")
    return start_mailing(boss(), mailing(**fields).pk)


def send_all(moment=None):
    """Send what is due at a moment, without waiting for it."""
    outbox, count = Outbox(), 0
    while send_one(outbox, moment or timezone.now() + timedelta(minutes=1)):
        count += 1
    outbox.close()
    return count


def state_of(found):
    return Mailing.objects.get(pk=found.pk).state


def states():
    return list(Recipient.objects.order_by("pk").values_list("state", flat=True))


def test_each_gets_it_once_and_the_mailing_is_done(box):
    found = start(3)
    Mailing.objects.update(next_at=timezone.now() - timedelta(seconds=4))  # so much is made up for
    work()
    assert sorted(box.addresses) == ["sam0@example.org", "sam1@example.org", "sam2@example.org"]
    assert state_of(found) == "done"
    send_all()
    assert len(box.messages) == 3
    assert read_progress(found).sent == 3


def test_a_mail_is_text_and_page_from_the_same_words_with_a_way_to_get_no_more(box, settings):
    settings.SITE_URL = "https://forum.example"
    start(1, text="We meet **on Friday**, see [this](/questions/5/).\n\n<script>alert(1)</script>")
    send_all()
    [(_to, message)] = box.messages
    text = message.get_body(("plain",)).get_content()
    page = message.get_body(("html",)).get_content()
    assert "We meet **on Friday**" in text
    assert "<strong>on Friday</strong>" in page
    assert 'href="https://forum.example/questions/5/"' in page
    assert "<script" not in page
    [stop] = re.findall(r"<(https://forum\.example/mailings/stop/[^>]+)>", message["List-Unsubscribe"])
    assert stop in text and stop in page
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@forum.example>")
    assert message["To"] == "sam0@example.org"
    assert read_token(stop.split("/")[-2]) == Recipient.objects.get().member_id


def test_mails_go_at_their_pace(box):
    start(5, pace=60)
    begin = Mailing.objects.get().next_at
    for second, expected in ((0, 1), (0.5, 1), (1, 2), (3, 4)):
        send_all(begin + timedelta(seconds=second))
        assert len(box.messages) == expected, second


def test_what_a_busy_worker_missed_is_made_up_for_by_seconds_not_by_hours(box):
    start(20, pace=60)
    begin = Mailing.objects.get().next_at
    assert send_all(begin + timedelta(hours=2)) <= 6


def test_a_paused_mailing_waits_and_goes_on_and_a_stopped_one_does_not(box):
    found = start(4, pace=1)
    assert send_all(found.next_at) == 1
    pause_mailing(boss(), found.pk)
    send_all()
    assert len(box.messages) == 1
    resume_mailing(boss(), found.pk)
    send_all(timezone.now())
    assert len(box.messages) == 2
    stop_mailing(boss(), found.pk)
    send_all()
    assert len(box.messages) == 2
    assert states().count("waiting") == 2
    with pytest.raises(Conflict):
        resume_mailing(boss(), found.pk)


def test_what_changed_for_a_member_since_the_start_counts(box):
    start(4)
    first, second, third, _fourth = [recipient.member for recipient in Recipient.objects.order_by("pk")]
    set_wish(first.pk, False)
    second.is_active = False
    second.save()
    third.emailaddress_set.all().delete()
    send_all()
    assert box.addresses == ["sam3@example.org"]
    assert states() == ["skipped", "skipped", "skipped", "sent"]


def test_an_address_that_is_refused_stops_nobody_else_and_one_put_off_is_tried_again(box):
    box.refusals = {"sam0@example.org": "550 No such user", "sam1@example.org": "451 Later"}
    found = start(3)
    send_all()
    assert box.addresses == ["sam2@example.org"]
    assert states() == ["failed", "waiting", "sent"]
    assert state_of(found) == "running"
    box.refusals = {}
    send_all(timezone.now() + timedelta(minutes=5))
    assert box.addresses == ["sam2@example.org", "sam1@example.org"]
    send_all(timezone.now() + timedelta(minutes=9))
    assert state_of(found) == "done"


def test_what_is_put_off_again_and_again_is_given_up(box):
    box.is_full = True
    found = start(1)
    for hour in range(1, 40):
        send_all(timezone.now() + timedelta(hours=8 * hour))
    assert states() == ["failed"]
    assert Recipient.objects.get().attempt_count == 6
    assert state_of(found) == "done"


def test_while_the_mail_server_is_away_the_mailing_waits_and_nobody_is_lost(box):
    found = start(2)
    box.stop()
    send_all(timezone.now())
    after = Mailing.objects.get(pk=found.pk)
    assert (after.failure_count, states()) == (1, ["waiting", "waiting"])
    assert after.next_at > timezone.now() + timedelta(seconds=20)


def test_a_worker_killed_between_sending_and_noting_sends_at_most_that_one_again(box):
    start(3)
    claimed = claim_one(timezone.now() + timedelta(minutes=1))
    assert claimed is not None  # and here it dies
    send_all()
    assert len(box.messages) == 2
    send_all(timezone.now() + timedelta(minutes=20))
    assert len(box.messages) == 3
    assert len(set(box.addresses)) == 3
    numbers = [message["Message-ID"] for _to, message in box.messages]
    assert numbers[-1] == f"<mailing-{claimed.mailing.pk}-{claimed.recipient.pk}@127.0.0.1>", (
        "the number it had the first time"
    )


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_to_each_recipient_once(box):
    start(12, pace=6_000)
    gate = threading.Barrier(3)

    def send():
        gate.wait()
        while Recipient.objects.filter(state__in=["waiting", "claimed"]).exists():
            send_mailings()
        connection.close()

    threads = [threading.Thread(target=send) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(box.addresses) == len(set(box.addresses)) == 12


def test_a_mailing_starts_once_and_the_moderation_log_tells_who_sent_to_how_many_and_no_word_of_it(box, cast):
    member("sam")
    found = mailing("A word that is ours.")
    start_mailing(cast.administrator, found.pk)
    with pytest.raises(Conflict):
        start_mailing(cast.administrator, found.pk)
    entry = LogEntry.objects.get(verb="mailed")
    parts = {part.kind: part.content for part in LogPart.objects.filter(entry=entry)}
    assert parts["actor"]["name"] == "administratrix"
    assert parts["words"] == {"change": {"recipients": [0, 1]}}
    assert Recipient.objects.count() == 1


def test_a_mailing_to_nobody_does_not_start():
    found = mailing()
    with pytest.raises(ValidationError):
        start_mailing(boss(), found.pk)
    assert state_of(found) == "draft"
    assert not LogEntry.objects.filter(verb="mailed").exists()


def test_what_has_started_is_not_changed_any_more(box):
    found = start(1)
    found.text = "Other words."
    with pytest.raises(Conflict):
        save_mailing(boss(), found)
    assert Mailing.objects.get().text != "Other words."


def test_only_administrators_send(cast):
    member("sam")
    found = mailing()
    for act in (start_mailing, stop_mailing, pause_mailing, resume_mailing, send_test):
        with pytest.raises(PermissionDenied):
            act(cast.moderator, found.pk)


def test_a_test_goes_to_oneself_alone_and_needs_an_address(box, cast):
    member("sam")
    found = mailing()
    with pytest.raises(ValidationError):
        send_test(cast.administrator, found.pk)
    boss = member("boss", level=100)
    send_test(boss, found.pk)
    work()
    assert box.addresses == ["boss@example.org"]
    assert state_of(found) == "draft"


def test_the_worker_stops_for_other_things_after_a_while(box, monkeypatch):
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    start(5)
    Mailing.objects.update(next_at=timezone.now() - timedelta(seconds=4))
    assert send_mailings() == 2
