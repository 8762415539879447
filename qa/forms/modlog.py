"""The form above the moderation log: which entries."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qa.models import LogEntry
from qa.reads.modlog import in_month

MONTH = re.compile(r"([1-9]\d{3})-(0[1-9]|1[0-2])")


class LogFilterForm(forms.Form):
    """What is left out stands for everything."""

    kind = forms.ChoiceField(label=gettext_lazy("What was done (all, if you choose nothing)"), required=False)
    month = forms.CharField(
        label=gettext_lazy("In the month (such as 2026-11)"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"}),
    )
    post = forms.IntegerField(
        label=gettext_lazy("Number of a post (it stands in its address)"),
        required=False,
        min_value=1,
        max_value=2**63 - 1,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Everything")), *LogEntry.Verb.choices]  # type: ignore[attr-defined]

    def clean_month(self) -> Q:
        raw = str(self.cleaned_data["month"])
        match = MONTH.fullmatch(raw)
        if raw and match is None:
            raise ValidationError(_("Please write the year and the month like this: 2026-11."))
        return in_month(int(match[1]), int(match[2])) if match else Q()

    @property
    def condition(self) -> Q:
        """What the entries have to meet. Nothing, while the form says something that makes no sense."""
        if not self.is_valid():
            return Q()
        found = Q(self.cleaned_data["month"])
        found &= Q(verb=self.cleaned_data["kind"]) if self.cleaned_data["kind"] else Q()
        return found & (Q(post_id=self.cleaned_data["post"]) if self.cleaned_data["post"] else Q())
