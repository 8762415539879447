"""Sign-up and sign-in forms: allauth's, in our words."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django.utils.translation import gettext_lazy as _


class SignupForm(AllauthSignupForm):
    """A name and a password are enough; the address only serves to get back in and to be notified."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            "username": (_("Name"), _("Shown beside what you write. It need not be your real name.")),
            "email": (
                _("E-mail address"),
                _("Never shown to anyone. Without one, a forgotten password cannot be replaced."),
            ),
            "password1": (_("Password"), self.fields["password1"].help_text),
            "password2": (_("Password, once more"), ""),
        }
        for name, (label, help_text) in texts.items():
            self.fields[name].label = label
            self.fields[name].help_text = help_text
            self.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(AllauthLoginForm):
    """Name or address, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Name or e-mail address")
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
