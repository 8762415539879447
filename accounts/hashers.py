"""Passwords of members who were brought over from elsewhere, as they were kept there. Each is written anew, in our own way, when
its owner first signs in with it.

Where the formats come from: `$P$` and `$H$` are the portable hashes of phpass (openwall.com/phpass, in the public domain), as
WordPress before 6.8 and phpBB kept them; `$2y$` is bcrypt as PHP's password_hash() writes it (Joomla since 3.2, Question2Answer
since 1.8); `$wp$2y$` is what wp_hash_password() makes since WordPress 6.8: bcrypt of a HMAC-SHA384 of the password.
"""

import base64
import hashlib
import hmac
import re
from typing import Any

import bcrypt
from django.contrib.auth.hashers import BasePasswordHasher, mask_hash
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_noop as _

LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MOST_BYTES = 4_096  # more, neither phpass nor WordPress takes
BCRYPT_BYTES = 72  # of longer passwords, PHP looks at so many
BCRYPT = r"\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}"
FORMATS = {
    "phpass": re.compile(r"\$[PH]\$[5-9A-I][./A-Za-z0-9]{30}"),
    "php_bcrypt": re.compile(BCRYPT),
    "wordpress": re.compile(rf"\$wp{BCRYPT}"),
}


def adopt(kept: str) -> str:
    """Return what User.password has to hold for a password that was kept like this elsewhere. Raises ValueError."""
    for algorithm, pattern in FORMATS.items():
        if pattern.fullmatch(kept):
            return f"{algorithm}${kept}"
    raise ValueError("No way of keeping passwords that is known here.")


class Brought(BasePasswordHasher):
    """Compares, and never keeps anything of its own."""

    algorithm: str

    def typed(self, password: str) -> list[bytes]:
        """Return what the password may have been when it was kept."""
        return [password.encode()]

    def fits(self, typed: bytes, kept: str) -> bool:
        raise NotImplementedError

    def verify(self, password: str, encoded: str) -> bool:
        kept = encoded.partition("$")[2]
        pattern = FORMATS[self.algorithm]
        if not pattern.fullmatch(kept) or len(password.encode()) > MOST_BYTES:
            return False
        return any(self.fits(typed, kept) for typed in self.typed(password))

    def encode(self, password: str, salt: str) -> str:
        raise NotImplementedError("New passwords are kept in another way.")

    def salt(self) -> str:
        return ""

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, _sign, kept = encoded.partition("$")
        return {"algorithm": algorithm, "hash": kept, "salt": None}

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        found = self.decode(encoded)
        return {_("algorithm"): found["algorithm"], _("hash"): mask_hash(found["hash"], show=5)}

    def must_update(self, encoded: str) -> bool:
        return True

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to do: whoever signs in once has another hash from then on."""


def as_wordpress_has_it(password: str) -> list[bytes]:
    """WordPress takes blanks off both ends, and puts a backslash before quotes and backslashes that are typed in its forms."""
    bare = password.strip(" \t\n\r\0\x0b")
    slashed = re.sub(r"(['\"\\])", r"\\\1", bare)
    return [bare.encode(), *([slashed.encode()] if slashed != bare else [])]


class PortableHasher(Brought):
    """phpass: MD5 of salt and password, and again of that and the password, as often as the fourth letter says."""

    algorithm = "phpass"

    def typed(self, password: str) -> list[bytes]:
        return as_wordpress_has_it(password)

    def fits(self, typed: bytes, kept: str) -> bool:
        rounds, salt = 1 << LETTERS.index(kept[3]), kept[4:12].encode()
        digest = hashlib.md5(salt + typed, usedforsecurity=False).digest()
        for _round in range(rounds):
            digest = hashlib.md5(digest + typed, usedforsecurity=False).digest()
        return constant_time_compare(kept[12:], write_64(digest))


def write_64(digest: bytes) -> str:
    """Return bytes in the letters of phpass, six bits each, the lowest first."""
    words = []
    for start in range(0, len(digest), 3):
        three = digest[start : start + 3]
        number = int.from_bytes(three, "little")
        words += [LETTERS[number >> shift & 63] for shift in (0, 6, 12, 18)[: len(three) + 1]]
    return "".join(words)


class BcryptHasher(Brought):
    """bcrypt as PHP has it. (Django's own keeps a prefix of its own, and knows no limit of 72 bytes.)"""

    algorithm = "php_bcrypt"

    def fits(self, typed: bytes, kept: str) -> bool:
        return b"\0" not in typed and bcrypt.checkpw(typed[:BCRYPT_BYTES], kept.encode())


class WordPressHasher(BcryptHasher):
    """What WordPress keeps since 6.8."""

    algorithm = "wordpress"

    def typed(self, password: str) -> list[bytes]:
        return [
            base64.b64encode(hmac.new(b"wp-sha384", typed, hashlib.sha384).digest())
            for typed in as_wordpress_has_it(password)
        ]

    def fits(self, typed: bytes, kept: str) -> bool:
        return super().fits(typed, kept.removeprefix("$wp"))
