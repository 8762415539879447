"""One sign-on for owners whose site has accounts of its own: what its links and its proxy may say, and who that is here.

Both are off until the settings hold a secret (docs/sign-on.md). What they say of somebody is trusted: an identifier that stays,
a name to begin with, an address and whether it is confirmed. Neither gives anybody a level.
"""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

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

from accounts.models import EMAIL_MAX_LENGTH, User

SITE = "site"  # the provider of connections that come from there
GOOD_SECONDS = 60
REMEMBERED_SECONDS = 4 * GOOD_SECONDS  # of what was used, for clocks that differ
MOST_CHARACTERS = 4_000
MOST_NAME = 30


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


def read_link(payload: str, signature: str) -> Person:
    """Return who a link names, and use it up. Raises Refused."""
    if not settings.SIGN_ON_SECRET or len(payload) > MOST_CHARACTERS:
        raise Refused
    expected = hmac.new(settings.SIGN_ON_SECRET.encode(), payload.encode(), hashlib.sha256).hexdigest()
    if not constant_time_compare(expected, signature.lower()):
        raise Refused
    try:
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        moment, nonce = float(said["time"]), str(said["nonce"])
        person = read_person(said["id"], said["name"], said.get("email"), said.get("email_confirmed"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise Refused from error
    if not abs(time.time() - moment) <= GOOD_SECONDS or not 8 <= len(nonce) <= 200:
        raise Refused
    mark = hashlib.sha256(f"{nonce}:{signature.lower()}".encode()).hexdigest()
    if not cache.add(f"accounts.sign-on.{mark}", "used", timeout=REMEMBERED_SECONDS):
        raise Refused
    return person


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
    try:
        return read_person(name, name, address, bool(address))
    except ValueError:
        return None


def read_person(uid: Any, name: Any, address: Any, is_confirmed: Any) -> Person:
    """Return what was said, cleaned. Raises ValueError."""
    if not isinstance(uid, str | int) or isinstance(uid, bool) or not isinstance(name, str):
        raise ValueError("id or name")
    word = str(uid).strip()
    address = address.strip() if isinstance(address, str) else ""
    if not word or len(word) > 150 or "\x00" in word + name + address:
        raise ValueError("id")
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    return Person(word, name, address if len(address) <= EMAIL_MAX_LENGTH else "", is_confirmed is True)


@transaction.atomic
def find_member(request: HttpRequest, person: Person) -> tuple[User, bool]:
    """Return the member who that is, made if need be, and whether they are new. Raises Known, and Refused where nobody can
    sign up."""
    row = SocialAccount.objects.select_related("user").filter(provider=SITE, uid=person.uid).first()
    if row is not None:
        return row.user, False
    if person.address and EmailAddress.objects.filter(email__iexact=person.address, verified=True).exists():
        raise Known
    adapter = get_adapter(request)
    if not adapter.is_open_for_signup(request):
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
