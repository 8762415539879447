"""The forms for closing, rejecting and flagging."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qa.forms.fields import LineField
from qa.models import Flag, Post

QUESTION_ADDRESS = re.compile(r"(?:^|/)(?:questions/)?(\d{1,18})(?:/[^/\s]*)?/?(?:[?#]\S*)?$")


class ClosureForm(forms.Form):
    """Why a question is closed: a sentence, or the address of the question it repeats."""

    reason = LineField(label=gettext_lazy("Reason shown below the question"), max_length=500, required=False)
    duplicate_of = forms.CharField(
        label=gettext_lazy("Or the address of the question that it repeats"), max_length=500, required=False
    )

    def clean_duplicate_of(self) -> Post | None:
        address = str(self.cleaned_data["duplicate_of"]).strip()
        if not address:
            return None
        match = QUESTION_ADDRESS.search(address)
        question = Post.objects.questions().filter(pk=int(match[1])).first() if match else None
        if question is None:
            raise ValidationError(_("No question was found at that address."))
        return question

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not values.get("reason") and not values.get("duplicate_of"):
            raise ValidationError(_("Please give a reason or the address of the other question."))
        return values


class RejectionForm(forms.Form):
    """Why a post is not published."""

    preset = forms.ChoiceField(
        label=gettext_lazy("A reason that is often given"), required=False, widget=forms.RadioSelect
    )
    reason = LineField(
        label=gettext_lazy("Or in your own words, for the author to read"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    is_spam = forms.BooleanField(
        label=gettext_lazy("It is spam: the score for what comes next learns from it"), required=False
    )

    def __init__(self, *args: Any, reasons: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = dict.fromkeys(line.strip()[:500] for line in reasons.splitlines() if line.strip())
        if lines:
            self.fields["preset"].choices = [(line, line) for line in lines]  # type: ignore[attr-defined]
        else:
            del self.fields["preset"]

    def clean(self) -> dict[str, Any]:
        """The reason in one's own words goes before one that is often given."""
        values = super().clean() or self.cleaned_data
        values["reason"] = values.get("reason") or values.get("preset", "")
        if not values["reason"] and not self.errors:
            self.add_error("reason", _("Please say why, in a sentence for the author."))
        return values


class FlagForm(forms.Form):
    """Why a moderator should look."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"), choices=Flag.Reason.choices, widget=forms.RadioSelect
    )
    note = LineField(
        label=gettext_lazy("Anything the moderators should know"), max_length=500, required=False
    )
