"""Members at the door (forum.door): who a session belongs to, and what of a kept page is theirs alone.

Members of one class (all that rights depend on, and whether there is an address to write to: `kind_of`) who have
nothing of their own on a page see the same page but for their name and the number of unread notices in its head, and the
token in its forms. Django makes
it for a stand-in of that class, with holes for those; here is the one statement that says who the session belongs to,
whether that member is a stranger to the page, and what fills the holes. Whoever is no stranger gets a page of their own
from Django.
"""

import re
import secrets
import threading
from dataclasses import dataclass
from functools import lru_cache

from cachetools import LRUCache
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest, parse_cookie
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from accounts.aliases import find_presence
from accounts.models import User
from forum import options
from forum.context import DISCREET_COOKIE

STAND_IN = "accounts.stand_in"  # in the WSGI environment, where no client can put it
REMEMBERED = 10_000
# What stands in a page where something of the member's own belongs. Nobody outside can know these words.
TOKEN_HOLE = "token" + secrets.token_hex(29)
ACCOUNT_HOLE = f"<!-- {secrets.token_hex(16)} -->"
INBOX_HOLE = f"<!-- {secrets.token_hex(16)} -->"
STAND_IN_PK = 10**15 + secrets.randbelow(10**15)
STAND_IN_NAME = secrets.token_hex(15)
ALONE = "alone"  # the class of those whose pages are all their own
BELOW_ALL = -1_000_000_000  # points that are enough for nothing
HOLES = re.compile(f"({TOKEN_HOLE}|{ACCOUNT_HOLE}|{INBOX_HOLE}|{STAND_IN_PK})".encode())
SESSION_KEYS = {
    "_auth_user_id",
    "_auth_user_backend",
    "_auth_user_hash",
    "_session_expiry",
    "account_authentication_methods",
    "account_authentication_methods_user",
    "socialaccount_states",
}

# One that has not been moved on for a day goes to Django, which does so (accounts.sessions) and sends the cookie again.
FRESH = f"interval '{settings.SESSION_COOKIE_AGE - 86_400} seconds'"
RECOGNISE = f"""
    SELECT s.session_data, u.password,
           u.is_active AND NOT (u.has_open_warning OR u.must_confirm)
           AND u.restrictions = '{{}}' AND u.category_levels = '{{}}',
           u.level, u.username, u.points, u.email <> '',
           pg_current_snapshot()::text,
           EXISTS (SELECT FROM forum_involvement i WHERE i.member_id IN (u.id, %s) AND i.thread_id = %s),
           u.has_confirmed_address,
           {options.STORED}, coalesce(n.unread_count, 0), u.has_mutes OR u.content_choices <> '{{}}'
    FROM django_session s JOIN accounts_user u ON u.id = %s LEFT JOIN news_inbox n ON n.member_id = u.id
    WHERE s.session_key = %s AND s.expire_date > now() + {FRESH}
"""  # noqa: S608


@dataclass(frozen=True)
class Session:
    """What one session said when it was last read: valid as long as the database holds the very same two texts."""

    member_id: int
    session_data: str
    password: str
    kind: str


@dataclass(frozen=True)
class Guest:
    """A member who asks for a page. `snapshot` is the state of the database that says so."""

    user: User
    snapshot: str
    is_involved: bool
    token: str

    @property
    def who(self) -> str:
        return f"member-{self.user.pk}"

    def fill(self, parts: list[bytes]) -> bytes:
        """Return a page whose parts were split at HOLES (every second one is a hole), with what is the member's own."""
        own = {
            TOKEN_HOLE.encode(): self.token.encode(),
            ACCOUNT_HOLE.encode(): render_account(self.user).encode(),
            INBOX_HOLE.encode(): render_inbox(self.user.unread_count).encode(),
            str(STAND_IN_PK).encode(): str(self.user.pk).encode(),
        }
        return b"".join(own[part] if index % 2 else part for index, part in enumerate(parts))


