"""Delivering to webhooks: the worker takes what waits, one message of a hook at a time, in its order.

Nothing of the database is held while a receiver takes its time. A worker that dies with a message in its hands lets go of
the hook after a minute; that message may come twice, with the same number.
"""

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from forum.background import drain, wait_after
from forum.lib.outbound import Answer, BadUrl, Failure, NotSent, post
from qa.hooks.actions.hooks import find_secrets
from qa.hooks.models import Delivery, Hook
from qa.hooks.reads.payloads import make_body
from qa.hooks.rules.signature import make_headers

logger = logging.getLogger(__name__)

AT_ONCE = 50  # messages before the worker looks after other things
PATIENCE = 5.0  # seconds, likewise: one receiver that hangs must not keep mail waiting
HELD = timedelta(seconds=60)  # longer than any attempt takes
LONGEST = timedelta(days=1)  # from the first attempt to giving up
KEPT = timedelta(days=30)
KEPT_CHARACTERS = 500


@dataclass(frozen=True)
class Claimed:
    """A message in the hands of this worker."""

    hook: Hook
    delivery: Delivery


@drain
def deliver_waiting() -> int:
    """Send messages that are due; return how many were sent or tried."""
    count, ends_at = 0, time.monotonic() + PATIENCE
    while count < AT_ONCE and time.monotonic() < ends_at and deliver_one():
        count += 1
    return count


def deliver_one() -> bool:
    """Try one message; return whether there was one."""
    claimed = claim_one()
    if claimed is None:
        return False
    outcome: Answer | Failure
    try:
        outcome = attempt(claimed)
    except (OperationalError, InterfaceError):
        raise  # the database is away; the hook is let go in a minute
    except Exception:
        logger.exception("message %s to webhook %s could not be made", claimed.delivery.pk, claimed.hook.pk)
        outcome = Failure.OURS
    settle(claimed, outcome)
    return True


@transaction.atomic
def claim_one() -> Claimed | None:
    """Take the next message of a hook that nobody is at; of several hooks the one that waited longest.

    What somebody asked for by hand goes first, and also to a hook that is off.
    """
    now = timezone.now()
    waiting = Delivery.objects.filter(hook=OuterRef("pk"), status=Delivery.Status.WAITING)
    is_due = Q(is_on=True, not_before__lte=now) & Q(Exists(waiting))
    hooks = Hook.objects.filter(is_due | Q(Exists(waiting.filter(is_urgent=True))))
    free = hooks.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
    # The lock leaves the triggers of new facts alone (FOR KEY SHARE).
    locked = free.select_for_update(skip_locked=True, no_key=True, of=("self",))
    hook = locked.order_by(F("tried_at").asc(nulls_first=True), "pk").first()
    if hook is None:
        return None
    rows = Delivery.objects.filter(hook=hook, status=Delivery.Status.WAITING)
    delivery = rows.order_by("-is_urgent", "pk").first()
    if delivery is None:
        return None
    hook.claim, hook.claimed_until, hook.tried_at = uuid.uuid4(), now + HELD, now
    hook.save(update_fields=["claim", "claimed_until", "tried_at"])
    return Claimed(hook, delivery)


def attempt(claimed: Claimed) -> Answer | Failure:
    """Send a message; return the answer, or why there is none."""
    hook, delivery = claimed.hook, claimed.delivery
    body = make_body(hook, delivery)
    headers = make_headers(find_secrets(hook), str(delivery.key), int(time.time()), body)
    try:
        return post(
            hook.url,
            body,
            headers,
            allowed=settings.HOOKS_ALLOWED_NETWORKS,
            allows_http=settings.HOOKS_ALLOW_HTTP,
        )
    except NotSent as error:
        return error.failure
    except BadUrl:
        return Failure.ADDRESS


@transaction.atomic
def settle(claimed: Claimed, outcome: Answer | Failure) -> None:
    """Write down how it went, and when the hook's next message may go. After a day in vain the hook is paused."""
    now = timezone.now()
    hook = (
        Hook.objects.select_for_update(no_key=True)
        .filter(pk=claimed.hook.pk, claim=claimed.hook.claim)
        .first()
    )
    if hook is None:
        return  # deleted, or this took so long that somebody else is at it
    delivery = claimed.delivery
    answer = outcome if isinstance(outcome, Answer) else None
    failure = answer.failure if answer else outcome
    first_tried_at = delivery.first_tried_at or now
    values: dict[str, Any] = {
        "attempt_count": F("attempt_count") + 1,
        "first_tried_at": first_tried_at,
        "tried_at": now,
        "failure": failure or "",
        "answer_status": answer.status if answer else None,
        "answer": clean_answer(answer.text) if answer else "",
        "milliseconds": int(answer.seconds * 1000) if answer else None,
    }
    hook.claim = hook.claimed_until = None
    if failure is None:
        values["status"] = Delivery.Status.DELIVERED
        hook.not_before = now
    elif delivery.is_urgent:
        values["status"] = Delivery.Status.FAILED
    elif now - first_tried_at >= LONGEST:
        values["status"] = Delivery.Status.FAILED
        hook.is_on, hook.paused_at = False, now
        logger.warning("webhook %s is paused: nothing was taken for a day", hook.pk)
    else:
        hook.not_before = now + wait_after(delivery.attempt_count + 1)
    Delivery.objects.filter(pk=delivery.pk).update(**values)
    hook.save(update_fields=["claim", "claimed_until", "not_before", "is_on", "paused_at"])


def clean_answer(text: str) -> str:
    """Return the beginning of an answer without what a page or a database could stumble over."""
    shown = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text[:KEPT_CHARACTERS])
    return shown.strip()


def forget_deliveries() -> int:
    """Delete messages that are old, also those that wait for a hook that nobody switched on again; return how many."""
    count, _models = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return count
