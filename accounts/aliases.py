"""Aliases: what a thread knows a member by who writes there without their name.

An alias is a keyed hash of member and thread. Within one thread it is the same for all that a member writes masked; two threads
cannot be linked by it, and without the site's secret nobody gets from an alias to a member. Whoever holds that secret, the
database and a list of members can: masked posts are hidden from members and from those who look into tables, not from the site
itself (qa.masks says who may ask it, and how).
"""

import hmac
from hashlib import sha256

from django.conf import settings

ALIAS_LENGTH = 40
MASK, PRESENCE = b"mask", b"presence"


def list_secrets() -> list[str]:
    """Return the secret that aliases are made with, then those that were in use before it."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def keyed(purpose: bytes, words: bytes, secret: str | None = None) -> bytes:
    """Return the keyed hash of some words for one purpose."""
    key = sha256(b"accounts.aliases:" + purpose + b":" + (secret or settings.SECRET_KEY).encode()).digest()
    return hmac.new(key, words, sha256).digest()


def find_alias(member_id: int, thread_id: int, secret: str | None = None) -> str:
    """Return the alias of a member in a thread."""
    return keyed(MASK, b"%d:%d" % (member_id, thread_id), secret).hex()[:ALIAS_LENGTH]


def list_aliases(member_id: int, thread_id: int) -> list[str]:
    """Return all aliases by which a member may be known in a thread: the present one first, then those of earlier secrets."""
    return [find_alias(member_id, thread_id, secret) for secret in list_secrets()]


def find_presence(member_id: int, thread_id: int) -> int:
    """Return the number under which forum_involvement keeps that a member wrote masked in a thread: below zero, so that it is
    never the number of a member."""
    words = keyed(PRESENCE, b"%d:%d" % (member_id, thread_id))
    return -1 - int.from_bytes(words[:8], "big") % 2**63
