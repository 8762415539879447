"""The register of helplines."""

import re
from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.stamps import Kind, cover

cover("care_helpresource", Kind.SITE)

NEAR = timedelta(days=30)  # before the day of review: the console says so
PHONE = RegexValidator(r"^\+?[0-9][0-9 ()/-]{1,29}$", _("A number has digits and spaces alone."))


class HelpQuerySet(models.QuerySet["HelpResource"]):
    """Rows of the register."""

    def shown(self, grace_days: int, today: date | None = None) -> "HelpQuerySet":
        """What readers see: in use, and reviewed, or at most so many days late."""
        today = today or timezone.localdate()
        return self.filter(is_on=True, review_by__gte=today - timedelta(days=grace_days))


class HelpResource(models.Model):
    """A place that helps, how it is reached, when somebody last looked whether that is still so, and when to look again."""

    class Kind(models.TextChoices):
        LINE = "line", _("Helpline")
        EMERGENCY = "emergency", _("Emergency number")
        DIRECTORY = "directory", _("List of helplines")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.LINE)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters; empty: any country.")
    )
    languages = ArrayField(
        models.CharField(max_length=10), verbose_name=_("languages"), default=list, blank=True
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True, validators=[PHONE])
    text_number = models.CharField(
        _("number for text messages"), max_length=30, blank=True, validators=[PHONE]
    )
    text_words = models.CharField(_("first word to text"), max_length=20, blank=True)
    chat_url = models.URLField(_("chat"), max_length=200, blank=True)
    web_url = models.URLField(_("website"), max_length=200, blank=True)
    hours = models.CharField(_("hours"), max_length=80, blank=True)
    audience = models.CharField(_("for whom"), max_length=120, blank=True)
    place = models.PositiveSmallIntegerField(_("order"), default=10)
    is_on = models.BooleanField(_("in use"), default=True)
    verified_at = models.DateField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    review_by = models.DateField(_("look again by"))
    source = models.CharField(_("where this is from"), max_length=300, blank=True)
    note = models.CharField(_("note for the team"), max_length=300, blank=True)
    link_checked_at = models.DateTimeField(_("links tried"), null=True, blank=True)
    link_failure = models.CharField(_("what was wrong with a link"), max_length=20, blank=True)

    objects = HelpQuerySet.as_manager()

    class Meta:
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        ordering = ("country", "place", "name")
        constraints = [
            models.UniqueConstraint(fields=["country", "name"], name="care_helpresource_once"),
            models.CheckConstraint(
                name="care_helpresource_reached",
                condition=~models.Q(phone="", text_number="", chat_url="", web_url=""),
            ),
        ]
        indexes = [models.Index(fields=["country", "place"], name="care_helpresource_by_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def tel(self) -> str:
        """The number as telephones take it."""
        return re.sub(r"[^0-9+]", "", self.phone)

    @property
    def sms(self) -> str:
        return re.sub(r"[^0-9+]", "", self.text_number)

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def is_overdue(self) -> bool:
        return self.review_by < timezone.localdate()

    @property
    def is_due_soon(self) -> bool:
        return not self.is_overdue and self.review_by < timezone.localdate() + NEAR
