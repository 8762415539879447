"""Rows of the place itself: what its owner set, and how often somebody did something."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult


class SiteOption(models.Model):
    """A site option that differs from its default (forum.options lists them all)."""

    name = models.CharField(_("option"), max_length=60, primary_key=True)
    value = models.JSONField(_("value"))

    class Meta:
        verbose_name = _("site option")
        verbose_name_plural = _("site options")

    def __str__(self) -> str:
        return self.name


class RateCount(models.Model):
    """How often `who` (a member or the keyed hash of a network) did `action` in the hour from `started_at`."""

    action = models.CharField(max_length=20)
    who = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "who", "started_at"], name="forum_ratecount_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.who}: {self.count}"


class Feedback(models.Model):
    """What somebody writes to those who run the site. Kept until it is mailed, not longer; shown nowhere."""

    text = models.TextField()
    name = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=80, blank=True)
    page = models.CharField(max_length=300, blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class StoredFile(models.Model):
    """The content of a picture or file, where the owner keeps them in the database (forum.storage)."""

    name = models.CharField(max_length=100, primary_key=True)
    content = models.BinaryField()
    byte_count = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class AddressBlockQuerySet(models.QuerySet["AddressBlock"]):
    """Blocks of network addresses."""

    def in_force(self) -> "AddressBlockQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))

    def holding(self, address: str) -> "AddressBlockQuerySet":
        return self.in_force().filter(first__lte=address, last__gte=address)

    def meeting(self, first: str, last: str) -> "AddressBlockQuerySet":
        return self.in_force().filter(first__lte=last, last__gte=first)


class AddressBlock(models.Model):
    """Network addresses from which nobody writes or signs up, until a day or until it is lifted; reading stays open.

    It holds what a moderator typed, and nothing of those who write (their addresses are not kept).
    """

    pattern = models.CharField(_("addresses"), max_length=100)
    first = models.GenericIPAddressField(editable=False)
    last = models.GenericIPAddressField(editable=False)
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    blocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    blocked_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = AddressBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block of addresses")
        verbose_name_plural = _("blocks of addresses")
        indexes = [models.Index(fields=["first", "last"], name="forum_addressblock_span")]
        constraints = [
            models.CheckConstraint(name="forum_addressblock_order", condition=Q(first__lte=F("last"))),
            models.CheckConstraint(name="forum_addressblock_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.pattern

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until <= timezone.now()


class ScheduledTask(models.Model):
    """When a periodic task (forum.background) is due again, by the path of its function."""

    name = models.CharField(max_length=200, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.next_at}"


class BackgroundTask(DBTaskResult):
    """A task on the list, or done, as the console shows it."""

    class Meta:
        proxy = True
        ordering: ClassVar[Any] = ["-enqueued_at"]
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")


class Worker(models.Model):
    """A process that does tasks, or did. It lives as long as it holds the lock of its number (forum.background)."""

    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)
