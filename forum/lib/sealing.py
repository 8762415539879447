"""Words that a copy of the database must not tell: sealed with a key that is made of the site's secret."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class Unreadable(Exception):
    """What was sealed with another secret than those that the site knows, for another purpose, or changed since."""


def make_box(purpose: str) -> MultiFernet:
    """Return what seals for one purpose, and opens also what was sealed with the secrets before the present one."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [
        salted_hmac("forum.sealing", purpose, secret=secret, algorithm="sha256").digest()
        for secret in secrets
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def seal(words: str, purpose: str) -> str:
    """Return the words, unreadable without the site's secret and for any other purpose. No time is told with them."""
    return make_box(purpose).encrypt_at_time(words.encode(), 0).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Return what was sealed for a purpose. Raises Unreadable."""
    try:
        return make_box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error
