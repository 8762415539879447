"""How long people wait for an answer, and who was asked how they are."""

from django.db import models
from django.utils import timezone

from qa.models import Post


class WaitFigure(models.Model):
    """How long questions of the last `days` days waited for their first answer: derived, made anew by the worker.

    `median` and `slowest` (19 of 20 were quicker) are of those that have an answer.
    """

    days = models.PositiveSmallIntegerField(primary_key=True)
    question_count = models.PositiveIntegerField()
    answered_count = models.PositiveIntegerField()
    median = models.DurationField(null=True)
    slowest = models.DurationField(null=True)
    computed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"waits of {self.days} days"


class CheckIn(models.Model):
    """The asker of this question was asked whether something helped. Once; what they answer is kept nowhere."""

    question = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="check_in")
    sent_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"check-in about {self.question_id}"
