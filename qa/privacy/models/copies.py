"""Copies of all that is known of a member, made for them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

KEPT = timedelta(hours=48)


class DataCopy(models.Model):
    """One copy: asked for, made by the worker, kept for 48 hours in a file that only its owner gets. One at a time."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_copy"
    )
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    file_name = models.CharField(max_length=60, blank=True)
    byte_count = models.PositiveBigIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="privacy_datacopy_ready_has_file",
                condition=Q(state="waiting", made_at=None)
                | (Q(state="ready", made_at__isnull=False) & ~Q(file_name="")),
            )
        ]

    def __str__(self) -> str:
        return f"copy of {self.member_id}: {self.state}"

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def ends_at(self) -> datetime | None:
        return self.made_at + KEPT if self.made_at else None
