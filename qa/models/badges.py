"""Badges that members have."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from qa.models.posts import Post


class Award(models.Model):
    """A member has a badge (qa.rules.badges), perhaps for a post; given once and never taken away."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="awards")
    badge = models.CharField(max_length=30)
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    awarded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "badge"], name="qa_award_once")]
        indexes = [models.Index(fields=["badge", "-awarded_at", "-id"], name="qa_award_by_badge")]

    def __str__(self) -> str:
        return f"{self.badge} of {self.member_id}"
