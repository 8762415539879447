"""Telling a member what happened to their account: by mail to a confirmed address, and by a notice (whoever registers here).

A mail carries a link for those who did not do it themselves: it ends all sessions and leads to a new password. It is good for
three days, as any link to a new password is, and for as long as the password stays the same: so it works once.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from enum import IntEnum
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import confirmed_addresses, find_address
from accounts.devices import describe_device
from accounts.models import User
from forum import options
from forum.background import background
from forum.letters import Letter, NotSent, link, paragraph
from forum.lib.tickets import BadTicket, make_ticket, read_ticket

LINK_DAYS = 3
COOKIE = "known"
COOKIE_SALT = "accounts.known"
COOKIE_AGE = timedelta(days=365)
MOST_MARKS = 12  # members who signed in with one browser; who shares one with more is told more often


class Alert(IntEnum):
    """What happened. The numbers stand in links and in the database: they stay what they are."""

    SIGN_IN = 1
    PASSWORD = 2
    ADDRESS = 3
    FACTOR_ADDED = 4
    FACTOR_REMOVED = 5
    CODES = 6
    LOGIN_ADDED = 7
    LOGIN_REMOVED = 8
    TOKEN = 9


SENTENCES: dict[Alert, Promise] = {
    Alert.SIGN_IN: gettext_lazy(
        "Somebody signed in to your account with a browser that was not used before."
    ),
    Alert.PASSWORD: gettext_lazy("The password of your account was changed."),
    Alert.ADDRESS: gettext_lazy("The e-mail addresses of your account were changed."),
    Alert.FACTOR_ADDED: gettext_lazy("A second step for signing in to your account was set up."),
    Alert.FACTOR_REMOVED: gettext_lazy("A second step for signing in to your account was removed."),
    Alert.CODES: gettext_lazy("New recovery codes were made for your account."),
    Alert.LOGIN_ADDED: gettext_lazy("Another way to sign in was connected with your account."),
    Alert.LOGIN_REMOVED: gettext_lazy("A way to sign in was taken off your account."),
    Alert.TOKEN: gettext_lazy("A token was made, with which a program can act for you."),
}
# What allauth calls a change, when it would write a mail about it.
OF_ALLAUTH: dict[str, Alert] = {
    "account/email/password_changed": Alert.PASSWORD,
    "account/email/password_set": Alert.PASSWORD,
    "account/email/password_reset": Alert.PASSWORD,
    "account/email/email_changed": Alert.ADDRESS,
    "account/email/email_deleted": Alert.ADDRESS,
    "mfa/email/totp_activated": Alert.FACTOR_ADDED,
    "mfa/email/webauthn_added": Alert.FACTOR_ADDED,
    "mfa/email/totp_deactivated": Alert.FACTOR_REMOVED,
    "mfa/email/webauthn_removed": Alert.FACTOR_REMOVED,
    "mfa/email/recovery_codes_generated": Alert.CODES,
    "socialaccount/email/account_connected": Alert.LOGIN_ADDED,
    "socialaccount/email/account_disconnected": Alert.LOGIN_REMOVED,
}
# Called with (member, alert): those who tell it in another way than by mail (qa.news).
LISTENERS: list[Callable[[User, Alert], Any]] = []


def tell(user: User, alert: Alert, *, device: str = "", is_mailed: bool = True) -> None:
    """Tell a member of it: the notice at once, the mail by the worker.

    Of addresses they are told at once and at all that are confirmed: whoever adds theirs can take the others away next.
    """
    for listen in LISTENERS:
        listen(user, alert)
    if not is_mailed or (alert == Alert.SIGN_IN and not user.is_mailed_sign_ins):
        return
    if alert == Alert.ADDRESS:
        for address in confirmed_addresses(user.pk):
            with suppress(NotSent):  # they read of it on the site
                compose(user, alert, 0, "").send(address)
    else:
        send_alert.enqueue(user.pk, int(alert), find_newest_factor(user, alert), device)


def find_newest_factor(user: User, alert: Alert) -> int:
    if alert != Alert.FACTOR_ADDED:
        return 0
    rows = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


@background()
def send_alert(member_id: int, number: int, factor_id: int, device: str) -> bool:
    """Write to the member's main address, if it is confirmed. Returns whether there is one. Raises NotSent."""
    user = User.objects.filter(pk=member_id, is_active=True).first()
    address = find_address(user.pk) if user else ""
    if user is None or not address:
        return False
    compose(user, Alert(number), factor_id, device).send(address)
    return True


def compose(user: User, alert: Alert, factor_id: int, device: str) -> Letter:
    """Return the letter. It says what happened to the account, and nothing of what the member writes or reads."""
    with options.snapshot():
        site = options.current().site_name
        where = [paragraph(_("It was: %(device)s.") % {"device": describe_device(device)})] if device else []
        return Letter(
            _("About the sign-in of your account"),
            (
                paragraph(
                    _("This is about your account “%(name)s” at %(site)s.") % {"name": user, "site": site}
                ),
                paragraph(str(SENTENCES[alert])),
                *where,
                paragraph(_("If it was you, there is nothing to do.")),
                paragraph(
                    _(
                        "If not: this link signs everybody out of your account and lets you choose a new password. "
                        "It works once and for three days."
                    )
                ),
                link(make_not_me_path(user, alert, factor_id), _("This was not me")),
            ),
        )


def purpose_of(user: User) -> str:
    return f"not-me:{user.pk}:{user.password}"


def make_not_me_path(user: User, alert: Alert, factor_id: int = 0) -> str:
    """Return the address of the page for those who did not do it themselves."""
    ticket = make_ticket(purpose_of(user), [user.pk, int(alert), factor_id], days=LINK_DAYS)
    return reverse("accounts:not-me", args=[ticket])


def read_not_me(ticket: str) -> tuple[User, Alert, int]:
    """Return (member, what happened, second step that was set up or 0). Raises BadTicket."""
    try:
        member_id = int(ticket.partition("-")[0], 36)
    except ValueError:
        raise BadTicket from None
    user = User.objects.filter(pk=member_id, is_active=True).first() if member_id < 2**63 else None
    if user is None:
        raise BadTicket
    _member_id, number, factor_id = read_ticket(purpose_of(user), ticket)
    return user, Alert(number), factor_id


def mark_of(user: User) -> str:
    """Return what stands in the cookie of a browser that a member has signed in with; it tells nobody which member."""
    return salted_hmac(COOKIE_SALT, f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()[:24]


def read_marks(request: HttpRequest) -> list[str]:
    raw = request.COOKIES.get(COOKIE, "")
    try:
        marks = signing.loads(raw, salt=COOKIE_SALT, max_age=COOKIE_AGE) if raw else []
    except signing.BadSignature:
        return []
    return [str(mark) for mark in marks]


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether this member has signed in with this browser before (and not changed the password since)."""
    own = mark_of(user)
    return any(constant_time_compare(own, mark) for mark in read_marks(request))


def make_known(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Have the browser say that this member signs in with it. The cookie goes to the pages for signing in alone."""
    own = mark_of(user)
    marks = [own, *(mark for mark in read_marks(request) if mark != own)][:MOST_MARKS]
    response.set_cookie(
        COOKIE,
        signing.dumps(marks, salt=COOKIE_SALT),
        max_age=int(COOKIE_AGE.total_seconds()),
        path="/accounts/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
