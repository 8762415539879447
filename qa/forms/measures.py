"""The forms for measures against members, notes about them, and hiding all they wrote."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewers import ALL_RIGHTS
from forum import options
from forum.lib.text import UncleanText, clean_text
from qa.forms.fields import LineField, offer_presets
from qa.forms.writing import SubmissionKeyField
from qa.models.measures import NOTE_MAX_LENGTH, REASON_MAX_LENGTH, TAKEABLE
from qa.rules.measures import LASTING, LONGEST

LASTING_CHOICES = (
    ("day", gettext_lazy("1 day")),
    ("three-days", gettext_lazy("3 days")),
    ("week", gettext_lazy("1 week")),
    ("month", gettext_lazy("30 days")),
    ("own", gettext_lazy("Until the end of the day below")),
)
NO_END = ("none", gettext_lazy("Until it is lifted"))


class MeasureReasonForm(forms.Form):
    """Why something is decided: one of the owner's reasons, own words, or both."""

    preset = forms.ChoiceField(label=gettext_lazy("A usual reason"), required=False)
    reason = LineField(
        label=gettext_lazy("Reason in your own words"),
        max_length=REASON_MAX_LENGTH,
        required=False,
        help_text=gettext_lazy(
            "The member reads it, and it stands in the moderation log: name no third person."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not offer_presets(self, options.current().measure_reasons, first="–", longest=REASON_MAX_LENGTH):
            self.fields["reason"].label = _("Reason")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        words = " ".join(filter(None, [values.get("preset", ""), values.get("reason", "")]))
        if "reason" not in self.errors and not words:
            self.add_error("reason", _("Please say why, in words that the member reads."))
        if len(words) > REASON_MAX_LENGTH:
            self.add_error("reason", _("Together with the usual reason this is too long. Please shorten it."))
        values["reason"] = words
        if values.get("submission_key"):
            values["submission_key"] = uuid.uuid5(values["submission_key"], words)
        return values


class DecisionForm(MeasureReasonForm):
    """Reason and rule of a new measure. `seen` is the newest measure that the page showed."""

    rule = LineField(
        label=gettext_lazy("The rule it rests on"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission_key"] = SubmissionKeyField()

    def clean_seen(self) -> int:
        return int(self.cleaned_data["seen"] or 0)

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes. Valid forms only."""
        names = ("reason", "rule", "seen", "submission_key")
        return {name: self.cleaned_data.get(name) for name in names}


class WarningForm(DecisionForm):
    """A warning."""


class EndFields(forms.Form):
    """How long something lasts."""

    lasting = forms.ChoiceField(
        label=gettext_lazy("How long"),
        choices=LASTING_CHOICES,
        initial="three-days",
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def allow_no_end(self) -> None:
        self.fields["lasting"].choices = [NO_END, *LASTING_CHOICES]  # type: ignore[attr-defined]
        self.fields["lasting"].initial = "none"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        values["ends_at"] = None
        lasting, now = values.get("lasting", ""), timezone.now()
        if lasting in LASTING:
            values["ends_at"] = now + LASTING[lasting]
        elif lasting == "own" and "until" not in self.errors:
            if values.get("until") is None:
                self.add_error("until", _("Please give the last day."))
            else:
                values["ends_at"] = end = end_of(values["until"])
                if end <= now:
                    self.add_error("until", _("Please choose a day that is still to come."))
                elif end > now + LONGEST:
                    self.add_error("until", _("At most ten years. Without an end, choose a block."))
        return values


def end_of(day: Any) -> datetime:
    """Return when a day of this place is over. The last day of the calendar has no morning after."""
    try:
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    except (OverflowError, ValueError):
        return timezone.now() + 2 * LONGEST


class SuspensionForm(EndFields, DecisionForm):
    """A suspension: what is taken, until when."""

    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What the member cannot do meanwhile"),
        choices=[(ALL_RIGHTS, gettext_lazy("write anything at all")), *TAKEABLE.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("There is no such right: %(value)s.")},
    )
    field_order = ("rights", "lasting", "until", "preset", "reason", "rule")

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {
            "rights": self.cleaned_data["rights"],
            "ends_at": self.cleaned_data["ends_at"],
        }


class BlockForm(EndFields, DecisionForm):
    """A block: by default without an end."""

    field_order = ("lasting", "until", "preset", "reason", "rule")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allow_no_end()

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"ends_at": self.cleaned_data["ends_at"]}


class EndForm(EndFields, MeasureReasonForm):
    """Another end for what is in force."""

    field_order = ("lasting", "until", "preset", "reason")


class NoteForm(forms.Form):
    """A note about a member."""

    text = forms.CharField(
        label=gettext_lazy("Note for the other moderators"),
        max_length=NOTE_MAX_LENGTH,
        help_text=gettext_lazy("The member never sees it."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission_key"] = SubmissionKeyField()

    def clean_text(self) -> str:
        try:
            return clean_text(self.cleaned_data["text"])
        except UncleanText as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("submission_key"):
            values["submission_key"] = uuid.uuid5(values["submission_key"], values.get("text", ""))
        return values
