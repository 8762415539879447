"""What a member chooses about the feed of their updates."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FeedForm(forms.Form):
    """How much the feed says."""

    is_discreet = forms.BooleanField(
        label=_("Say only that something happened"),
        help_text=_(
            "No titles and no names: for feed readers on the internet, where what they fetch lies on the computers of others."
        ),
        required=False,
    )
