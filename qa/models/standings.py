"""Standings: the figures behind a member's points."""

from django.conf import settings
from django.db import models

FIGURES = (
    "question_count", "answer_count", "comment_count", "accepting_count", "accepted_count",
    "question_upvotes_cast", "question_downvotes_cast", "answer_upvotes_cast", "answer_downvotes_cast",
    "question_votes_gain", "answer_votes_gain", "upvotes_received", "downvotes_received",
)  # fmt: skip


class Standing(models.Model):
    """One member's counted activity; every column is derived. User.points is their weighted sum (qa.rules.points).

    `accepting_count` counts own visible questions with an accepted answer, `accepted_count` own visible answers
    accepted on somebody else's question; the two `_gain` columns sum the capped votes received, before the multiple.
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
    upvotes_received = models.IntegerField(default=0)
    downvotes_received = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"standing of {self.user_id}"
