"""The forms of a member's choices about notices and mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import options
from forum.options import WEEKDAYS
from qa.news.actions.preferences import Choices
from qa.news.models import Preferences
from qa.news.rules.kinds import Kind, Pace
from qa.news.rules.preferences import Wish

PACES = (
    (Pace.NEVER, gettext_lazy("no mail")),
    (Pace.NOW, gettext_lazy("mail at once")),
    (Pace.DAILY, gettext_lazy("once a day")),
    (Pace.WEEKLY, gettext_lazy("once a week")),
)
LABELS: dict[Kind, Promise] = {
    Kind.ANSWER: gettext_lazy("Answers to my questions"),
    Kind.COMMENT: gettext_lazy("Comments on my posts"),
    Kind.THREAD: gettext_lazy("Comments that come after mine"),
    Kind.FOLLOW_ON: gettext_lazy("Questions that follow on from my answers"),
    Kind.ACCEPTED: gettext_lazy("My answer was the one that helped most"),
    Kind.DECISION: gettext_lazy("Moderators’ decisions about my posts"),
    Kind.EDIT: gettext_lazy("Somebody changed what I wrote"),
    Kind.STATE: gettext_lazy("My question was closed or opened again"),
    Kind.MESSAGE: gettext_lazy("Private messages"),
    Kind.WALL: gettext_lazy("Posts on my page"),
    Kind.MENTION: gettext_lazy("Somebody wrote my name"),
    Kind.CHECK_IN: gettext_lazy("How I am, some days after I asked"),
    Kind.BADGE: gettext_lazy("Badges"),
    Kind.QUESTION: gettext_lazy("News of questions that I follow"),
    Kind.MEMBER: gettext_lazy("Posts of members whom I follow"),
    Kind.TAG: gettext_lazy("Questions with tags that I follow"),
    Kind.CATEGORY: gettext_lazy("Questions in categories that I follow"),
    Kind.COPY: gettext_lazy("Copies of my data"),
}
TICKED = gettext_lazy("Mail comes for posts where you ticked the box below the text.")
GROUPS: tuple[tuple[Promise, Promise | str, tuple[Kind, ...]], ...] = (
    (
        gettext_lazy("Replies to what I wrote"),
        TICKED,
        (Kind.ANSWER, Kind.COMMENT, Kind.THREAD, Kind.FOLLOW_ON, Kind.ACCEPTED, Kind.DECISION),
    ),
    (
        gettext_lazy("To me in person"),
        "",
        (Kind.MESSAGE, Kind.WALL, Kind.MENTION, Kind.CHECK_IN, Kind.BADGE, Kind.COPY),
    ),
    (gettext_lazy("Changes to what I wrote"), "", (Kind.EDIT, Kind.STATE)),
    (gettext_lazy("What I follow"), "", (Kind.QUESTION, Kind.MEMBER, Kind.TAG, Kind.CATEGORY)),
)
LONGEST_BREAK = timedelta(days=366)


@cache
def list_zones() -> list[str]:
    """Return the names of time zones that people know: "Europe/Berlin" and UTC."""
    left_out = ("Etc/", "posix/", "right/", "SystemV/", "US/", "Mexico/", "Brazil/", "Canada/", "Chile/")
    known = (name for name in available_timezones() if "/" in name and not name.startswith(left_out))
    return [*sorted(known), "UTC"]


@dataclass(frozen=True)
class Row:
    """One kind in the form: its name, and the two fields."""

    kind: Kind
    label: Promise
    site: BoundField
    mail: BoundField


@dataclass(frozen=True)
class Group:
    """Kinds that belong together."""

    heading: Promise
    hint: Promise | str
    rows: list[Row]


class ZoneField(forms.CharField):
    """The name of a time zone, as typed or chosen; '' is that of the site."""

    def clean(self, value: Any) -> str:
        name = str(super().clean(value)).replace(" ", "_")
        known = {zone.lower(): zone for zone in available_timezones()}
        if name and name.lower() not in known:
            raise ValidationError(_("There is no time zone of this name. Names look like Europe/Berlin."))
        return known[name.lower()] if name else ""


class PreferencesForm(forms.Form):
    """All that a member chooses about notices: by kind, discretion, quiet hours, time of digests."""

    def __init__(self, data: Any = None, *, preferences: Preferences, **kwargs: Any) -> None:
        super().__init__(data, initial=self.read(preferences), **kwargs)
        self.label_suffix = ""
        current = options.current()
        for kind in LABELS:
            self.fields[f"site_{kind}"] = forms.BooleanField(label=_("on the site"), required=False)
            self.fields[f"mail_{kind}"] = forms.ChoiceField(
                label=_("by mail"), choices=[(str(pace), words) for pace, words in PACES], required=False
            )
        usual = (
            _("says nothing of the subject")
            if current.is_mail_discreet
            else _("shows the title and some text")
        )
        self.fields["is_discreet"] = forms.ChoiceField(
            label=_("Each mail"),
            required=False,
            choices=[
                ("", _("as the site does: it %(usual)s") % {"usual": usual}),
                ("1", _("says nothing of the subject")),
                ("0", _("shows the title and the beginning of the text")),
            ],
            help_text=_("Text is shown only in mail to an address that you have confirmed."),
        )
        hours = [("", _("as the site does: %(hour)02d:00") % {"hour": current.digest_hour})]
        self.fields["digest_hour"] = forms.TypedChoiceField(
            label=_("Hour of daily and weekly mails"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[*hours, *((str(hour), f"{hour:02d}:00") for hour in range(24))],
        )
        usual_day = dict(WEEKDAYS)[current.digest_weekday]
        self.fields["digest_weekday"] = forms.TypedChoiceField(
            label=_("Day of weekly mails"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("as the site does: %(day)s") % {"day": usual_day}), *WEEKDAYS],
        )
        for name, label in (("quiet_from", _("No mail from")), ("quiet_until", _("until"))):
            widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            self.fields[name] = forms.TimeField(label=label, required=False, widget=widget)
        self.fields["time_zone"] = ZoneField(
            label=_("Time zone"),
            required=False,
            max_length=60,
            help_text=_("For example Europe/Berlin. Empty: %(zone)s, as the site has it.")
            % {"zone": timezone.get_default_timezone_name()},
            widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "autocapitalize": "none"}),
        )

    @staticmethod
    def read(preferences: Preferences) -> dict[str, Any]:
        """Return what the form shows at first."""
        values: dict[str, Any] = {}
        for kind, wish in preferences.wishes.items():
            values |= {f"site_{kind}": wish.site, f"mail_{kind}": str(wish.mail)}
        words = {None: "", True: "1", False: "0"}
        return values | {
            "is_discreet": words[preferences.is_discreet],
            "digest_hour": "" if preferences.digest_hour is None else str(preferences.digest_hour),
            "digest_weekday": "" if preferences.digest_weekday is None else str(preferences.digest_weekday),
            "quiet_from": preferences.quiet_from,
            "quiet_until": preferences.quiet_until,
            "time_zone": preferences.time_zone,
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("quiet_from"), values.get("quiet_until")
        if "quiet_from" in self.errors or "quiet_until" in self.errors:
            return values
        if (start is None) != (end is None):
            self.add_error(
                "quiet_from" if start is None else "quiet_until",
                _("Please say both when the quiet hours begin and when they end, or neither."),
            )
        elif start is not None and start == end:
            self.add_error("quiet_until", _("Quiet hours that end as they begin would be none."))
        return values

    @property
    def groups(self) -> Iterator[Group]:
        """The kinds as the page shows them."""
        for heading, hint, kinds in GROUPS:
            yield Group(
                heading,
                hint,
                [Row(kind, LABELS[kind], self[f"site_{kind}"], self[f"mail_{kind}"]) for kind in kinds],
            )

    @property
    def zones(self) -> list[str]:
        return list_zones()

    @property
    def choices(self) -> Choices:
        """What was chosen. Valid forms only."""
        values = self.cleaned_data
        discreet = {"": None, "1": True, "0": False}
        return Choices(
            wishes={kind: Wish(values[f"site_{kind}"], Pace(values[f"mail_{kind}"])) for kind in LABELS},
            is_discreet=discreet[values["is_discreet"]],
            quiet_from=values["quiet_from"],
            quiet_until=values["quiet_until"],
            time_zone=values["time_zone"],
            digest_hour=values["digest_hour"],
            digest_weekday=values["digest_weekday"],
        )


class BreakForm(forms.Form):
    """For how long somebody wants to be told nothing."""

    length = forms.ChoiceField(
        label=gettext_lazy("For how long?"),
        widget=forms.RadioSelect,
        initial="7",
        choices=[
            ("1", gettext_lazy("a day")),
            ("7", gettext_lazy("a week")),
            ("30", gettext_lazy("30 days")),
            ("until", gettext_lazy("until the day below")),
        ],
    )
    day = forms.DateField(
        label=gettext_lazy("It ends on the morning of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, preferences: Preferences, **kwargs: Any) -> None:
        super().__init__(data, prefix="break", **kwargs)
        self.label_suffix = ""
        self.preferences = preferences

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("length") == "until" and "day" not in self.errors:
            if values.get("day") is None:
                self.add_error("day", _("Please say on which day the break ends."))
            elif not timezone.now() < self.until <= timezone.now() + LONGEST_BREAK:
                self.add_error("day", _("Please choose a day that is to come, within a year."))
        return values

    @property
    def until(self) -> datetime:
        """When the break ends. Valid forms only."""
        values = self.cleaned_data
        if values["length"] == "until":
            return datetime.combine(values["day"], time(0), tzinfo=self.preferences.zone)
        return timezone.now() + timedelta(days=int(values["length"]))
