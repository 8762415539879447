"""The forms of the talks."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.options import Options
from qa.forms.fields import BodyField, LineField
from qa.forms.writing import SubmissionKeyField
from qa.talks.models import Preference, Report
from qa.talks.models.conversations import Copy
from qa.talks.rules.openness import LONGEST_REASON

NAME_MAX_LENGTH = 60


class TextForm(forms.Form):
    """A message, or a note on a wall."""

    has_toolbar = False

    def __init__(self, *args: Any, options: Options, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        body = BodyField(label=label, min_text=1, max_text=options.message_max_length, rows=6)
        body.widget.attrs |= {
            "data-preview": reverse("qa:preview"),
            "data-preview-target": self.preview_id,
            "data-preview-error": _("The preview cannot be shown just now. Your text is safe here."),
        }
        self.fields["body"] = body
        self.fields["submission_key"] = SubmissionKeyField()

    @property
    def preview_id(self) -> str:
        """Id of the element that shows the text as it will look."""
        return "id_body_preview"


class NewMessageForm(TextForm):
    """The first message to somebody: to whom, and the text."""

    to = LineField(
        label=gettext_lazy("To (name of a member)"),
        max_length=NAME_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "auto"}),
    )


class ReportForm(forms.Form):
    """Why moderators should look, and what of the messages around they shall read, too."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"), choices=Report.Reason.choices, widget=forms.RadioSelect
    )
    context = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Messages around it that moderators shall read, too"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing is chosen to begin with; choose what helps to understand it."),
    )
    note = LineField(
        label=gettext_lazy("Anything the moderators should know"), max_length=LONGEST_REASON, required=False
    )

    def __init__(self, *args: Any, context: list[Copy] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if not context:
            del self.fields["context"]
            return
        choices = [(copy.message_id, copy.message.body_text[:200] or "…") for copy in context]
        self.fields["context"].choices = choices  # type: ignore[attr-defined]


class ReportDecisionForm(forms.Form):
    """What a moderator found."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What did you find?"), choices=Report.Outcome.choices, widget=forms.RadioSelect
    )
    answer = LineField(
        label=gettext_lazy("In a sentence, for who reported it"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class HideNoteForm(forms.Form):
    """Why a note is hidden."""

    reason = LineField(
        label=gettext_lazy("Why? The author reads it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class PreferenceForm(forms.Form):
    """From whom one takes messages, and whether one has a wall."""

    openness = forms.ChoiceField(
        label=gettext_lazy("Who may write private messages to you?"),
        choices=Preference.CHOICES,
        widget=forms.RadioSelect,
    )
    has_wall = forms.BooleanField(
        label=gettext_lazy("Others may leave notes on my public page"), required=False
    )

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if not options.are_walls_allowed:
            del self.fields["has_wall"]
