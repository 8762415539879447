"""Signing messages as standardwebhooks.com says, so that receivers can use what they have. No Django."""

import base64
import hmac
from collections.abc import Iterable
from hashlib import sha256

PREFIX = "whsec_"


def write_secret(secret: bytes) -> str:
    """Return a secret as people copy it."""
    return PREFIX + base64.b64encode(secret).decode()


def sign(secret: bytes, key: str, timestamp: int, body: bytes) -> str:
    """Return the signature of one message: of its key, its time and its body together, so none can be exchanged."""
    signed = b".".join([key.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.digest(secret, signed, sha256)).decode()


def make_headers(secrets: Iterable[bytes], key: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers of a message; it is signed with each of the secrets that hold."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "forum-webhooks/1",
        "Webhook-Id": key,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": " ".join(sign(secret, key, timestamp, body) for secret in secrets),
    }
