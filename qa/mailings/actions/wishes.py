"""Wanting no mailings, and wanting them again; also by a link in the mail, without signing in."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.lib.tickets import BadTicket, make_ticket, read_ticket
from qa.mailings.models import Wish

STOP, STOP_DAYS = "stop-mailings", 2 * 365


@transaction.atomic
def set_wish(member_id: int, is_wanted: bool) -> bool:
    """Note whether a member wants mailings; a set value. Returns whether that changed anything."""
    User.objects.select_for_update(no_key=True).filter(pk=member_id).first()
    before = Wish.objects.filter(member_id=member_id, is_wanted=False).exists()
    Wish.objects.update_or_create(
        member_id=member_id, defaults={"is_wanted": is_wanted, "said_at": timezone.now()}
    )
    return before is is_wanted


def make_token(member_id: int) -> str:
    """Return the signed token of a mail's stop link; it works for two years."""
    return make_ticket(STOP, [member_id], days=STOP_DAYS)


def read_token(token: str) -> int | None:
    """Return the member's id; None for a token that is forged or too old, or whose account is gone."""
    try:
        member_id = read_ticket(STOP, token)[0]
    except BadTicket:
        return None
    return member_id if User.objects.filter(pk=member_id).exists() else None
