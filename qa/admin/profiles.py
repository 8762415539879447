"""Fields of profiles in the console: which there are, in which order, and who reads them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import ProfileField
from accounts.profiles.actions import delete_field, save_field
from accounts.profiles.models import CHOICES_MAX_LENGTH, LABEL_MAX_LENGTH, VALUE_MAX_LENGTH
from forum.lib.text import UncleanText, clean_text
from forum.lib.verdict import ALLOWED, Verdict
from qa.admin.base import ConsoleAdmin, ConsoleForm
from qa.forms.fields import LineField

MOST_CHOICES = 100


class ProfileFieldForm(ConsoleForm):
    """One field. Those that are there from the beginning may go without a label: they have one in every language."""

    label = LineField(label=gettext_lazy("Label"), max_length=LABEL_MAX_LENGTH, required=False)
    hint = LineField(
        label=gettext_lazy("What stands below it"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A sentence. Who can read the field is said there by itself."),
    )
    choices = forms.CharField(
        label=gettext_lazy("What one chooses from"),
        required=False,
        max_length=CHOICES_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy("One on each line, for fields of that kind alone."),
    )
    max_length = forms.IntegerField(
        label=gettext_lazy("Most characters"), min_value=1, max_value=VALUE_MAX_LENGTH, initial=200
    )
    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        min_value=0,
        max_value=32_767,
        initial=10,
        help_text=gettext_lazy("Lower comes first."),
    )

    class Meta:
        model = ProfileField
        fields = (
            "label", "hint", "kind", "choices", "readers", "is_in_use", "is_on_sign_up", "is_required", "max_length", "position",
        )  # fmt: skip

    def clean_label(self) -> str:
        label = str(self.cleaned_data["label"])
        if not label and not self.instance.key:
            raise ValidationError(_("A field needs a label."))
        return label

    def clean_choices(self) -> str:
        try:
            text = clean_text(self.cleaned_data["choices"])
        except UncleanText as error:
            raise ValidationError(str(error)) from error
        choices = ProfileField(choices=text).choice_list
        if len(choices) > MOST_CHOICES or any(len(choice) > LABEL_MAX_LENGTH for choice in choices):
            raise ValidationError(_("At most 100 lines of up to 100 characters fit."))
        return "\n".join(choices)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("kind") == ProfileField.Kind.CHOICE and "choices" in values and not values["choices"]:
            self.add_error("choices", _("Please give at least one line to choose."))
        return values


@admin.register(ProfileField)
class ProfileFieldAdmin(ConsoleAdmin):
    """The list; administrators and above."""

    form = ProfileFieldForm
    list_display = ("name", "kind", "readers", "is_in_use", "is_on_sign_up", "is_required", "position")
    ordering = ("position", "id")

    @admin.display(description=gettext_lazy("Field"))
    def name(self, field: ProfileField) -> str:
        return str(field)

    def judge_deletion(self, request: HttpRequest, obj: Any) -> Verdict:
        if obj.key:
            return Verdict(
                False, _("This field is there from the beginning. You can take it out of use instead.")
            )
        return ALLOWED

    def describe_deletion(self, obj: Any) -> list[str]:
        count = obj.values.count()
        words = ngettext(
            "%(name)s: what %(count)d member wrote there goes with it.",
            "%(name)s: what %(count)d members wrote there goes with it.",
            count,
        )
        return [words % {"name": obj, "count": count}]

    def save_model(self, request: HttpRequest, obj: ProfileField, form: Any, change: bool) -> None:
        save_field(obj)

    def delete_model(self, request: HttpRequest, obj: ProfileField) -> None:
        delete_field(obj)
