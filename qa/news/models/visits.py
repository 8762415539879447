"""Visits: what a member has seen of a thread in which something is theirs."""

from django.conf import settings
from django.db import models

from qa.models import Post


class Visit(models.Model):
    """What a member has seen of a question's page. Nobody else is told, moderators neither.

    `seen_at` is when they opened it last, `newest_at` the moment of the newest post that was there, `before_at` that of the
    newest one at the end of the visit before this one: what came later is new to them until this visit is over.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    question = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    newest_at = models.DateTimeField()
    before_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "question"], name="news_visit_once")]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.question_id}"
