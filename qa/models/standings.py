"""Standings: the figures behind a member's points."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIGURES = (
    "question_count", "answer_count", "comment_count", "accepting_count", "accepted_count",
    "question_upvotes_cast", "question_downvotes_cast", "answer_upvotes_cast", "answer_downvotes_cast",
    "question_votes_gain", "answer_votes_gain", "comment_votes_gain", "upvotes_received", "downvotes_received",
)  # fmt: skip


class Standing(models.Model):
    """One member's counted activity; every column is derived. User.points is their weighted sum (qa.rules.points).

    `accepting_count` counts own visible questions with an accepted answer, `accepted_count` own visible answers
    accepted on somebody else's question; the `_votes_gain` columns sum the capped votes received, before the multiple.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    question_count = models.IntegerField(default=0)
    answer_count = models.IntegerField(default=0)
    comment_count = models.IntegerField(default=0)
    accepting_count = models.IntegerField(default=0)
    accepted_count = models.IntegerField(default=0)
    question_upvotes_cast = models.IntegerField(default=0)
    question_downvotes_cast = models.IntegerField(default=0)
    answer_upvotes_cast = models.IntegerField(default=0)
    answer_downvotes_cast = models.IntegerField(default=0)
    question_votes_gain = models.IntegerField(default=0)
    answer_votes_gain = models.IntegerField(default=0)
    comment_votes_gain = models.IntegerField(default=0)
    upvotes_received = models.IntegerField(default=0)
    downvotes_received = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"standing of {self.user_id}"


class Rescaled(models.Model):
    """What the votes on a member's posts will be worth under the scale that is being prepared (qa.actions.rescaling).

    Whoever changes a member's figures meanwhile deletes the row; it is made again.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    question_votes_gain = models.IntegerField()
    answer_votes_gain = models.IntegerField()
    comment_votes_gain = models.IntegerField()

    def __str__(self) -> str:
        return f"rescaled {self.user_id}"


class Recalculation(models.Model):
    """Figures of the whole site are being computed anew because the owner changed what they are made of.

    `wanted` holds the option values to come, `cursor` the last row that is done. Whoever looks at its page goes on where
    the last one stopped, also after a crash.
    """

    class Kind(models.TextChoices):
        POINTS = "points", _("points")
        HOTNESS = "hotness", _("hotness")

    class State(models.TextChoices):
        RUNNING = "running", _("at work")
        DONE = "done", _("done")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    wanted: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    cursor = models.BigIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state="running"), name="qa_recalculation_one_at_work"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_at_work(self) -> bool:
        return self.state == self.State.RUNNING
