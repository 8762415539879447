"""Who is looking: a member, a visitor who posted before, or nobody known."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.aliases import list_aliases
from accounts.crawlers import is_crawler
from accounts.models import Level, User
from forum.lib.addresses import hash_address, read_address
from forum.lib.networks import read_host
from forum.models import AddressBlock

COOKIE_SALT = "accounts.visitor"
COOKIE_SECONDS = 365 * 86_400
READING = ("GET", "HEAD", "OPTIONS", "TRACE")
ALL_RIGHTS = "all"  # in a member's restrictions: nothing may be written


@dataclass(frozen=True)
class Restriction:
    """A right that was taken from a member; `until` is when they have it back, None: not before it is lifted."""

    until: datetime | None

    @classmethod
    def read(cls, until: str | None) -> "Restriction":
        return cls(datetime.fromisoformat(until) if until else None)

    @property
    def ends_at(self) -> datetime:
        return self.until or datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Viewer:
    """The person behind a request, as policies and actions know them.

    `visitor_key` is the keyed hash of the secret in a visitor's cookie ('' without one); posts store that hash, so
    a copy of the database gives nobody the rights of an anonymous author. `address_key` serves limits only.
    `claim_key` is that hash for a member whose browser still has the cookie: they may claim what they wrote before.
    `is_crawler`: the robot of a search engine, by its own word. `sender`: the network address of somebody who writes; of
    those who read it is not known (''), so that no page can depend on it. `is_unproven`: a visitor who would rather wait
    than have their browser do a sum (forum.proof).

    `sealed` is of somebody who shows the secret of sealed posts: the numbers of what it opens (None: of everybody else). They
    are nobody's account and nobody's browser, whoever may be signed in beside it. `is_admitted`: what they may do was asked
    when the secret was made. `writes_at`: the moment that is written down, instead of the present one.
    """

    user: User | None = None
    visitor_key: str = ""
    address_key: str = ""
    claim_key: str = ""
    is_crawler: bool = False
    sender: str = ""
    is_unproven: bool = False
    sealed: frozenset[int] | None = None
    is_admitted: bool = False
    writes_at: datetime | None = None

    @property
    def is_sealed(self) -> bool:
        return self.sealed is not None

    @property
    def is_member(self) -> bool:
        return self.user is not None

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def member_id(self) -> int:
        """The member's id where a policy has made sure that there is one. Raises ValueError for a visitor."""
        if self.user is None:
            raise ValueError("A visitor has no account.")
        return self.user.pk

    @property
    def level(self) -> int:
        """The member's level, or -1 for a visitor."""
        return self.user.level if self.user else -1

    @property
    def highest_level(self) -> int:
        """The highest level that the member has anywhere: in all of the forum, or in a category."""
        return max(self.level, *self.user.category_levels.values(), -1) if self.user else -1

    def level_in(self, branch: Iterable[int]) -> int:
        """Return the member's level in a category; `branch` are its id and the ids of those above it."""
        if self.user is None or not self.user.category_levels:
            return self.level
        own = self.user.category_levels
        return max([self.level, *(own.get(str(pk), -1) for pk in branch)])

    @property
    def has_confirmed_address(self) -> bool:
        """Whether the member confirmed an e-mail address."""
        return self.user is not None and self.user.has_confirmed_address

    @property
    def is_network_blocked(self) -> bool:
        """Whether nobody may write from where the request comes."""
        return self.network_block is not None

    @cached_property
    def network_block(self) -> AddressBlock | None:
        """What keeps everybody from writing from where the request comes; asked once, and only of those who write."""
        return AddressBlock.objects.holding(self.sender).first() if self.sender else None

    def aliases_in(self, thread_id: int) -> list[str]:
        """Return what posts of a thread name the member by where they write masked; a visitor has no such name."""
        return list_aliases(self.user.pk, thread_id) if self.user is not None else []

    def find_restriction(self, right: str) -> "Restriction | None":
        """Return what keeps the member from using a right at present, the one that lasts longest; or None."""
        kept = self.user.restrictions if self.user else {}
        found = [Restriction.read(kept[name]) for name in (right, ALL_RIGHTS) if name in kept]
        now = timezone.now()
        return max((one for one in found if one.ends_at > now), key=lambda one: one.ends_at, default=None)

    def has_level(self, level: Level) -> bool:
        """Whether the member has a level in all of the forum."""
        return self.level >= level

    @cached_property
    def known_verdicts(self) -> dict[Any, Any]:
        """What qa.policies.permissions has found out about this viewer already."""
        return {}

    @cached_property
    def remembered(self) -> dict[str, Any]:
        """What was read for this viewer already, for as long as the request lasts."""
        return {}


NOBODY = Viewer()


def read_viewer(request: HttpRequest) -> Viewer:
    """Return who sent the request. A forged or expired visitor cookie counts as none."""
    user = request.user if isinstance(request.user, User) else getattr(request.user, "_wrapped", None)
    if request.user.is_authenticated and isinstance(user, User):
        return Viewer(
            user=user,
            address_key=hash_address(request),
            claim_key=read_visitor_key(request),
            sender=read_sender(request),
        )
    return Viewer(
        visitor_key=read_visitor_key(request),
        address_key=hash_address(request),
        is_crawler=is_crawler(request.headers.get("User-Agent", "")),
        sender=read_sender(request),
    )


def read_sender(request: HttpRequest) -> str:
    """Return the address of somebody who writes, '' when they only read or it cannot be told."""
    host = None if request.method in READING else read_host(read_address(request))
    return str(host) if host else ""


def ensure_visitor(request: HttpRequest) -> Viewer:
    """Return the viewer, giving a visitor without one a secret that the response will carry as a cookie."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.is_member or viewer.visitor_key:
        return viewer
    secret = secrets.token_urlsafe(32)
    request.new_visitor_secret = secret  # type: ignore[attr-defined]
    viewer = Viewer(visitor_key=hash_secret(secret), address_key=viewer.address_key, sender=viewer.sender)
    request.viewer = viewer  # type: ignore[attr-defined]
    return viewer


def read_visitor_key(request: HttpRequest) -> str:
    secret = read_visitor_secret(request)
    return hash_secret(secret) if secret else ""


def read_visitor_secret(request: HttpRequest) -> str:
    raw = request.COOKIES.get(settings.VISITOR_COOKIE_NAME, "")
    if not raw:
        return ""
    try:
        return str(signing.loads(raw, salt=COOKIE_SALT, max_age=COOKIE_SECONDS))
    except signing.BadSignature:
        return ""


def hash_secret(secret: str) -> str:
    return salted_hmac(COOKIE_SALT, secret, algorithm="sha256").hexdigest()


def set_visitor_cookie(response: HttpResponse, secret: str) -> None:
    """Give the browser the signed secret for a year, out of reach of scripts."""
    response.set_cookie(
        settings.VISITOR_COOKIE_NAME,
        signing.dumps(secret, salt=COOKIE_SALT),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.VISITOR_COOKIE_SECURE,
    )
