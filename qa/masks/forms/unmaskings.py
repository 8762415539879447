"""Asking to be told who wrote something without a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qa.forms.fields import LineField
from qa.masks.models.unmaskings import REASON_MAX_LENGTH


class ReasonForm(forms.Form):
    """Why somebody of the team has to know."""

    reason = LineField(
        label=_("Why do you have to know who wrote this?"),
        max_length=REASON_MAX_LENGTH,
        help_text=_("Your colleague reads it before they agree, and the author afterwards."),
        error_messages={"required": _("Please say why. Your colleague and the author read it.")},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
