"""Favourites: questions that a member wants to find again."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from qa.models.posts import Post


class Favourite(models.Model):
    """A question with a member's star. Nobody else sees it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    question = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "question"], name="qa_favourite_once"),
        ]
        indexes = [models.Index(fields=["member", "-created_at"], name="qa_favourite_by_member")]

    def __str__(self) -> str:
        return f"{self.question_id} of {self.member_id}"
