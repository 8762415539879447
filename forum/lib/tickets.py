"""Tickets: short signed words that carry numbers and a last day, for links and addresses in mails.

Small letters, digits and hyphens alone, because mail servers change the case of addresses; short enough for the part before
the @.
"""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SEAL_LENGTH = 20  # of 5 bits each
LONGEST = 100


class BadTicket(Exception):
    """A word that we did not make, or not for this purpose."""


class OldTicket(BadTicket):
    """A ticket whose last day is over."""


def make_ticket(purpose: str, numbers: Sequence[int], *, days: int, since: datetime | None = None) -> str:
    """Return a ticket that is good for so many days from `since` (now). The same input gives the same ticket."""
    last = ((since or timezone.now()) + timedelta(days=days) - EPOCH).days
    words = "-".join(int_to_base36(number) for number in (*numbers, last))
    return f"{words}-{seal(purpose, words)}"


def read_ticket(purpose: str, ticket: str) -> tuple[int, ...]:
    """Return the numbers. Raises OldTicket, and BadTicket for anything that was not made here for this purpose."""
    words, _hyphen, found = ticket.lower().rpartition("-")
    if len(ticket) > LONGEST or not constant_time_compare(found, seal(purpose, words)):
        raise BadTicket
    *numbers, last = (base36_to_int(word) for word in words.split("-"))
    if (timezone.now() - EPOCH).days > last:
        raise OldTicket
    return tuple(numbers)


def seal(purpose: str, words: str) -> str:
    """Return the signature; `purpose` may hold what the ticket shall be bound to, an address for example."""
    digest = salted_hmac(f"ticket:{purpose}", words, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:SEAL_LENGTH]
