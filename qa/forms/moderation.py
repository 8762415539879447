"""The forms for closing, rejecting and flagging."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.lib.text import UncleanText, clean_text
from qa.actions.reasons import REASON_MAX_LENGTH
from qa.forms.fields import LineField, offer_presets
from qa.models import Flag, Post
from qa.reads.help import help_url
from qa.rules.aftercare import LONGEST_AFTERCARE

# The moderation log shows reasons to everybody, also when the post is gone.
PUBLIC_REASON = gettext_lazy(
    "The author reads it, and it stands in the public moderation log: please name nobody and quote nothing."
)
QUESTION_ADDRESS = re.compile(r"(?:^|/)(?:questions/)?(\d{1,18})(?:/[^/\s]*)?/?(?:[?#]\S*)?$")


class QuestionField(forms.CharField):
    """The address of a question. Cleans to the question, or None where nothing was given."""

    def clean(self, value: Any) -> Any:
        address = str(super().clean(value)).strip()
        if not address:
            return None
        match = QUESTION_ADDRESS.search(address)
        question = Post.objects.questions().filter(pk=int(match[1])).first() if match else None
        if question is None:
            raise ValidationError(_("No question was found at that address."))
        return question


class ClosureForm(forms.Form):
    """Why a question is closed: a sentence, or the address of the question it repeats."""

    reason = LineField(
        label=gettext_lazy("Reason shown below the question"),
        max_length=500,
        required=False,
        help_text=gettext_lazy(
            "It also stands in the public moderation log when somebody else's question is closed."
        ),
    )
    duplicate_of = QuestionField(
        label=gettext_lazy("Or the address of the question that it repeats"), max_length=500, required=False
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not values.get("reason") and not values.get("duplicate_of"):
            raise ValidationError(_("Please give a reason or the address of the other question."))
        return values


class ReasonForm(forms.Form):
    """Why something is done to what somebody else wrote: one of the owner's reasons, words of one's own, or both."""

    preset = forms.ChoiceField(label=gettext_lazy("Reason (choose one, or write it below)"), required=False)
    reason = LineField(
        label=gettext_lazy("In your own words (instead, or in addition)"),
        max_length=REASON_MAX_LENGTH,
        required=False,
        help_text=PUBLIC_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, presets: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_presets(self, presets, first=_("In my own words"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        reason = " ".join(part for part in (values.get("preset"), values.get("reason")) if part)
        if not self.errors and not reason:
            self.add_error("reason", _("Please say why, in a sentence for the author."))
        if len(reason) > REASON_MAX_LENGTH:
            self.add_error("reason", _("Both together are too long. Please shorten your own words."))
        return {"reason": reason}


class LockForm(ReasonForm):
    """Why a question is locked, and what those who read it are left with."""

    aftercare = forms.CharField(
        label=gettext_lazy("A word of care for those who read it now"),
        help_text=gettext_lazy(
            "It stands below the reason. For example: what they can do, and that they are not alone."
        ),
        max_length=LONGEST_AFTERCARE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    resources = forms.CharField(
        label=gettext_lazy("Where there is more help"),
        help_text=gettext_lazy("One place on each line, three at most: its address, then words for it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = help_url()
        if address:
            words = _("Our page of helplines")
            self.fields["resources"].initial = f"{address} {words}"

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        typed = {name: self.cleaned_data.get(name, "") for name in ("aftercare", "resources")}
        for name, value in typed.items():
            try:
                typed[name] = clean_text(value)
            except UncleanText as error:
                self.add_error(name, str(error))
        return values | typed


class RejectionForm(forms.Form):
    """Why a post is not published."""

    preset = forms.ChoiceField(
        label=gettext_lazy("A reason that is often given"), required=False, widget=forms.RadioSelect
    )
    reason = LineField(
        label=gettext_lazy("Or in your own words, for the author to read"),
        max_length=500,
        help_text=PUBLIC_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    is_spam = forms.BooleanField(
        label=gettext_lazy("It is spam: the score for what comes next learns from it"), required=False
    )

    def __init__(self, *args: Any, reasons: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_presets(self, reasons)

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
    duplicate_of = QuestionField(
        label=gettext_lazy("Address of the question that was asked before"), max_length=500, required=False
    )
    note = LineField(
        label=gettext_lazy("Anything the moderators should know"), max_length=500, required=False
    )

    def __init__(self, data: Any = None, *, post: Post, own: Flag | None = None) -> None:
        initial = {"reason": own.reason, "note": own.note} if own else {}
        if own and own.duplicate_of:
            initial["duplicate_of"] = own.duplicate_of.get_absolute_url()
        super().__init__(data, initial=initial)
        if not post.is_question:
            choices = [pair for pair in Flag.Reason.choices if pair[0] != Flag.Reason.DUPLICATE]
            self.fields["reason"].choices = choices  # type: ignore[attr-defined]
            del self.fields["duplicate_of"]
