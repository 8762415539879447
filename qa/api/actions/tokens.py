"""Making a token, recognising it, taking it back."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts import alerts
from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.limits import consume
from qa.api.actions.letters import tell_of_token
from qa.api.models import Token
from qa.api.rules.scopes import LIFETIMES, MOST_TOKENS, Scope

PREFIX = "qat_"  # by which a token is known where somebody published it by mistake
LENGTH = len(PREFIX) + 43
TRIES_AN_HOUR = 10


def make_token(
    viewer: Viewer, name: str, scopes: Sequence[str], days: int, password: str
) -> tuple[Token, str]:
    """Make a token and return it with its word, which nobody can ever read again. A mail tells the member of it.

    Raises PermissionDenied, TooMany (wrong passwords), and ValidationError by field.
    """
    member = viewer.user
    if member is None or not options.current().are_tokens_on:
        raise PermissionDenied(_("Tokens are for members, where the owner of this site allows them."))
    if days not in LIFETIMES or not scopes or not set(scopes) <= set(Scope):
        raise ValidationError({"scopes": _("Please choose what the token may do, and for how long.")})
    consume("tokens", f"member-{member.pk}", TRIES_AN_HOUR)
    if not member.check_password(password):
        raise ValidationError({"password": _("This is not your password. Please try again.")})
    word = PREFIX + secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).filter(pk=member.pk).first()  # two forms at one moment
        if Token.objects.filter(member=member, expires_at__gt=now).count() >= MOST_TOKENS:
            words = _("You have %(count)d tokens. Please revoke one that you no longer need first.")
            raise ValidationError({"name": words % {"count": MOST_TOKENS}})
        try:
            with transaction.atomic():
                token = Token.objects.create(
                    member=member,
                    name=name,
                    digest=digest_of(word),
                    scopes=[scope for scope in Scope if scope in scopes],
                    made_at=now,
                    expires_at=now + timedelta(days=days),
                    password_mark=mark_of(member),
                )
        except IntegrityError:
            raise ValidationError({"name": _("You have a token of this name already.")}) from None
        tell_of_token.enqueue(token.pk)
        alerts.tell(member, alerts.Alert.TOKEN, is_mailed=False)
    return token, word


def revoke_token(viewer: Viewer, pk: int) -> None:
    """End a token of one's own at once. Raises Http404."""
    deleted, _rows = Token.objects.filter(pk=pk, member_id=viewer.user_id or 0).delete()
    if not deleted:
        raise Http404(_("There is no such token (any more)."))


def recognise(word: str) -> Token | None:
    """Return the token of a word, with its member, and note the day; None where no program may come with it (any more)."""
    if len(word) != LENGTH or not word.isascii():
        return None
    token = Token.objects.select_related("member").filter(digest=digest_of(word)).first()
    if token is None or token.has_ended or not token.member.is_active:
        return None
    if not constant_time_compare(token.password_mark, mark_of(token.member)):
        return None
    today = timezone.localdate()
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def forget_tokens() -> int:
    """Delete tokens that ended a quarter of a year ago; return how many."""
    rows = Token.objects.filter(expires_at__lt=timezone.now() - timedelta(days=90))
    return rows.delete()[0]


def digest_of(word: str) -> str:
    """Return what is kept of a word. It is long and random: nothing can be guessed, and a slow hash would only cost time."""
    return sha256(word.encode()).hexdigest()


def mark_of(member: User) -> str:
    return salted_hmac("api.token", member.password, algorithm="sha256").hexdigest()
