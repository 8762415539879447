"""The form that goes to those who run the site."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewers import Viewer
from forum.captcha import CaptchaForm
from forum.defences import DefendedForm
from forum.lib.text import UncleanText, clean_text
from forum.options import Options
from qa.forms.fields import LineField
from qa.rules.lengths import NAME_MAX_LENGTH

LONGEST = 8_000
OWN_PAGE = 300


class FeedbackForm(CaptchaForm, DefendedForm):
    """Words, and as one likes a name and an address to answer to."""

    text = forms.CharField(
        label=gettext_lazy("What would you like to tell us?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    name = LineField(label=gettext_lazy("Your name (optional)"), max_length=NAME_MAX_LENGTH, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if you would like an answer (optional)"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Goes to those who run this site with your words, and is not kept here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    page = forms.CharField(required=False, max_length=OWN_PAGE, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if viewer.is_member:
            del self.fields["name"]
            return
        if options.is_captcha_on_feedback:
            self.add_captcha(options, "feedback", _("This keeps machines away. Members are not asked."))
        self.add_defences(options)

    def clean_text(self) -> str:
        try:
            return str(clean_text(self.cleaned_data["text"]))
        except UncleanText as error:
            raise ValidationError(str(error)) from error

    def clean_page(self) -> str:
        """Keep an address of this site alone."""
        page = str(self.cleaned_data["page"])
        return page if page.startswith("/") and not page.startswith("//") else ""
