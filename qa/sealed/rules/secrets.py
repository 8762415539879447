"""Secrets of sealed posts: made, written down for people, read as people type them, and kept as a slow hash.

A secret is seven groups of five signs that are hard to mistake for each other. Thirty bits find the row; one hundred and
thirty are the proof; fifteen are a checksum, so that a slip of the pen is told from a secret that opens nothing.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"  # without i, l, o, u
LOOKALIKES = str.maketrans("ilo", "110")
LOOKUP, PROOF, CHECK, GROUP = 6, 26, 3, 5
LENGTH = LOOKUP + PROOF + CHECK
SALT_BYTES = 16
COST = {"n": 2**14, "r": 8, "p": 1, "maxmem": 2**26, "dklen": 32}
LONGEST = 200  # typed with whatever stands between the groups


class Misspelt(ValueError):
    """What was typed cannot be a secret: something is missing, too much, or was mistyped."""


@dataclass(frozen=True)
class Secret:
    """The words in somebody's hands: `lookup` finds the row, `proof` is what nobody else has."""

    lookup: str
    proof: str

    @property
    def written(self) -> str:
        """The secret as it is shown: groups with hyphens between them."""
        signs = self.lookup + self.proof + checksum(self.lookup + self.proof)
        return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))

    @property
    def feed_key(self) -> str:
        """The key of the private feed: who has it can read along, and cannot find the secret from it."""
        return hmac.new(self.proof.encode(), b"feed", hashlib.sha256).hexdigest()[:32]

    def hash(self, salt: bytes) -> bytes:
        """Return what is kept of the proof; slow on purpose."""
        return hashlib.scrypt(self.proof.encode(), salt=salt, **COST)


def make_secret() -> Secret:
    return Secret(draw(LOOKUP), draw(PROOF))


def draw(count: int) -> str:
    return "".join(secrets.choice(SIGNS) for _place in range(count))


def make_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def checksum(signs: str) -> str:
    number = int.from_bytes(hashlib.sha256(signs.encode()).digest()[:2], "big")
    return "".join(SIGNS[number >> shift & 31] for shift in (10, 5, 0))


def read_secret(typed: str) -> Secret:
    """Return the secret that somebody typed, in whatever case and with whatever between the groups. Raises Misspelt."""
    signs = re.sub(r"[\s\-–—_.,:]+", "", typed[: LONGEST + 1].casefold()).translate(LOOKALIKES)
    if len(signs) != LENGTH or set(signs) - set(SIGNS) or checksum(signs[:-CHECK]) != signs[-CHECK:]:
        raise Misspelt
    return Secret(signs[:LOOKUP], signs[LOOKUP:-CHECK])


def hash_feed_key(key: str) -> str:
    """Return what is kept of a feed's key. (It is long and random: a quick hash does.)"""
    return hashlib.sha256(key.encode()).hexdigest()
