"""The forms of the team: a worry, what was done about it, a break, a profile in memory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from qa.forms.fields import LineField
from qa.team.models import Worry
from qa.team.models.worries import LONGEST_WORRY

WHAT_WAS_DONE = (
    (gettext_lazy("We wrote to them."), gettext_lazy("We wrote to them, or left them where they find help")),
    (gettext_lazy("We keep an eye on it."), gettext_lazy("We keep an eye on it; nothing was written")),
    (gettext_lazy("Passed on."), gettext_lazy("Passed on, as our own rules for emergencies say")),
    (gettext_lazy("Looked at."), gettext_lazy("Looked at; nothing needs to be done")),
)
DONE = {
    "wrote": WHAT_WAS_DONE[0],
    "watch": WHAT_WAS_DONE[1],
    "passed": WHAT_WAS_DONE[2],
    "looked": WHAT_WAS_DONE[3],
}
REST_DAYS = (
    ("1", gettext_lazy("for a day")),
    ("3", gettext_lazy("for three days")),
    ("7", gettext_lazy("for a week")),
    ("28", gettext_lazy("for four weeks")),
)


class PlainForm(forms.Form):
    """A form without colons behind its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class WorryForm(PlainForm):
    """What worries somebody."""

    concern = forms.ChoiceField(
        label=gettext_lazy("What worries you?"), choices=Worry.Concern.choices, widget=forms.RadioSelect
    )
    words = LineField(
        label=gettext_lazy("Anything that helps us to understand"),
        help_text=gettext_lazy("Only those who look after such things here read it."),
        max_length=LONGEST_WORRY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class SettleForm(PlainForm):
    """What was done about a worry."""

    what = forms.ChoiceField(
        label=gettext_lazy("What was done?"),
        choices=[(name, label) for name, (_words, label) in DONE.items()],
        widget=forms.RadioSelect,
    )
    note = LineField(
        label=gettext_lazy("A word for the team"),
        help_text=gettext_lazy(
            "It is kept with the decision. Please write nothing here that the team need not know."
        ),
        max_length=300,
        required=False,
    )


class RestForm(PlainForm):
    """How long somebody rests."""

    days = forms.TypedChoiceField(label=gettext_lazy("Take a break"), choices=REST_DAYS, coerce=int)


class MemorialForm(PlainForm):
    """The words on a profile in memory."""

    words = LineField(
        label=gettext_lazy("Line on the profile"),
        help_text=gettext_lazy("Empty: that we keep this profile in memory of them."),
        max_length=300,
        required=False,
    )
    note = LineField(
        label=gettext_lazy("Who asked for it, and how you made sure"),
        help_text=gettext_lazy("Only administrators read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
