"""The forms of the review queue: a decision, a decision on many, handing over; and deciding on flags."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.lib.text import normalise_key
from qa.actions.decisions import ALL_CHOICES
from qa.actions.flags import FlagVerdict
from qa.forms.fields import LineField

WITH_REASON = [str(choice.verdict) for choice in ALL_CHOICES if choice.needs_reason]
VERDICTS = [(str(choice.verdict), choice.label) for choice in ALL_CHOICES]
FLAG_VERDICTS = (
    (str(FlagVerdict.DECLINE), gettext_lazy("The post may stay as it is; if flags hid it, it is shown again")),
    (str(FlagVerdict.HIDE), gettext_lazy("The flags are right: hide the post")),
    (str(FlagVerdict.UPHOLD), gettext_lazy("The flags are right, but the post stays (edited, closed …)")),
    (str(FlagVerdict.NO_ACTION), gettext_lazy("Nothing to be done; the flags count neither as right nor as wrong")),
)  # fmt: skip


class DecisionForm(forms.Form):
    """Why something is decided as it is."""

    reason = LineField(
        label=gettext_lazy("Reason, for the author to read"),
        help_text=gettext_lazy("Needed to reject or hide; for the rest as you like."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class ManyForm(DecisionForm):
    """One decision for all that are chosen."""

    field_order = ("verdict", "reason")
    verdict = forms.ChoiceField(label=gettext_lazy("For all that are chosen"), choices=VERDICTS)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("verdict") in WITH_REASON and not self.errors and not values.get("reason"):
            self.add_error("reason", _("Please say why, in a sentence for the authors."))
        return values


class HandoverForm(forms.Form):
    """To whom an item goes, with a word for them."""

    note = LineField(
        label=gettext_lazy("A word for the next one"),
        help_text=gettext_lazy("Only those who decide such things read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    to = LineField(
        label=gettext_lazy("Name of a colleague"),
        help_text=gettext_lazy("Without one it goes back to everybody."),
        max_length=30,
        required=False,
    )
    is_urgent = forms.BooleanField(
        label=gettext_lazy("It is urgent: the team should look at it first"), required=False
    )

    def clean_to(self) -> User | None:
        name = self.cleaned_data["to"]
        if not name:
            return None
        member = User.objects.filter(username_key=normalise_key(name), is_active=True).first()
        if member is None:
            raise ValidationError(_("There is no member of that name."))
        return member


class FlagDecisionForm(forms.Form):
    """What is to be said of a post's flags."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("What do you say?"), choices=FLAG_VERDICTS, widget=forms.RadioSelect
    )
    note = LineField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The author reads it where the post is hidden; needed then."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


def adopt(form: forms.Form, refusal: ValidationError) -> None:
    """Show what an action refused beside the field that it names; a reason goes by other names in other places."""
    named = refusal.error_dict if hasattr(refusal, "error_dict") else {"": refusal.error_list}
    for name, errors in named.items():
        other = "reason" if "reason" in form.fields else None
        form.add_error(name if name in form.fields else other, errors)
