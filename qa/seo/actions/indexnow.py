"""Telling search engines which pages changed (indexnow.org), while the owner has a key for it.

Sent are addresses of questions that search engines may show, and of those that were public and are hidden now, so that they
are forgotten sooner; never of a question that nobody could read, nor of one that is kept from search engines.
"""

import json
import logging
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from forum import options
from forum.background import wait_after
from forum.lib.outbound import Answer, BadUrl, Failure, NotSent, post
from forum.lib.rows import run
from forum.options import Options
from qa.models import Hiding, Post
from qa.seo.models import Change, Sender

logger = logging.getLogger(__name__)

KEY = re.compile(r"[A-Za-z0-9-]{8,128}")
BATCH = 1_000  # addresses in one message; 10,000 are allowed
MOST_BATCHES = 10  # at a time
HELD = timedelta(seconds=60)  # longer than a message takes
KEPT = timedelta(days=7)  # what nobody took for so long, search engines have found themselves

# Who writes in a thread holds its row here until the commit, and may hold several: we never wait for one while holding others.
# A row that somebody holds is noted anew in a moment.
DONE = """
    DELETE FROM seo_change WHERE question_number IN
        (SELECT c.question_number FROM seo_change c
         JOIN unnest(%s::bigint[], %s::timestamptz[]) AS told (number, noted_at)
              ON told.number = c.question_number AND told.noted_at = c.noted_at
         FOR UPDATE OF c SKIP LOCKED)
"""
FORGET = """
    DELETE FROM seo_change WHERE question_number IN
        (SELECT question_number FROM seo_change WHERE noted_at < %s FOR UPDATE SKIP LOCKED)
"""


def find_key(current: Options) -> str:
    """Return the owner's key; '' where there is none, or one that search engines would refuse."""
    return current.indexnow_key if KEY.fullmatch(current.indexnow_key) else ""


def send_changes() -> int:
    """Tell search engines what changed; return of how many questions. Without a key nothing waits any longer."""
    current = options.load()
    key = find_key(current)
    run(FORGET, [timezone.now() - (KEPT if key else timedelta(0))])
    count = 0
    for _number in range(MOST_BATCHES if key else 0):
        told = send_batch(key, current.indexnow_url)
        if not told:
            break
        count += told
    return count


@dataclass(frozen=True)
class Claimed:
    """Changes in the hands of this worker."""

    claim: uuid.UUID
    changes: Sequence[Change]


def send_batch(key: str, url: str) -> int:
    """Send one message; return of how many questions."""
    claimed = claim_some()
    if claimed is None:
        return 0
    addresses = list_addresses([change.question_number for change in claimed.changes])
    failure = tell(key, url, addresses) if addresses else None
    return settle(claimed, failure)


@transaction.atomic
def claim_some() -> Claimed | None:
    """Take the oldest changes; None where there are none, another worker is at it, or a failure is waited out."""
    if not Change.objects.exists():
        return None
    Sender.objects.get_or_create(pk=1)
    now = timezone.now()
    sender = Sender.objects.select_for_update(skip_locked=True).filter(pk=1, not_before__lte=now).first()
    if sender is None or (sender.claimed_until and sender.claimed_until > now):
        return None
    sender.claim, sender.claimed_until = uuid.uuid4(), now + HELD
    sender.save(update_fields=["claim", "claimed_until"])
    return Claimed(sender.claim, list(Change.objects.order_by("noted_at", "pk")[:BATCH]))


def list_addresses(numbers: Sequence[int]) -> list[str]:
    """Return the addresses of those questions that search engines may hear of."""
    shown = Post.objects.indexable().filter(pk__in=numbers)
    # Held ones have something pending: nobody has read them yet. Those that were read are told of as gone.
    gone = Post.objects.questions().filter(
        pk__in=numbers, is_hidden=True, is_held=False, hiding__pending=Hiding.Pending.NOTHING
    )
    gone = gone.filter(audience=Post.Audience.EVERYBODY)
    questions = {
        question.pk: question for rows in (shown, gone) for question in rows.only("kind", "slug", "question")
    }
    return [
        settings.SITE_URL + iri_to_uri(questions[number].get_absolute_url())
        for number in numbers
        if number in questions
    ]


def tell(key: str, url: str, addresses: Sequence[str]) -> Failure | None:
    """Send addresses; return why they were not taken, if they were not."""
    message = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": key,
        "keyLocation": f"{settings.SITE_URL}/{key}.txt",
        "urlList": list(addresses),
    }
    try:
        answer: Answer = post(
            url,
            json.dumps(message).encode(),
            {"Content-Type": "application/json; charset=utf-8", "User-Agent": "forum"},
            allowed=settings.HOOKS_ALLOWED_NETWORKS,
            allows_http=settings.HOOKS_ALLOW_HTTP,
        )
    except NotSent as error:
        return error.failure
    except BadUrl:
        return Failure.ADDRESS
    return answer.failure


@transaction.atomic
def settle(claimed: Claimed, failure: Failure | None) -> int:
    """Write down how it went; return how many changes are done with. What changed again meanwhile stays."""
    now = timezone.now()
    sender = Sender.objects.select_for_update().filter(pk=1, claim=claimed.claim).first()
    if sender is None:
        return 0  # it took so long that somebody else is at it
    sender.claim = sender.claimed_until = None
    sender.failure = failure or ""
    sender.failure_count = sender.failure_count + 1 if failure else 0
    sender.not_before = now + wait_after(sender.failure_count) if failure else now
    if not failure:
        sender.sent_at = now
    sender.save()
    if failure:
        logger.warning("IndexNow: nothing was taken (%s)", failure)
        return 0
    return run(
        DONE, [[change.pk for change in claimed.changes], [change.noted_at for change in claimed.changes]]
    )
