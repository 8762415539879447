"""Notices of what happened to one's account (accounts.alerts writes the mail about it)."""

import secrets

from django.urls import reverse

from accounts.alerts import Alert
from accounts.models import User
from qa.news.actions.tell import tell
from qa.news.rules.kinds import Kind


def tell_of_account(user: User, alert: Alert) -> None:
    """Write the notice; each stands by itself, however many there are."""
    about = f"account-{int(alert)}-{secrets.token_hex(8)}"
    tell({user.pk: Kind.ACCOUNT}, about=about, path=reverse("accounts:sign-ins"), without_mail={user.pk})
