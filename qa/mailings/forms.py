"""The form of a mailing in the console."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import options
from forum.lib.markdown import TooComplex
from forum.lib.text import UncleanText
from forum.lib.texts import compose
from qa.admin.base import ConsoleForm
from qa.forms.fields import LineField
from qa.mailings.models import Mailing
from qa.models import Category

DAYS = ("joined_from", "joined_until", "active_since")


class MailingForm(ConsoleForm):
    """What is sent, to whom, and how quickly."""

    subject = LineField(
        label=gettext_lazy("subject"),
        max_length=150,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    category_number = forms.TypedChoiceField(
        label=gettext_lazy("with a level in this category"), required=False, coerce=int, empty_value=None
    )

    class Meta:
        model = Mailing
        fields = (
            "subject", "text", "min_level", "max_level", "min_points", "max_points", "joined_from", "joined_until",
            "active_since", "category_number", "pace",
        )  # fmt: skip
        widgets = {
            "text": forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
            **{name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in DAYS},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.pk, "– " * one.depth + one.name) for one in Category.objects.in_tree_order()]
        self.fields["category_number"].choices = [("", _("no matter")), *named]  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self.fields["pace"].initial = options.current().mailing_pace

    def clean_text(self) -> str:
        try:
            return compose(self.cleaned_data["text"].replace("\r\n", "\n")).source
        except (UncleanText, TooComplex) as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for low, high, sentence in (
            ("min_level", "max_level", _("The lowest level cannot be above the highest.")),
            ("min_points", "max_points", _("The fewest points cannot be more than the most.")),
            ("joined_from", "joined_until", _("The first day cannot be after the last.")),
        ):
            first, last = values.get(low), values.get(high)
            if first is not None and last is not None and first > last:
                self.add_error(low, sentence)
        return values
