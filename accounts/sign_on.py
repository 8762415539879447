"""One sign-on for owners whose site has accounts of its own: what its links and its proxy may say, and who that is here.

Both are off until the settings hold a secret (docs/sign-on.md). What they say of somebody is trusted: an identifier that stays,
a name to begin with, an address and whether it is confirmed, and a level as far as the owner allows (`take_level`).
"""

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import EMAIL_MAX_LENGTH, Level, User
from accounts.policies import level_from_site
from forum import options

logger = logging.getLogger(__name__)
SITE = "site"  # the provider of connections that come from there
GOOD_SECONDS = 60
REMEMBERED_SECONDS = 4 * GOOD_SECONDS  # of what was used, for clocks that differ
MOST_CHARACTERS = 4_000
MOST_NAME = 30
LEVELS = {level.name.lower(): level for level in Level if level <= Level.ADMINISTRATOR}
# Called within the transaction with (member, level before, level now): who writes it down (qa.actions.members).
LEVEL_LISTENERS: list[Callable[[User, int, int], Any]] = []


class Refused(Exception):
    """This does not say who somebody is: not signed by the owner's site, too old, used before, or garbled."""


class Known(Exception):
    """Somebody here has the same confirmed address; they have to sign in first."""


@dataclass(frozen=True)
class Person:
    """Who the owner's site says it is."""

    uid: str
    name: str
    address: str = ""
    is_confirmed: bool = False
    level: Level | None = None  # where it says none that we know


def read_link(payload: str, signature: str) -> Person:
    """Return who a link names, and use it up. Raises Refused."""
    said = open_signed(payload, signature, "in")
    try:
        person = read_person(
            said["id"], said["name"], said.get("email"), said.get("email_confirmed"), said.get("level")
        )
    except (ValueError, KeyError) as error:
        raise Refused from error
    use_up(said, signature)
    return person


def read_way_out(payload: str, signature: str) -> tuple[str, str]:
    """Return (whom a link signs out, where to go then), and use it up. Raises Refused."""
    said = open_signed(payload, signature, "out")
    uid, back = said.get("id"), said.get("back", "")
    if isinstance(uid, bool) or not isinstance(uid, str | int) or not is_address(back):
        raise Refused
    if not is_identifier(str(uid).strip()):
        raise Refused
    use_up(said, signature)
    return str(uid).strip(), back or "/"


def is_identifier(word: str) -> bool:
    return 0 < len(word) <= 150 and word.isprintable()


def is_address(back: Any) -> bool:
    """Whether it is a page of the web, or nothing. It is signed, so it may be anywhere."""
    if not isinstance(back, str) or any(sign <= " " or sign == "\\" for sign in back):
        return False
    try:
        parts = urlsplit(back)
        return not back or (parts.scheme in ("http", "https") and bool(parts.hostname))
    except ValueError:
        return False


def open_signed(payload: str, signature: str, action: str) -> dict[str, Any]:
    """Return what a link says that the owner's site signed just now, to do this and nothing else. Raises Refused."""
    if not settings.SIGN_ON_SECRET or len(payload) > MOST_CHARACTERS:
        raise Refused
    if not constant_time_compare(sign(payload, settings.SIGN_ON_SECRET), signature.lower()):
        raise Refused
    try:
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        moment, nonce, found = float(said["time"]), str(said["nonce"]), said.get("action", "in")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise Refused from error
    if not abs(time.time() - moment) <= GOOD_SECONDS or not 8 <= len(nonce) <= 200 or found != action:
        raise Refused
    return dict(said)


def sign(payload: str, secret: str) -> str:
    """Return the signature of what a link says."""
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


def use_up(said: dict[str, Any], signature: str) -> None:
    """Raises Refused where the link was followed before."""
    mark = hashlib.sha256(f"{said['nonce']!r}:{signature.lower()}".encode("ascii", "replace")).hexdigest()
    if not cache.add(f"accounts.sign-on.{mark}", "used", timeout=REMEMBERED_SECONDS):
        raise Refused


