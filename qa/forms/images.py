"""The fields that add a picture to a text; the file itself is taken in by qa.views.images before the form is read."""

from django import forms
from django.utils.translation import gettext as _

from forum.lib.images import CONTENT_TYPES
from qa.forms.fields import LineField
from qa.models.images import ALT_MAX_LENGTH


def add_picture_fields(form: forms.Form, max_kilobytes: int) -> None:
    """Add the file and its description; with them the form is sent as multipart."""
    form.fields["picture"] = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("JPEG, PNG, GIF or WebP, at most %(limit)s MB. Where and when it was taken is removed.")
        % {"limit": f"{max_kilobytes / 1000:g}"},
        widget=forms.FileInput(attrs={"accept": CONTENT_TYPES}),
    )
    form.fields["picture_alt"] = LineField(
        label=_("Describe the picture"),
        required=False,
        max_length=ALT_MAX_LENGTH,
        help_text=_("For everybody who cannot see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
