"""Rows of the place itself: what its owner set, and how often somebody did something."""

from typing import Any, ClassVar

from django.db import models
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


class StoredFile(models.Model):
    """The content of a picture or file, where the owner keeps them in the database (forum.storage)."""

    name = models.CharField(max_length=100, primary_key=True)
    content = models.BinaryField()
    byte_count = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


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
