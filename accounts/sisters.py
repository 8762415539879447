"""Ways to other sites of the owner's: to the one that signs people in here, and to forums whose members ours are as well.

All lead through a page that goes on by itself: a form of ours may have led to it, and none may end elsewhere (form-action).
"""

import base64
import json
import re
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from accounts.models import Level, User
from accounts.sign_on import sign
from forum import options

LONGEST_NEXT = 500
WORDS_OF_QUESTION = re.compile(r"^(/questions/\d+/)[^/]+/?$")


@dataclass(frozen=True)
class Sister:
    """Another forum, which knows our members by links that we sign."""

    name: str
    title: str
    address: str
    secret: str
    is_address_told: bool
    is_level_told: bool


def list_sisters() -> list[Sister]:
    return [
        Sister(name, said["title"], said["address"], said["secret"], said["email"], said["level"])
        for name, said in settings.SIGN_ON_SISTERS.items()
    ]


def find_sister(name: str) -> Sister | None:
    return next((sister for sister in list_sisters() if sister.name == name), None)


def make_link(sister: Sister, member: User, there: str) -> str:
    """Return the link that says there who a member of ours is; good for a minute, once. `there`: where to go then, on it."""
    said = {
        "id": str(member.pk),
        "name": member.username,
        "time": time.time(),
        "nonce": secrets.token_urlsafe(16),
    }
    if sister.is_address_told and member.has_confirmed_address and member.email:
        said |= {"email": member.email, "email_confirmed": True}
    if sister.is_level_told:
        said |= {"level": Level(min(member.level, Level.ADMINISTRATOR)).name.lower()}
    payload = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    query = {"payload": payload, "signature": sign(payload, sister.secret)}
    # The sister asks whether it is a page of its own.
    if there.startswith("/") and len(there) <= LONGEST_NEXT:
        query["next"] = there
    return f"{sister.address}/accounts/sign-on/?{urlencode(query)}"


def lead_to_site(request: HttpRequest) -> HttpResponse | None:
    """Return the page that leads to the owner's site where signing in (or up) happens there; None where it happens here."""
    match = request.resolver_match
    name = match.view_name if match and request.method == "GET" else ""
    if not settings.SIGN_ON_URL or "stay" in request.GET or request.user.is_authenticated:
        return None
    if name != "account_login" and not (
        name == "account_signup" and options.current().is_registration_closed
    ):
        return None
    there = request.GET.get("next", "")
    query = urlencode({"next": shorten(there)}) if there and get_adapter(request).is_safe_url(there) else ""
    mark = "&" if urlsplit(settings.SIGN_ON_URL).query else "?"
    stay = {"stay": "1"} | ({"next": there} if query else {})
    response = lead_on(
        request,
        urlsplit(settings.SIGN_ON_URL).netloc,
        f"{settings.SIGN_ON_URL}{mark}{query}" if query else settings.SIGN_ON_URL,
        back=f"{reverse('account_login')}?{urlencode(stay)}",
        is_signing_in=True,
    )
    add_never_cache_headers(response)
    return response


def shorten(there: str) -> str:
    """Return an address of ours without what is asked or looked for on its page: another site's log need not have that."""
    path = urlsplit(there).path
    return WORDS_OF_QUESTION.sub(r"\1", path)


def lead_on(
    request: HttpRequest, name: str, address: str, *, back: str, is_signing_in: bool = False
) -> HttpResponse:
    context = {"name": name, "address": address, "back": back, "is_signing_in": is_signing_in}
    return render(request, "accounts/onward.html", context)
