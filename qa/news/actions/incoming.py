"""Mail that comes in: replies, and what could not be delivered. All else is dropped without an answer.

Nothing of what is said here names an address or a word of a mail: the sentences go into the log of the mail server.
"""

import logging
from collections.abc import Iterable
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from accounts.models import User
from forum.lib.tickets import BadTicket, read_ticket
from qa.actions.notices import stop_notices
from qa.models import NoticeAddress
from qa.news.actions.bounces import FULL, GONE, note_return
from qa.news.actions.mails import BOUNCE, MEMBER, REPLY
from qa.news.actions.outcomes import Outcome
from qa.news.actions.replies import take_reply
from qa.news.reads.preferences import hash_mailbox

logger = logging.getLogger(__name__)

LARGEST = 20_000_000  # bytes
MOST_PARTS = 100
RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
TICKET_LENGTH = 100


def receive(raw: bytes, recipient: str = "") -> Outcome:
    """Do what a mail asks for; `recipient` is for whom the mail server took it, where it says so."""
    if len(raw) > LARGEST:
        return Outcome.TOO_LARGE
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        recipients = list_recipients(message, recipient)
        if is_report(message) or find_tickets(recipients, BOUNCE):
            return take_report(message, recipients)
        tickets = find_tickets(recipients, REPLY)
        return take_reply(message, tickets[0]) if tickets else Outcome.UNKNOWN
    except (MessageError, LookupError, UnicodeError, ValueError, TypeError, AttributeError) as error:
        # The parser of the standard library gives up on some broken mails with errors of all sorts.
        logger.warning("A mail could not be read: %s.", type(error).__name__)
        return Outcome.BROKEN


def list_recipients(message: Message, recipient: str) -> list[str]:
    """Return all addresses that the mail names as its own, in small letters."""
    values = [recipient, *(str(value) for name in RECIPIENTS for value in message.get_all(name, []))]
    return [address.lower() for _name, address in getaddresses(values) if address]


def find_tickets(addresses: Iterable[str], purpose: str) -> list[str]:
    """Return the words after the + of addresses for that purpose."""
    found = (address.partition("@")[0].partition("+") for address in addresses)
    return [word for name, _plus, word in found if name == purpose and 0 < len(word) <= TICKET_LENGTH]


def is_report(message: Message) -> bool:
    """Whether a mail server says what became of a mail (RFC 3464)."""
    return (
        message.get_content_type() == "multipart/report"
        and str(message.get_param("report-type", "")).lower() == "delivery-status"
    )


def take_report(message: Message, recipients: list[str]) -> Outcome:
    """Count a mail that came back, against whom it was sent to; nobody else's address can be paused by a forged one."""
    weight = weigh(message)
    if not weight:
        return Outcome.REPORT_WITHOUT_FAILURE
    tickets = [*find_tickets(recipients, BOUNCE), *find_tickets_of_messages(message)]
    for ticket in tickets[:10]:
        if count_return(ticket, weight):
            return Outcome.RETURNED
    return Outcome.FORGED


def weigh(message: Message) -> int:
    """Return how heavy the worst that a report says weighs; 0 where nothing failed."""
    worst = 0
    for part in list_parts(message):
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            action = str(block.get("action", "")).strip().lower()
            status = str(block.get("status", "")).strip()
            if action == "failed":
                is_gone = status.startswith("5") and not status.startswith("5.2.2")
                worst = max(worst, GONE if is_gone else FULL)
    return worst


def find_tickets_of_messages(message: Message) -> list[str]:
    """Return the tickets in the names of the mails that came back: report parts hold them, or their headers."""
    found = []
    for part in list_parts(message):
        if part.get_content_type() == "text/rfc822-headers":
            inner = BytesParser(policy=policy.default).parsebytes(read_bytes(part), headersonly=True)
            found.append(str(inner.get("message-id", "")))
        elif part is not message:
            found.append(str(part.get("message-id", "")))
    return [word for name in found if (word := read_name(name))]


def read_name(name: str) -> str:
    """Return the ticket in a Message-ID of ours: <what.ticket@host>."""
    local = name.strip().strip("<>").partition("@")[0]
    word = local.rpartition(".")[2]
    return word if 0 < len(word) <= TICKET_LENGTH else ""


def read_bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def list_parts(message: Message) -> list[Message]:
    """Return the parts of a mail, those within others as well; no more than a sensible mail has."""
    parts: list[Message] = []
    for part in message.walk():
        parts.append(part)
        if len(parts) >= MOST_PARTS:
            break
    return parts


def count_return(ticket: str, weight: int) -> bool:
    """Count it against the member of the ticket, or forget a visitor's address that does not exist; return whether it
    was a ticket for an address that is still in use."""
    numbers = [word for word in ticket.split("-")[:2] if word.isalnum()]
    if len(numbers) != 2:
        return False
    whose, pk = (int(word, 36) for word in numbers)
    if pk >= 2**63:
        return False
    member = User.objects.filter(pk=pk).first() if whose == MEMBER else None
    left = NoticeAddress.objects.filter(pk=pk).first() if whose != MEMBER else None
    address = member.email if member else left.email if left else ""
    if not address:
        return False
    try:
        read_ticket(f"{BOUNCE}:{hash_mailbox(address)}", ticket)
    except BadTicket:
        return False
    if member:
        note_return(member, weight)
    elif weight == GONE:
        stop_notices(pk)
    return True
