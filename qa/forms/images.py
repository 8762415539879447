"""The fields that add a picture or a file to a text; it is taken in by qa.views.images before the form is read."""

from django import forms
from django.utils.translation import gettext as _

from forum.lib.attachments import read_endings
from forum.lib.images import CONTENT_TYPES
from forum.options import Options
from qa.forms.fields import LineField
from qa.models.images import ALT_MAX_LENGTH


def add_upload_fields(form: forms.Form, options: Options, *, pictures: bool, files: bool) -> None:
    """Add the file and, for pictures, its description; with them the form is sent as multipart.

    There is one field for both, because a request may bring one file.
    """
    endings = read_endings(options.file_endings) if files else []
    label = _("Picture or file") if pictures and files else _("Picture") if pictures else _("File")
    form.fields["picture"] = forms.FileField(
        label=label,
        required=False,
        help_text=" ".join(describe(options, pictures, endings)),
        widget=forms.FileInput(
            attrs={
                "accept": ",".join(
                    ([CONTENT_TYPES] if pictures else []) + [f".{ending}" for ending in endings]
                )
            }
        ),
    )
    if pictures:
        form.fields["picture_alt"] = LineField(
            label=_("Describe the picture"),
            required=False,
            max_length=ALT_MAX_LENGTH,
            help_text=_("For everybody who cannot see it."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        )


def describe(options: Options, pictures: bool, endings: list[str]) -> list[str]:
    """Return sentences that say what is taken, and what becomes of it."""
    sentences = []
    if pictures:
        sentences.append(
            _("JPEG, PNG, GIF or WebP, at most %(limit)s MB. Where and when it was taken is removed.")
            % {"limit": f"{options.max_image_kilobytes / 1000:g}"}
        )
    if endings:
        sentences.append(
            _(
                "Files: %(endings)s, at most %(limit)s MB. They stay as they are, with the names of their authors in them."
            )
            % {"endings": ", ".join(endings), "limit": f"{options.max_file_kilobytes / 1000:g}"}
        )
    return sentences
