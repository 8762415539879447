"""The owner's console."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class ConsoleSite(admin.AdminSite):
    """Django admin for moderators and administrators; they sign in where everybody does."""

    site_header = _("Console")
    site_title = _("Console")
    index_title = _("What would you like to look after?")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send visitors to the ordinary sign-in (with its limits); members without the right get 403."""
        if request.user.is_authenticated:
            return redirect("/")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the one page for that, with its limits."""
        return redirect("account_change_password")

    def password_change_done(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")
