"""Sending mailings: the worker takes recipients one by one, at the pace of the mailing.

A recipient is claimed before the mail goes out and noted after it, so a worker that is killed in between has sent one mail
that is not noted; that one goes out again five minutes later, with the same number. All others go once.
"""

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.addresses import find_address
from forum.background import drain, wait_after
from qa.mailings.actions.letters import compose_letter
from qa.mailings.models import Mailing, Recipient
from qa.mailings.reads.audience import find_reachable

logger = logging.getLogger(__name__)

AT_ONCE = 100  # mails before the worker looks after other things
PATIENCE = 5.0  # seconds, likewise
HELD = timedelta(minutes=5)  # longer than any attempt takes
# What was not sent while the worker slept or did other things is made up for, as far as this.
CATCHING_UP = timedelta(seconds=5)
MOST_ATTEMPTS = 6
OPEN = (Recipient.State.WAITING, Recipient.State.CLAIMED)


class ServerAway(Exception):
    """The mail server takes nothing at present."""


@dataclass(frozen=True)
class Claimed:
    """A mail in the hands of this worker."""

    mailing: Mailing
    recipient: Recipient


class Outbox:
    """A connection to the mail server that is kept for a stretch of mails."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.is_open = False

    def send(self, message: Any) -> None:
        """Send one mail. Raises ServerAway, or SMTPException where the server refuses this mail."""
        message.connection = self.connection
        try:
            if not self.is_open:
                self.connection.open()
                self.is_open = True
            message.send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused):
            self.close()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ServerAway from error

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            try:
                self.connection.close()
            except (OSError, smtplib.SMTPException):
                self.connection = get_connection()


@drain
def send_mailings() -> int:
    """Send mails that are due; return how many were looked at."""
    count, ends_at, outbox = 0, time.monotonic() + PATIENCE, Outbox()
    try:
        while count < AT_ONCE and time.monotonic() < ends_at and send_one(outbox, timezone.now()):
            count += 1
    finally:
        outbox.close()
    return count


def send_one(outbox: Outbox, now: datetime) -> bool:
    """Send one mail, or leave its recipient out; return whether one was due."""
    claimed = claim_one(now)
    if claimed is None:
        return False
    mailing, recipient = claimed.mailing, claimed.recipient
    address = find_address(recipient.member_id)
    if not address or not find_reachable().filter(pk=recipient.member_id).exists():
        note(recipient, Recipient.State.SKIPPED, now)
        return True
    try:
        letter = compose_letter(mailing, recipient.member_id, number=recipient.pk)
        outbox.send(letter.make_message(address))
    except ServerAway:
        put_off_all(claimed, now)
    except smtplib.SMTPException as refusal:
        put_off(recipient, refusal, now)
    else:
        note(recipient, Recipient.State.SENT, now)
        if mailing.failure_count:
            Mailing.objects.filter(pk=mailing.pk).update(failure_count=0)
    return True


@transaction.atomic
def claim_one(now: datetime) -> Claimed | None:
    """Take the next recipient of the mailing that is due first; a mailing without any is done."""
    running = Mailing.objects.filter(state=Mailing.State.RUNNING, next_at__lte=now)
    mailing = running.select_for_update(skip_locked=True, no_key=True).order_by("next_at", "pk").first()
    if mailing is None:
        return None
    waiting = Recipient.objects.filter(mailing=mailing, state__in=OPEN)
    recipient = waiting.filter(not_before__lte=now).order_by("not_before", "pk").first()
    if recipient is None:
        first = waiting.order_by("not_before").values_list("not_before", flat=True).first()
        finish(mailing, now) if first is None else wait_until(mailing, first)
        return None
    Recipient.objects.filter(pk=recipient.pk).update(state=Recipient.State.CLAIMED, not_before=now + HELD)
    wait_until(mailing, max(mailing.next_at, now - CATCHING_UP) + timedelta(minutes=1) / mailing.pace)
    return Claimed(mailing, recipient)


def wait_until(mailing: Mailing, moment: datetime) -> None:
    Mailing.objects.filter(pk=mailing.pk).update(next_at=moment)


def finish(mailing: Mailing, now: datetime) -> None:
    Mailing.objects.filter(pk=mailing.pk).update(state=Mailing.State.DONE, finished_at=now)


def note(recipient: Recipient, state: Recipient.State, now: datetime) -> None:
    Recipient.objects.filter(pk=recipient.pk).update(state=state, done_at=now)


def put_off(recipient: Recipient, refusal: smtplib.SMTPException, now: datetime) -> None:
    """Where the server says "later" (4xx) try again, longer after each attempt; where it says "no", leave it."""
    attempt = recipient.attempt_count + 1
    rows = Recipient.objects.filter(pk=recipient.pk)
    if find_code(refusal) >= 500 or attempt >= MOST_ATTEMPTS:
        rows.update(state=Recipient.State.FAILED, attempt_count=attempt, done_at=now)
    else:
        rows.update(
            state=Recipient.State.WAITING, attempt_count=attempt, not_before=now + wait_after(attempt)
        )


def find_code(refusal: smtplib.SMTPException) -> int:
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return max((code for code, _words in refusal.recipients.values()), default=500)
    return int(getattr(refusal, "smtp_code", 500))


@transaction.atomic
def put_off_all(claimed: Claimed, now: datetime) -> None:
    """The server is away: nothing is the fault of this recipient, and the mailing waits, longer each time."""
    Recipient.objects.filter(pk=claimed.recipient.pk).update(state=Recipient.State.WAITING, not_before=now)
    running = Q(pk=claimed.mailing.pk, state=Mailing.State.RUNNING)
    count = claimed.mailing.failure_count + 1
    Mailing.objects.filter(running).update(failure_count=count, next_at=now + wait_after(count))
    logger.warning("mailing %s waits: the mail server takes nothing", claimed.mailing.pk)
