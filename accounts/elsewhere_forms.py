"""Forms around accounts of elsewhere: allauth's, in our words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.socialaccount import forms as allauth
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.alerts import Alert, tell
from accounts.forms import ADDRESS, PlainWords, add_additions, make_account, refuse_disposable
from accounts.models import User
from forum import options


class SignupForm(PlainWords, allauth.SignupForm):
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
        self.additions = add_additions(self, options.current())

    def clean_email(self) -> str:
        return refuse_disposable(self, str(super().clean_email() or ""))

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Create the account whole or not at all; show the form again when that cannot be."""
        made = make_account(self, request, super().try_save, self.additions)
        if made is not None:
            return made
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
