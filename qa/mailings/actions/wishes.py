"""Wanting no mailings, and wanting them again; also by a link in the mail, without signing in."""

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from qa.mailings.models import Wish

SALT = "qa.mailings.stop"
TOKEN_SECONDS = 2 * 365 * 86_400


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
    return signing.dumps(member_id, salt=SALT)


def read_token(token: str) -> int | None:
    """Return the member's id; None for a token that is forged or too old, or whose account is gone."""
    try:
        member_id = int(signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return member_id if User.objects.filter(pk=member_id).exists() else None
