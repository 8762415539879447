"""Telling a member by mail that something was decided about them. The words stand on their own page, never in the mail."""

from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from forum import options
from qa.actions.notices import send


def notify_of_decision(member: User) -> None:
    """Queue one mail to the member's confirmed address, if there is one."""
    address = EmailAddress.objects.filter(user=member, verified=True).order_by("-primary").first()
    if address is not None:
        transaction.on_commit(partial(send, compose_decision(address.email)), robust=True)


def compose_decision(address: str = "") -> EmailMessage:
    """Return the mail: that there is something to read, and where."""
    site = options.current().site_name
    context = {"site_name": site, "url": settings.SITE_URL + reverse("qa:standing")}
    return EmailMessage(
        subject=_("A message from %(site)s") % {"site": site},
        body=render_to_string("email/decision.txt", context),
        to=[address] if address else [],
        headers={"Auto-Submitted": "auto-generated"},
    )
