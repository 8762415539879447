"""Forms of privacy: leaving with the password once more, and what is asked when somebody signs up."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum import limits
from forum.options import Options
from qa.privacy.actions.consents import HEALTH_QUESTION, give_health_consent, say_age
from qa.privacy.models import Age, Departure

TRIES = 10  # of a password, within an hour


class LeavingForm(forms.Form):
    """What somebody who leaves wants, and that it is them."""

    what = forms.ChoiceField(
        label=gettext_lazy("What shall happen?"),
        widget=forms.RadioSelect,
        choices=[
            (
                Departure.Kind.CLOSING,
                gettext_lazy("Close my account for now. Nothing is deleted; I can come back at any time."),
            ),
            (Departure.Kind.ERASURE, gettext_lazy("Erase my account.")),
        ],
    )
    texts = forms.ChoiceField(
        label=gettext_lazy("If it is erased: what I wrote"),
        widget=forms.RadioSelect,
        initial="stay",
        choices=[
            ("stay", gettext_lazy("stays, without my name, so that it can go on helping others.")),
            (
                "go",
                gettext_lazy("is removed, my messages to others as well. What others answered always stays."),
            ),
        ],
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=gettext_lazy("So that nobody else does this for you."),
    )

    def __init__(self, *args: Any, member: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.member = member
        if not member.has_usable_password():
            del self.fields["password"]  # the page asked for the other way of signing in before it was shown

    def clean_password(self) -> str:
        """Refuse another password; tries are counted. Raises TooMany."""
        limits.consume("leaving", f"member-{self.member.pk}", TRIES)
        if not self.member.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("This is not your password. Please try again."))
        return str(self.cleaned_data["password"])

    @property
    def removes_texts(self) -> bool:
        return self.cleaned_data.get("texts") == "go"


class PrivacyAddition:
    """Age band and consent in the form for signing up, where the owner asks for them."""

    def add_fields(self, form: forms.Form, current: Options) -> None:
        if current.is_age_asked:
            form.fields["age"] = forms.ChoiceField(
                label=_("Your age"),
                help_text=_("Only this is kept, never a date of birth. Nobody sees it on your page."),
                choices=[("", _("Please choose")), *Age.Band.choices],
                validators=[lambda band: refuse_younger(band, current)],
            )
        if current.is_health_consent_asked:
            form.fields["health"] = forms.BooleanField(
                label=HEALTH_QUESTION,
                help_text=_("You can take this back at any time, in your account."),
                error_messages={"required": _("Without this we may not keep what you write here.")},
            )

    def keep(self, member: User, values: dict[str, Any]) -> None:
        if values.get("age"):
            say_age(member, values["age"])
        if values.get("health"):
            give_health_consent(member)


def refuse_younger(band: str, current: Options) -> None:
    """Raise ValidationError for a band below the owner's youngest one."""
    bands = list(Age.Band.values)
    if band in bands and bands.index(band) < bands.index(current.minimum_age):
        youngest = {"16-17": _("16"), "18+": _("18")}[current.minimum_age]
        raise ValidationError(
            _(
                "This forum is for people of %(age)s and older. If you need somebody to talk to, a "
                "helpline for young people is a good place."
            )
            % {"age": youngest}
        )
