"""Second steps of signing in: how allauth keeps them for us, and who has one."""

import base64
import logging
import secrets
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Level, User
from forum import options
from forum.lib.sealing import Unreadable, seal, unseal

logger = logging.getLogger(__name__)

PURPOSE = "accounts.factors"
USED_SECONDS = 180  # longer than a code of the app can be good for
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
WRONG_CODE = gettext_lazy("This code does not fit. Please type the one that is shown now.")


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed, names are ours, and no address of anybody stands in an app or on a key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes come with a second step. Please set one up first."
        ),
        "incorrect_code": WRONG_CODE,
        "unverified_email": gettext_lazy("Please confirm your e-mail address first, or remove it."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. Where SECRET_KEY has changed since, one that no code fits: other ways stay open."""
        try:
            return unseal(encrypted_text, PURPOSE)
        except Unreadable:
            logger.warning("A second step was sealed with another SECRET_KEY; it opens nothing any more.")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    def _get_site_name(self) -> str:
        return options.current().site_name


def has_factor(user: User) -> bool:
    """Whether signing in takes a second step for this member."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_STEPS).exists()


def remove_factors(user: User, factor_id: int | None = None) -> int:
    """Take all second steps of a member away, or one with what hangs on it; return how many rows went."""
    rows = Authenticator.objects.filter(user_id=user.pk)
    count = (rows.filter(pk=factor_id) if factor_id else rows).delete()[0]
    if not has_factor(user):
        count += rows.delete()[0]  # recovery codes for nothing
    return count


def needs_factor(user: User) -> bool:
    """Whether the owner of the site wants this member to have a second step."""
    return options.current().is_factor_required_for_staff and user.level >= Level.MODERATOR


def use_code_once(user: User, code: str) -> bool:
    """Note that a code of the app was used; whether it was the first time. (allauth forgets it while it is still good.)"""
    mark = salted_hmac(PURPOSE, f"{user.pk}:{''.join(code.split())}", algorithm="sha256").hexdigest()
    return bool(cache.add(f"accounts.code.{mark}", "used", timeout=USED_SECONDS))
