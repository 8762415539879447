"""A word to mute."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_TYPED = 80


class WordForm(forms.Form):
    """A word as somebody types it; what it means is the action's business."""

    word = forms.CharField(
        label=_("Word to mute"),
        help_text=_(
            "One word, or some in a row. It is found as a whole word, with or without accents and capitals."
        ),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
