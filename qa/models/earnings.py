"""What members earned of late, for the lists of the week and the month."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Earning(models.Model):
    """The points that a member earned within a span up to now; made anew by the worker every hour (qa.actions.earnings)."""

    class Span(models.TextChoices):
        WEEK = "week", _("Within a week")
        MONTH = "month", _("Within a month")

    span = models.CharField(max_length=5, choices=Span.choices)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="earnings")
    points = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["span", "member"], name="qa_earning_once")]
        indexes = [models.Index(fields=["span", "-points", "-id"], name="qa_earning_by_points")]

    def __str__(self) -> str:
        return f"{self.span} {self.member_id} {self.points}"
