"""How often sealed posts are taken and secrets are tried, counted without leaving anything that could be joined to a person.

The counts live in the memory of this process, under hashes whose key is drawn anew with each window and is nowhere else: no
table, no log and no copy of the database has them, and a restart forgets them. With several processes each counts for itself.
"""

import hashlib
import hmac
import secrets
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.viewers import Viewer
from forum.lib.errors import TooMany
from forum.options import Options
from qa.sealed.models import Seal

HOUR, DAY = 3_600, 86_400
TRIES_OF_NETWORK, TRIES_OF_ALL = 20, 600  # secrets in an hour
DEEDS_OF_SECRET = 30  # in a day
EVERYBODY = "everybody"


class Memory:
    """Counts within a window of so many seconds; all is forgotten when it ends."""

    def __init__(self, seconds: int) -> None:
        self.seconds, self.lock = seconds, threading.Lock()
        self.window, self.key, self.counts = -1, b"", Counter[bytes]()

    def consume(self, limits: Mapping[str, int], now: datetime) -> bool:
        """Count one for each of these; False, and nothing is counted, where one of them has reached its limit."""
        with self.lock:
            window = int(now.timestamp()) // self.seconds
            if window != self.window:
                self.window, self.key, self.counts = window, secrets.token_bytes(32), Counter()
            hashes = {
                hmac.digest(self.key, who.encode(), hashlib.sha256): limit for who, limit in limits.items()
            }
            if any(self.counts[one] >= limit for one, limit in hashes.items()):
                return False
            self.counts.update(hashes.keys())
            return True

    def left(self, now: datetime) -> int:
        """Return the seconds until all is forgotten."""
        return self.seconds - int(now.timestamp()) % self.seconds

    def forget(self) -> None:
        with self.lock:
            self.window = -1


posts, tries, deeds = Memory(DAY), Memory(HOUR), Memory(DAY)


def count_post(viewer: Viewer, current: Options) -> None:
    """Count one sealed post of whoever sends the form, and look how many there are of everybody. Raises TooMany."""
    now = timezone.now()
    if Seal.objects.filter(day=timezone.localdate(now)).count() >= current.sealed_per_day:
        raise TooMany(
            _("So many sealed posts were written today that no more are taken before tomorrow."),
            posts.left(now),
        )
    who = f"member-{viewer.user_id}" if viewer.is_member else f"network-{viewer.address_key}"
    if not posts.consume({who: current.sealed_per_person}, now):
        raise TooMany(
            _("You have written as many sealed posts today as one person can. Please try again tomorrow."),
            posts.left(now),
        )


def count_try(address_key: str) -> None:
    """Count one secret that is tried. Raises TooMany."""
    now = timezone.now()
    if not tries.consume({address_key: TRIES_OF_NETWORK, EVERYBODY: TRIES_OF_ALL}, now):
        seconds = tries.left(now)
        words = ngettext(
            "Too many secrets were tried within this hour, from here or in all. In %(n)d minute the right one opens its page "
            "again; nothing is lost meanwhile.",
            "Too many secrets were tried within this hour, from here or in all. In %(n)d minutes the right one opens its page "
            "again; nothing is lost meanwhile.",
            minutes := -(-seconds // 60),
        )
        raise TooMany(words % {"n": minutes}, seconds)


def count_deed(seal: Seal) -> None:
    """Count one thing that the holder of a secret does. Raises TooMany."""
    now = timezone.now()
    if not deeds.consume({str(seal.pk): DEEDS_OF_SECRET}, now):
        raise TooMany(
            _("That was very much for one day with one secret. Please go on tomorrow."), deeds.left(now)
        )
