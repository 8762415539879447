"""The form for blocking network addresses."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.lib.networks import BadPattern, Span, read_host, read_pattern
from qa.forms.fields import LineField

DAYS = (
    ("1", gettext_lazy("A day")),
    ("7", gettext_lazy("A week")),
    ("30", gettext_lazy("Thirty days")),
    ("365", gettext_lazy("A year")),
    ("0", gettext_lazy("Until somebody lifts it")),
)
PATTERN_HINT = gettext_lazy(
    "One address, a range (192.0.2.1-192.0.2.9), a network (192.0.2.0/24, 2001:db8::/64) or stars at the end (192.0.2.*). "
    "Whole households and schools may share one."
)


class PatternField(LineField):
    """Network addresses; cleans to a Span."""

    def clean(self, value: Any) -> Any:
        line = super().clean(value)
        try:
            return read_pattern(line)
        except BadPattern as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return value.pattern if isinstance(value, Span) else value


class BlockForm(forms.Form):
    """Which addresses, why, and for how long. One's own network asks twice."""

    pattern = PatternField(
        label=gettext_lazy("Network addresses"),
        max_length=100,
        help_text=PATTERN_HINT,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
        ),
    )
    reason = LineField(label=gettext_lazy("Reason, for those whom it meets to read"), max_length=300)
    days = forms.ChoiceField(label=gettext_lazy("For how long"), choices=DAYS, initial="30")

    def __init__(self, *args: Any, own_address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.own_address = own_address
        self.is_sure = bool(self.is_bound and self.data.get("is_sure"))
        if self.is_sure:
            self.ask_again()

    def ask_again(self) -> None:
        self.fields["is_sure"] = forms.BooleanField(
            label=_("Yes, block the network that I am using now, too"), required=False
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        span, own = values.get("pattern"), read_host(self.own_address)
        if span and own and span.holds(own) and not self.is_sure:
            self.ask_again()
            self.add_error(
                "pattern", _("Your own network is among these addresses. If you mean it, tick the box below.")
            )
        return values

    @property
    def until(self) -> datetime | None:
        """When the block ends. Valid forms only."""
        days = int(self.cleaned_data["days"])
        return timezone.now() + timedelta(days=days) if days else None
