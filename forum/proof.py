"""A small sum that a visitor's browser does before a form is posted: nothing for one person, much for a machine that posts
thousands. The protocol is ALTCHA's (SHA-256 of a salt and a number that has to be found; the challenge is signed, so nothing is
remembered but what was used). No third party, nothing to see or to solve; who cannot do it may let the post wait for a moderator.

Server and page are our own fifty lines: ALTCHA's widget writes style into the page and starts its workers from blobs, which the
content security policy rightly forbids.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from forum.options import Options

ALGORITHM = "SHA-256"
HIGHEST_NUMBER = 50_000
VALID_SECONDS = 600
LONGEST_PAYLOAD = 2_000


def make_challenge() -> dict[str, Any]:
    """Return a new challenge, as the page's script gets it."""
    number = secrets.randbelow(HIGHEST_NUMBER + 1)
    salt = f"{secrets.token_hex(12)}?expires={int(time.time()) + VALID_SECONDS}"
    challenge = hash_number(salt, number)
    return {
        "algorithm": ALGORITHM,
        "challenge": challenge,
        "maxnumber": HIGHEST_NUMBER,
        "salt": salt,
        "signature": sign(challenge),
    }


def hash_number(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def sign(challenge: str) -> str:
    return salted_hmac("forum.proof", challenge, settings.SECRET_KEY, algorithm="sha256").hexdigest()


def read_payload(payload: str) -> dict[str, Any]:
    """Return what the script found out. Raises ValueError for anything else."""
    if len(payload) > LONGEST_PAYLOAD:
        raise ValueError("This is no answer to a challenge.")
    found = json.loads(base64.b64decode(payload, validate=True))
    if not isinstance(found, dict):
        raise ValueError("This is no answer to a challenge.")
    return found


def is_proven(payload: str) -> bool:
    """Whether a payload answers a challenge of ours that is not too old. Says nothing of whether it was used already."""
    try:
        found = read_payload(payload)
        salt, number, challenge = str(found["salt"]), int(found["number"]), str(found["challenge"])
        expires = int(salt.partition("?expires=")[2])
        signature = str(found["signature"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    is_ours = hmac.compare_digest(sign(challenge).encode(), signature.encode())
    is_answer = hmac.compare_digest(hash_number(salt, number).encode(), challenge.encode())
    return is_ours and is_answer and time.time() < expires


def use_proof(payload: str) -> bool:
    """Whether a payload is good, and note that it was used: each is good once, whichever process asks."""
    if not is_proven(payload):
        return False
    return bool(cache.add(f"proof-{read_payload(payload)['signature']}", 1, VALID_SECONDS))


class ProofForm(forms.Form):
    """A form that asks for the sum; without it, offers to let the post wait."""

    waits_instead = False

    def add_proof(self, options: Options, address: str) -> None:
        """Ask for the sum where the owner wants it. `address`: where the script gets the challenge."""
        if not options.is_proof_asked:
            return
        widget = forms.HiddenInput(attrs={"data-proof": address})
        self.fields["proof"] = forms.CharField(required=False, max_length=LONGEST_PAYLOAD, widget=widget)
        self.waits_instead = bool(self.is_bound and self.data.get(self.add_prefix("may_wait")))
        if self.waits_instead:
            self.offer_to_wait()

    def offer_to_wait(self) -> None:
        self.fields["may_wait"] = forms.BooleanField(
            label=_("Let my text wait until a moderator has seen it"), required=False
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the sum last: it is good once, and shall not be used up by a form that comes back for something else."""
        values = super().clean() or self.cleaned_data
        if "proof" not in self.fields or self.errors or self.waits_instead or "preview" in self.data:
            return values
        if not use_proof(values.get("proof", "")):
            self.offer_to_wait()
            raise ValidationError(
                _(
                    "Your browser has not done the small sum that keeps machines away; it takes JavaScript. Nothing is lost: "
                    "send it once more, or tick the box at the end and a moderator will look at it first."
                ),
                code="no_proof",
            )
        return values
