"""What a service that carries our mail says: a mail that came in, one that came back, somebody who calls our mail spam."""

from typing import Any

from accounts.models import User
from forum import options
from qa.actions.notices import stop_notices
from qa.models import NoticeAddress
from qa.news.actions.bounces import FULL, GONE, note_return
from qa.news.actions.incoming import Outcome, receive

WEIGHTS = {"bounced": GONE, "rejected": GONE, "failed": FULL, "deferred": 0}


def take_mail(event: Any, **_more: Any) -> Outcome:
    """Do what a mail that came in asks for."""
    message = event.message
    return receive(message.as_bytes(), message.envelope_recipient or "")


def take_report(event: Any, **_more: Any) -> int:
    """Count a mail that came back against all who have that address; return how many. Who complains gets no more at all."""
    address = (event.recipient or "").strip()
    has_complained = event.event_type in ("complained", "unsubscribed")
    weight = options.load().bounce_limit if has_complained else WEIGHTS.get(event.event_type, 0)
    if not address or not weight:
        return 0
    members = list(User.objects.filter(email__iexact=address))
    for member in members:
        note_return(member, weight)
    left = list(NoticeAddress.objects.filter(email__iexact=address).values_list("pk", flat=True))
    if weight >= GONE:
        for pk in left:
            stop_notices(pk)
    return len(members) + len(left)
