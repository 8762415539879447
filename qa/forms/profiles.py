"""Forms that change names, one's own and those of others, and that empty a profile."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from accounts.adapter import refuse_name
from accounts.models import User
from qa.forms.fields import LineField
from qa.models.measures import REASON_MAX_LENGTH


class ReasonForm(forms.Form):
    """Why somebody else's profile is emptied."""

    reason = LineField(
        label=gettext_lazy("Reason"),
        max_length=REASON_MAX_LENGTH,
        help_text=gettext_lazy(
            "The member reads it, and it stands in the moderation log: name no third person."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class NameForm(forms.Form):
    """A new name, and whether the old one leads to it."""

    name = forms.CharField(
        label=gettext_lazy("New name"),
        min_length=settings.ACCOUNT_USERNAME_MIN_LENGTH,
        max_length=30,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "auto"}),
    )
    is_forgotten = forms.BooleanField(
        label=gettext_lazy("Nobody shall be able to follow from the old name to the new one"),
        help_text=gettext_lazy(
            "Links to the old name, and mentions of it, then lead nowhere. Names within texts stay as they were written."
        ),
        required=False,
    )

    def __init__(self, *args: Any, member: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.member = member

    def clean_name(self) -> str:
        """Ask of a new name what is asked of that of a new member."""
        name = str(get_adapter().clean_username(self.cleaned_data["name"], shallow=True))
        refuse_name(name, self.member)
        return name


class MemberNameForm(NameForm):
    """A new name for somebody else, and why."""

    reason = ReasonForm.base_fields["reason"]
    field_order = ("name", "reason", "is_forgotten")


class OtherAccountForm(forms.Form):
    """Another account of one's own: its name, and its password as the proof."""

    name = forms.CharField(
        label=gettext_lazy("Name of the other account"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "auto"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Its password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class MergeForm(ReasonForm):
    """Into which account a member's is merged, and why."""

    name = forms.CharField(
        label=gettext_lazy("Name of the account that stays"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "auto"}),
    )
    field_order = ("name", "reason")
