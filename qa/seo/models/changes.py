"""Questions whose pages changed, until search engines are told (IndexNow)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Change(models.Model):
    """A question of which search engines are to be told. A trigger notes it with the fact, while the owner has a key for that;
    the number stays where the question is deleted meanwhile."""

    question_number = models.BigIntegerField(primary_key=True)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["noted_at"], name="seo_change_by_time")]

    def __str__(self) -> str:
        return str(self.question_number)


class Sender(models.Model):
    """The one row that says how sending stands: who is at it until when, when the next try may be, and how the last went."""

    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(default=timezone.now)
    failure_count = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="seo_sender_once", condition=Q(pk=1))]

    def __str__(self) -> str:
        return self.failure or "well"
