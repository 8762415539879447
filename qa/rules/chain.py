"""Arithmetic of the moderation log: what is hashed, and how one entry holds on to the one before.

An entry is public but for its parts (who acted, whom it concerned, the words). Of those it holds digests alone, each with
a nonce that stands beside the part: when the part is removed, nobody can guess from the digest what it said, and the chain
still holds. Everything is hashed as canonical JSON: keys sorted, no spaces, UTF-8.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

START = "0" * 64  # what the first entry holds on to


@dataclass(frozen=True)
class Link:
    """What is public of one entry, in the form in which it is hashed. `at` is ISO 8601 in UTC with microseconds."""

    number: int
    at: str
    verb: str
    role: str
    subject: str
    post_id: int | None
    post_kind: str
    digests: Mapping[str, str]


def write_json(value: Any) -> bytes:
    """Return the one JSON text that stands for a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def write_time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def digest_part(nonce: str, content: Mapping[str, Any]) -> str:
    """Return what an entry holds of a part: SHA-256, in hexadecimal digits, of [nonce, content]."""
    return hashlib.sha256(write_json([nonce, content])).hexdigest()


def hash_link(before: str, link: Link) -> str:
    """Return the hash of an entry: SHA-256, in hexadecimal digits, of [hash of the entry before, entry]."""
    return hashlib.sha256(write_json([before, asdict(link)])).hexdigest()
