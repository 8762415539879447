"""Votes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from qa.models.posts import Post


class Vote(models.Model):
    """What a member thinks of a post: +1, -1, or 0 after taking the vote back (the row stays, with both times)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="votes")
    value = models.SmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "voter"], name="qa_vote_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="qa_vote_value"),
        ]

    def __str__(self) -> str:
        return f"{self.value:+d} by {self.voter_id} on {self.post_id}"
