"""Sessions in the database, read together with the member they belong to, the number of their unread notices, and the site
options: one statement for what nearly every request of a member begins with.

A session ends 30 days after it was last used; that is moved on once a day (`is_stale`), and so says when it was last used.
Whose a session is, is remembered from the last time; what is in it, only as long as the database holds the very same text.
"""

import copy
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cachetools import LRUCache
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from accounts.models import SignIn, User
from forum import options
from forum.lib.rows import Columns, fetch

REMEMBERED = 10_000
LASTS = timedelta(seconds=settings.SESSION_COOKIE_AGE)
RENEWED_EVERY = timedelta(days=1)
MEMBER = Columns(User, "u")
READ = f"""
    SELECT s.session_data, s.expire_date, {options.STORED}, coalesce(n.unread_count, 0), {MEMBER.sql}
    FROM django_session s LEFT JOIN accounts_user u ON u.id = %s LEFT JOIN news_inbox n ON n.member_id = u.id
    WHERE s.session_key = %s AND s.expire_date > %s
"""  # noqa: S608


@dataclass(frozen=True)
class Known:
    """What a session said when it was last read."""

    text: str
    data: dict[str, Any]

    @property
    def member_id(self) -> int | None:
        word = str(self.data.get(SESSION_KEY, ""))
        return int(word) if word.isascii() and word.isdigit() else None


_lock = threading.Lock()
_known: LRUCache[str, Known] = LRUCache(REMEMBERED)


class SessionStore(db.SessionStore):
    """As Django's; `member` is the member as the database had them when the session was read, None where it is not known.

    `is_stale`: it was last moved on more than a day ago, so whoever finds it to be a member's moves it on (accounts.middleware).
    """

    member: User | None = None
    is_stale = False

    def cycle_key(self) -> None:
        """Change the key, and tell the list of where the member is signed in."""
        before = self.session_key
        super().cycle_key()
        if before and before != self.session_key:
            SignIn.objects.filter(session_key=before).update(session_key=self.session_key)

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        with _lock:
            known = _known.get(key)
        found = self.read(key, known)
        if not found:
            self._session_key = None
            return {}
        text, expires_at, stored, unread_count, *member = found[0]
        self.is_stale = is_stale(expires_at)
        options.offer(stored)
        if known is None or known.text != text:
            known = Known(text, self.decode(text))
            with _lock:
                _known[key] = known
            if known.member_id is not None and member[0] != known.member_id:
                # Asked again, now that it is known whose the session is: Django would ask for the member alone.
                again = self.read(key, known)
                text, _expires_at, _stored, unread_count, *member = again[0] if again else found[0]
        if member[0] is not None and member[0] == known.member_id and text == known.text:
            self.member = MEMBER.make(member)
            self.member.unread_count = unread_count
        return copy.deepcopy(known.data)

    def read(self, key: str, known: Known | None) -> list[Any]:
        """Read a session with the member whose it was; what is no key of ours is not asked about: a cookie may hold what no
        statement can."""
        return fetch(READ, [known and known.member_id, key, timezone.now()]) if key.isalnum() else []


def is_stale(expires_at: datetime) -> bool:
    """Whether a session was last moved on more than a day ago."""
    return expires_at < timezone.now() + LASTS - RENEWED_EVERY