class Guests:
    """Recognises members by their session cookie. Safe to use from many threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sessions: LRUCache[str, Session] = LRUCache(REMEMBERED)

    def expect(self, cookies: str) -> "Visit | None":
        """Return a visit for a request whose cookies are those of a member and nothing else; None leaves it to Django."""
        found = parse_cookie(cookies)
        key, secret = found.get(settings.SESSION_COOKIE_NAME), found.get(settings.CSRF_COOKIE_NAME, "")
        is_more = settings.VISITOR_COOKIE_NAME in found or "messages" in found or DISCREET_COOKIE in found
        if not key or is_more or not re.fullmatch(r"[A-Za-z0-9]{32}", secret):
            return None
        with self.lock:
            session = self.sessions.get(key)
        session = session or self.read(key)
        return Visit(self, key, session, secret) if session else None

    def read(self, key: str) -> Session | None:
        """Read a session as Django does; None when it is not one of somebody who is signed in, or holds more than that."""
        store = SessionStore(key)
        data = store.load()
        if not set(data) <= SESSION_KEYS or "_auth_user_id" not in data:
            return None
        user = User.objects.filter(pk=data["_auth_user_id"]).first()
        row = store.model.objects.filter(session_key=key).values_list("session_data", flat=True).first()
        if user is None or row is None or not user.is_active:
            return None
        if not secrets.compare_digest(data.get("_auth_user_hash", ""), user.get_session_auth_hash()):
            return None
        thresholds = tuple(options.list_thresholds(options.load()))
        session = Session(user.pk, row, user.password, kind_of(user, thresholds))
        with self.lock:
            self.sessions[key] = session
        return session


@dataclass(frozen=True)
class Visit:
    """A request that claims a session which was valid before."""

    guests: Guests
    key: str
    session: Session
    secret: str

    def recognise(self, thread_id: int) -> Guest | None:
        """Ask the database whose session this is now, and whether something in that thread is theirs."""
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            member_id = self.session.member_id
            presence = find_presence(member_id, thread_id)
            cursor.execute(RECOGNISE, [presence, thread_id, member_id, self.key])
            row = cursor.fetchone()
        if (
            row is None
            or not row[2]
            or (row[0], row[1]) != (self.session.session_data, self.session.password)
        ):
            self.forget()
            return None
        email = "@" if row[6] else ""
        user = User(
            pk=self.session.member_id,
            level=row[3],
            username=row[4],
            points=row[5],
            email=email,
            has_confirmed_address=row[9],
            has_mutes=row[12],
        )
        user.unread_count = row[11]
        if kind_of(user, read_thresholds(row[10])) != self.session.kind:
            self.forget()
            return None
        return Guest(user, row[7], row[8], mask(self.secret))

    def forget(self) -> None:
        with self.guests.lock:
            self.guests.sessions.pop(self.key, None)


def mask(secret: str) -> str:
    """Return a token for the secret of a member's cookie, another one each time."""
    request = HttpRequest()
    request.META["CSRF_COOKIE"] = secret
    return get_token(request)


@lru_cache(maxsize=8)
def read_thresholds(stored: str | None) -> tuple[int, ...]:
    """Return the numbers of points that matter to rights, from the options as they are stored (options.STORED)."""
    return tuple(options.list_thresholds(options.parse(stored)))


def kind_of(user: User, thresholds: tuple[int, ...]) -> str:
    """Return the class of a member: those of one class may do the same everywhere but with what is their own.

    That is level, whether there is an address and whether it is confirmed, and the last number of points that was enough
    for something. (Whoever has a level in a category or a measure of moderators against them is in no class.) Lists and
    threads of those who mute something, or chose what they see of posts with a content warning, are folded for them alone.
    """
    if user.has_mutes or user.content_choices:
        return ALONE
    address = "+" if user.has_confirmed_address else ""
    passed = [points for points in thresholds if points <= user.points]
    enough = passed[-1] if passed else BELOW_ALL
    return f"{user.level}.{'@' if user.email else ''}{address}.{enough}"


def render_account(user: User) -> str:
    """Return what the head of a page shows of a member."""
    return render_name(user.pk, user.username, user.points)


@lru_cache(maxsize=2_000)
def render_name(pk: int, username: str, points: int) -> str:
    return render_to_string("ui/_me.html", {"user": User(pk=pk, username=username, points=points)})


@lru_cache(maxsize=200)
def render_inbox(unread_count: int) -> str:
    """Return the way to the notices, with the number of those that are not read."""
    return render_to_string("ui/_inbox.html", {"unread_count": unread_count})


def make_stand_in(kind: str) -> User:
    """Return the member of a class for whom Django makes the page that they all see."""
    level, address, enough = kind.split(".")
    return User(
        pk=STAND_IN_PK,
        username=STAND_IN_NAME,
        level=int(level),
        email="@" if "@" in address else "",
        has_confirmed_address="+" in address,
        points=int(enough),
    )
