"""The form for the pace of a thread."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qa.forms.fields import LineField
from qa.rules.pace import LONGEST_MINUTES


class PaceForm(forms.Form):
    """How many minutes, and why."""

    minutes = forms.IntegerField(
        label=_("Minutes between two posts of one person"),
        help_text=_("0: as often as they like."),
        min_value=0,
        max_value=LONGEST_MINUTES,
    )
    reason = LineField(label=_("Reason, for the log"), max_length=300, required=False)