def read_header(request: HttpRequest) -> Person | None:
    """Return who the proxy says it is; None where it says nothing, or somebody else says it."""
    secret = settings.SIGN_ON_HEADER_SECRET
    if not settings.SIGN_ON_HEADER or not secret:
        return None
    if not constant_time_compare(request.headers.get(settings.SIGN_ON_SECRET_HEADER, ""), secret):
        return None
    name = request.headers.get(settings.SIGN_ON_HEADER, "").strip()
    if not name:
        return None
    address = (
        request.headers.get(settings.SIGN_ON_ADDRESS_HEADER, "") if settings.SIGN_ON_ADDRESS_HEADER else ""
    )
    level = request.headers.get(settings.SIGN_ON_LEVEL_HEADER) if settings.SIGN_ON_LEVEL_HEADER else None
    try:
        return read_person(name, name, address, bool(address), level)
    except ValueError:
        return None


def read_person(uid: Any, name: Any, address: Any, is_confirmed: Any, level: Any = None) -> Person:
    """Return what was said, cleaned. Raises ValueError."""
    if not isinstance(uid, str | int) or isinstance(uid, bool) or not isinstance(name, str):
        raise ValueError("id or name")
    word = str(uid).strip()
    address = address.strip() if isinstance(address, str) else ""
    if not is_identifier(word) or "\x00" in name + address:
        raise ValueError("id")
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    return Person(
        word,
        name,
        address if len(address) <= EMAIL_MAX_LENGTH else "",
        is_confirmed is True,
        read_level(level),
    )


def read_level(word: Any) -> Level | None:
    """Return the level that this word says, as far as the owner allows; None where it says none."""
    if not settings.SIGN_ON_HIGHEST_LEVEL or word in (None, ""):
        return None
    level = LEVELS.get(word.strip().lower()) if isinstance(word, str) else None
    if level is None:
        logger.warning("The site that signs people on named a level that there is not; it is left as it was.")
        return None
    return min(level, LEVELS[settings.SIGN_ON_HIGHEST_LEVEL])


@transaction.atomic
def take_level(member: User, person: Person) -> None:
    """Give a member the level that the site says, by the rule for that (accounts.policies), and note what it said."""
    level = person.level
    if level is None:
        return
    locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    row = SocialAccount.objects.get(provider=SITE, uid=person.uid)
    last, own = row.extra_data.get("level"), row.extra_data.get("own", Level.REGISTERED)
    if last == level:
        return
    own = own if locked.level == last else locked.level
    now = level_from_site(locked.level, level, last, own)
    row.extra_data = {"level": int(level), "own": int(own)}
    row.save(update_fields=["extra_data"])
    if now == locked.level:
        return
    before, locked.level = locked.level, now
    locked.save(update_fields=["level"])
    member.level = now
    for tell in LEVEL_LISTENERS:
        tell(locked, before, now)


def find_known(uid: str) -> User | None:
    """Return the member whom the site has sent before with this identifier."""
    row = SocialAccount.objects.select_related("user").filter(provider=SITE, uid=uid).first()
    return row.user if row else None


@transaction.atomic
def find_member(request: HttpRequest, person: Person) -> tuple[User, bool]:
    """Return the member who that is, made if need be, and whether they are new. Raises Known, and Refused where nobody can
    sign up."""
    known = find_known(person.uid)
    if known is not None:
        take_level(known, person)
        return known, False
    if person.address and EmailAddress.objects.filter(email__iexact=person.address, verified=True).exists():
        raise Known
    adapter = get_adapter(request)
    if not adapter.is_open_for_signup(request) and not options.current().are_site_people_let_in:
        raise Refused
    member = User(username=choose_name(adapter, person.name), email=person.address.lower())
    member.set_unusable_password()
    member.save()
    SocialAccount.objects.create(user=member, provider=SITE, uid=person.uid)
    if person.address:
        EmailAddress.objects.create(
            user=member, email=person.address.lower(), primary=True, verified=person.is_confirmed
        )
    adapter.note_new_member(member)
    take_level(member, person)
    return member, True


def choose_name(adapter: Any, name: str) -> str:
    """Return the name, or the first like it that can be taken here."""
    base = "".join(sign for sign in name if sign.isprintable() and sign not in "@+/\\?#%")
    base = " ".join(base.split())[: MOST_NAME - 6] or "member"
    for tail in ("", *(f" {number}" for number in range(2, 10_000))):
        try:
            return str(adapter.clean_username(base + tail))
        except ValidationError:
            if tail == " 30":
                base = "member"
    raise Refused
