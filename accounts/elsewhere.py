"""Signing in with an account of elsewhere: how allauth meets our members, and what is kept of them (a number, no more)."""

import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.factors import FactorAdapter
from accounts.models import User
from accounts.outside import OutsideSession

logger = logging.getLogger(__name__)

SEALED = "sealed_secret"  # in the settings of a provider's row: longer than its own column would take


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """Keeps nothing of what elsewhere is known about somebody, and takes over no account."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": gettext_lazy(
            "This address has an account here. Please sign in to it first; then connect %s with it."
        ),
        "no_password": gettext_lazy(
            "This is your only way in. Please choose a password for your account first."
        ),
        "connected_other": gettext_lazy("This is connected with another account here."),
    }

    def get_requests_session(self) -> OutsideSession:
        return OutsideSession()

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Return the rows with their secrets open, for this request alone."""
        apps: list[Any] = super().list_apps(request, provider=provider, client_id=client_id)
        for app in apps:
            sealed = app.settings.get(SEALED)
            if sealed:
                app.secret = FactorAdapter().decrypt(sealed)
        return apps

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Take the address along, as a proposal; neither a name nor anything else that is known elsewhere."""
        sociallogin.account.extra_data = {}
        addresses = [row for row in sociallogin.email_addresses if row.verified is True]
        sociallogin.email_addresses = addresses
        return super().populate_user(request, sociallogin, {"email": addresses[0].email if addresses else ""})

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Ask somebody who has an account here with the same confirmed address to sign in to it first."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        for address in sociallogin.email_addresses:
            if EmailAddress.objects.filter(email__iexact=address.email, verified=True).exists():
                words = _(
                    "There is an account here with your address. Please sign in as usual; then you can connect the other one."
                )
                messages.info(request, words)
                there = urlencode({"next": reverse("socialaccount_connections")})
                raise ImmediateHttpResponse(redirect(f"{reverse('account_login')}?{there}"))

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """Create the account as by the form for signing up. An address that elsewhere confirmed is confirmed."""
        chosen = (form.cleaned_data.get("email") or "") if form else ""
        sociallogin.email_addresses = [
            row for row in sociallogin.email_addresses if row.email.lower() == chosen.lower()
        ] or ([EmailAddress(email=chosen)] if chosen else [])
        user: User = super().save_user(request, sociallogin, form)
        if EmailAddress.objects.filter(user=user, verified=True).exists():
            User.objects.filter(pk=user.pk, must_confirm=True).update(must_confirm=False)
        return user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        error = details.get("exception")
        logger.warning(
            "A sign-in from elsewhere failed: %s.", type(error).__name__ if error else details.get("error")
        )
