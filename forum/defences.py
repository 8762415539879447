"""What forms of visitors carry against machines without asking anybody anything: a box that nobody sees, and the moment at
which the page was made.

A page may be kept for many and stay open for long: only a form that comes back sooner than anybody can write is refused, once,
with everything that was typed. What this costs a machine is time; what it costs people is nothing.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext as _

from forum.captcha import TrapInput
from forum.options import Options

OLDEST_SECONDS = 30 * 86_400
ADDING = ("preview", "add_image", "add_tag")  # buttons that send a form which is not to be posted yet
signer = TimestampSigner(salt="forum.defences")


def make_stamp() -> str:
    return signer.sign("")


class MomentInput(forms.HiddenInput):
    """The moment, which comes back as it was: the second try of somebody who was too quick is old enough. One that nobody can
    read, or that is too old, is replaced by a new one."""

    def format_value(self, value: Any) -> str:
        return str(value) if is_readable(str(value or "")) else make_stamp()


class DefendedForm(forms.Form):
    """A form with the box that nobody sees, and the moment."""

    def add_defences(self, options: Options) -> None:
        """Add both; forms of people whom we know need neither."""
        self.fields.setdefault("reference", forms.Field(required=False, widget=TrapInput()))
        if settings.TIMED_FORMS and options.min_form_seconds:
            self.fields["made"] = forms.CharField(
                required=False, max_length=100, widget=MomentInput(), initial=make_stamp
            )
            self.min_seconds = options.min_form_seconds

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        is_posted = not any(name in self.data for name in ADDING)
        if is_posted and "captcha" not in self.fields and self.data.get(self.add_prefix("reference")):
            raise ValidationError(
                _("This looks like the work of a machine. If it was you, please send it once more.")
            )
        if is_posted and "made" in self.fields and is_too_quick(values.get("made", ""), self.min_seconds):
            raise ValidationError(
                _("That was quicker than most people can write. Nothing is lost: please send it once more."),
                code="too_quick",
            )
        return values


def is_readable(stamp: str) -> bool:
    """Whether a moment is one of ours, and not too old."""
    try:
        signer.unsign(stamp, max_age=OLDEST_SECONDS)
    except BadSignature:
        return False
    return True


def is_too_quick(stamp: str, seconds: int) -> bool:
    """Whether a form came back sooner than after so many seconds, or without telling when it was made."""
    if not is_readable(stamp):
        return True
    try:
        signer.unsign(stamp, max_age=seconds)
    except BadSignature:
        return False
    return True
