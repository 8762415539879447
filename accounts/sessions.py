"""Sessions in the database, read together with the member they belong to and with the site options: one statement for
what nearly every request of a member begins with.

Whose a session is, is remembered from the last time; what is in it, only as long as the database holds the very same text.
"""

import copy
import threading
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from accounts.models import User
from forum import options
from forum.lib.rows import Columns, fetch

REMEMBERED = 10_000
MEMBER = Columns(User, "u")
READ = f"""
    SELECT s.session_data, {options.STORED}, {MEMBER.sql}
    FROM django_session s LEFT JOIN accounts_user u ON u.id = %s WHERE s.session_key = %s AND s.expire_date > %s
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
    """As Django's; `member` is the member as the database had them when the session was read, None where it is not known."""

    member: User | None = None

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        with _lock:
            known = _known.get(key)
        # What is no key of ours is not asked about: a cookie may hold what no statement can.
        found = fetch(READ, [known and known.member_id, key, timezone.now()]) if key.isalnum() else []
        if not found:
            self._session_key = None
            return {}
        text, stored, *member = found[0]
        options.offer(stored)
        if known is None or known.text != text:
            known = Known(text, self.decode(text))
            with _lock:
                _known[key] = known
        if member[0] is not None and member[0] == known.member_id:
            self.member = MEMBER.make(member)
        return copy.deepcopy(known.data)
