"""Forms of the console for webhooks and the log of events."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum.lib.outbound import URL_MAX_LENGTH, BadUrl, read_outside_url
from qa.admin.base import ConsoleForm
from qa.forms.fields import LineField
from qa.hooks.models import Hook
from qa.hooks.reads.events import Choice
from qa.hooks.rules.events import NAMES
from qa.models import Activity

LARGEST = 2**63 - 1


def make_day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False)


class HookForm(ConsoleForm):
    """A webhook: where, of what, and whether words go along."""

    name = LineField(label=_("name"), max_length=60, widget=forms.TextInput(attrs={"class": "vTextField"}))
    url = forms.CharField(
        label=_("address"),
        max_length=URL_MAX_LENGTH,
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "dir": "ltr", "inputmode": "url"}),
        help_text=_("Begins with https:// and leads to a place that everybody can reach."),
    )
    verbs = forms.MultipleChoiceField(
        label=_("is told of"), choices=Activity.Verb.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Hook
        fields = ("name", "url", "verbs", "sends_texts", "is_on")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            read_outside_url(
                url, allows_http=settings.HOOKS_ALLOW_HTTP, allowed=settings.HOOKS_ALLOWED_NETWORKS
            )
        except BadUrl as error:
            raise ValidationError(str(error)) from error
        return url


class EventForm(forms.Form):
    """Which events are listed."""

    name = forms.ChoiceField(
        label=_("Event"), required=False, choices=[("", _("all")), *((name, name) for name in NAMES)]
    )
    member = forms.CharField(label=_("Member"), required=False, max_length=60)
    post = forms.IntegerField(label=_("Number of a post"), required=False, min_value=1, max_value=LARGEST)
    first_day = make_day_field(_("From"))
    last_day = make_day_field(_("To"))

    def clean_member(self) -> str:
        member: str = self.cleaned_data["member"]
        if "\0" in member:
            raise ValidationError(_("This is no name."))
        return member

    def choice(self) -> Choice:
        values: dict[str, Any] = self.cleaned_data
        return Choice(
            name=values["name"],
            username=values["member"],
            post=values["post"],
            first_day=values["first_day"],
            last_day=values["last_day"],
        )
