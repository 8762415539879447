"""Forms around accounts of elsewhere: allauth's, in our words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.socialaccount import forms as allauth
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.alerts import Alert, tell
from accounts.disposable import is_disposable
from accounts.forms import ADDRESS, DISPOSABLE, DISPOSABLE_BUT_NEEDED, SIGN_UP_ADDITIONS, PlainWords
from accounts.models import User
from accounts.profiles.forms import SignUpExtras
from forum import limits, options
from forum.lib.addresses import hash_address
from forum.lib.errors import TooMany
from forum.lib.text import normalise_key


class SignupForm(SignUpExtras, PlainWords, allauth.SignupForm):
    """A name for here, and what everybody who signs up is asked. The address that is proposed may be taken out."""

    labels = {"username": gettext_lazy("Name"), "email": ADDRESS}
    hints = {
        "username": gettext_lazy(
            "Shown beside what you write. It need not be your real name, nor the one you have elsewhere."
        ),
        "email": gettext_lazy("Never shown to anyone. You may leave it empty."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if options.current().is_confirmation_required:
            self.fields["email"].required = True
            self.fields["email"].help_text = _(
                "Never shown to anyone. You can write here once it is confirmed."
            )
        current = options.current()
        self.add_extras(current)
        self.additions = [make() for make in SIGN_UP_ADDITIONS]
        for addition in self.additions:
            addition.add_fields(self, current)

    def clean_email(self) -> str:
        address = str(super().clean_email() or "")
        if address and is_disposable(address):
            raise ValidationError(DISPOSABLE_BUT_NEEDED if self.fields["email"].required else DISPOSABLE)
        return address

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Create the account whole or not at all; show the form again when that cannot be."""
        try:
            with transaction.atomic():
                limits.consume("sign-ups", hash_address(request), options.current().sign_ups_per_network)
                user, response = super().try_save(request)
                if user is not None:
                    self.keep_extras(user)
                    for addition in self.additions:
                        addition.keep(user, self.cleaned_data)
                return user, response
        except TooMany as refusal:
            self.add_error(None, str(refusal))
            self.wait_seconds = refusal.wait_seconds
        except IntegrityError:
            if not User.objects.filter(username_key=normalise_key(self.cleaned_data["username"])).exists():
                raise
            self.add_error("username", _("Somebody here already has this name, or one that looks like it."))
        request.session["socialaccount_sociallogin"] = self.sociallogin.serialize()
        context = {"form": self, "account": self.sociallogin.account}
        return None, TemplateResponse(request, "socialaccount/signup.html", context)


class DisconnectForm(PlainWords, allauth.DisconnectForm):
    """Which connection goes."""

    labels = {"account": gettext_lazy("Connected")}

    def save(self) -> None:
        """Take it away, also where its provider is no longer set up (which allauth would ask for)."""
        raise_if_reauthentication_required(self.request, app="allauth.socialaccount")
        self.cleaned_data["account"].delete()
        get_adapter().add_message(
            self.request, messages.SUCCESS, "socialaccount/messages/account_disconnected.txt"
        )
        tell(User.objects.get(pk=self.request.user.pk), Alert.LOGIN_REMOVED)
