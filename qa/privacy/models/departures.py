"""Members who leave: for now, or for good after some days in which they can change their mind."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class DepartureQuerySet(models.QuerySet["Departure"]):
    """Rows of departures."""

    def open(self) -> Self:
        """Those whose member can still come back."""
        return self.filter(state=Departure.State.OPEN)

    def due(self) -> Self:
        """Erasures whose days of grace are over, and those that began."""
        return self.filter(kind=Departure.Kind.ERASURE).filter(
            Q(state=Departure.State.OPEN, due_at__lte=timezone.now()) | Q(state=Departure.State.ERASING)
        )


class Departure(models.Model):
    """A member closed the account, or has it erased.

    While it is open the account cannot do anything (User.is_active), and its password opens one page alone: the way back.
    `words` holds the names and addresses that are looked for, from the moment the erasure begins until it is done; then the
    row names nobody, and `receipt` is all by which its owner can ask for it. `step` and `cursor` say how far the worker is.
    """

    class Kind(models.TextChoices):
        CLOSING = "closing"
        ERASURE = "erasure"

    class State(models.TextChoices):
        OPEN = "open"
        RETURNED = "returned"
        ERASING = "erasing"
        DONE = "done"

    receipt = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="departures"
    )
    kind = models.CharField(max_length=7, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    removes_texts = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    words: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    step = models.PositiveSmallIntegerField(default=0)
    cursor: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    counts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                name="privacy_departure_one_open",
                condition=Q(state__in=["open", "erasing"]),
            ),
            models.CheckConstraint(
                name="privacy_departure_erasure_is_due",
                condition=Q(kind="closing", due_at=None) | Q(kind="erasure", due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="privacy_departure_done_names_nobody",
                condition=~Q(state="done") | Q(member=None, words={}),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="privacy_departure_due", condition=Q(state__in=["open", "erasing"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"
