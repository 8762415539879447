"""The forms about tokens and the data set."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qa.api.models.tokens import NAME_MAX_LENGTH
from qa.api.rules.scopes import LIFETIMES, QUARTER, Scope
from qa.forms.fields import LineField

SCOPES: dict[str, Promise] = {
    Scope.READ: _("Read what you can read"),
    Scope.ASK: _("Ask questions"),
    Scope.ANSWER: _("Answer"),
    Scope.COMMENT: _("Comment"),
    Scope.EDIT: _("Change what you wrote"),
    Scope.VOTE: _("Vote"),
    Scope.ACCEPT: _("Say which answer helped"),
    Scope.FLAG: _("Flag posts for moderators"),
}


def name_days(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


class TokenForm(forms.Form):
    """What a new token is called, what it may do and for how long; and the password, so that it is the member who makes it."""

    name = LineField(
        label=_("What is it for?"),
        max_length=NAME_MAX_LENGTH,
        help_text=_("The name of the program or the device, so that you know it again."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=list(SCOPES.items()),
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself."),
        error_messages={"required": _("Please choose at least one.")},
    )
    days = forms.TypedChoiceField(label=_("How long does it hold?"), coerce=int, initial=QUARTER)
    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["days"].choices = [(days, name_days(days)) for days in LIFETIMES]  # type: ignore[attr-defined]
