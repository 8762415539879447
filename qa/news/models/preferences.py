"""What each member wants to be told and how, what they stopped, and whose mail comes back."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import options
from qa.models import Post
from qa.news.rules.kinds import Kind, Pace
from qa.news.rules.preferences import Wish, find_last_digest, find_quiet_end, read_wishes


class Preferences(models.Model):
    """A member's choices; without a row all is as by default (qa.news.rules.preferences).

    `choices` holds what differs: {kind: {"site": bool, "mail": pace}}. `is_discreet`: null is what the site does.
    `paused_until`: a break; until then nothing is mailed, and what happens is not counted as unread. Mails that would go out
    at once wait from `quiet_from` to `quiet_until` on the member's clock. `time_zone` '' and the hour and day of digests null:
    those of the site. `is_mail_stopped`: no notice is mailed, whatever `choices` say.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="preferences"
    )
    choices = models.JSONField(default=dict)
    is_discreet = models.BooleanField(null=True)
    is_mail_stopped = models.BooleanField(default=False)
    paused_until = models.DateTimeField(null=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    digest_hour = models.PositiveSmallIntegerField(null=True)
    digest_weekday = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="news_preferences_quiet_hours",
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
            ),
            models.CheckConstraint(
                name="news_preferences_digest",
                condition=(Q(digest_hour=None) | Q(digest_hour__lte=23))
                & (Q(digest_weekday=None) | Q(digest_weekday__lte=6)),
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of {self.member_id}"

    @property
    def wishes(self) -> dict[Kind, Wish]:
        return read_wishes(self.choices)

    def wish(self, kind: str) -> Wish:
        """Return how the member wants to be told of a kind, mails stopped and all."""
        wish = self.wishes[Kind(kind)]
        return Wish(wish.site, Pace.NEVER) if self.is_mail_stopped else wish

    @property
    def zone(self) -> tzinfo:
        """The member's time zone; the site's where there is none (any more) of the name that they chose."""
        try:
            return ZoneInfo(self.time_zone) if self.time_zone else timezone.get_default_timezone()
        except (ZoneInfoNotFoundError, ValueError):
            return timezone.get_default_timezone()

    @property
    def is_on_break(self) -> bool:
        return self.paused_until is not None and self.paused_until > timezone.now()

    @property
    def wants_discretion(self) -> bool:
        """Whether mails say nothing of their subject."""
        return options.current().is_mail_discreet if self.is_discreet is None else self.is_discreet

    def find_quiet_end(self, now: datetime) -> datetime | None:
        return find_quiet_end(now, self.zone, self.quiet_from, self.quiet_until)

    def find_last_digest(self, pace: str, now: datetime) -> datetime:
        """Return when a digest of that pace was due for the last time."""
        current = options.current()
        hour = current.digest_hour if self.digest_hour is None else self.digest_hour
        weekday = int(current.digest_weekday) if self.digest_weekday is None else self.digest_weekday
        return find_last_digest(now, self.zone, hour, weekday if pace == Pace.WEEKLY else None)


class MailStop(models.Model):
    """A member wants no mail about this question any more, whatever happens there."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_stops")
    question = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "question"], name="news_mailstop_once")]

    def __str__(self) -> str:
        return f"no mail to {self.member_id} about {self.question_id}"


class ReturnedMail(models.Model):
    """Mail to a member came back: how heavy that weighs so far, and since when their address is left alone (`paused_at`).

    It holds for the address of that hash; with another one all is well again.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="returned_mail"
    )
    address_hash = models.CharField(max_length=64)
    weight = models.PositiveSmallIntegerField(default=0)
    returned_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"mail to {self.member_id} came back"
