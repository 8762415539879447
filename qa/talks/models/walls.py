"""Walls: short notes that others leave on a member's public page."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.stamps import Kind, cover
from qa.talks.rules.openness import LONGEST_REASON

cover("talks_wallpost", Kind.WALLS)


class WallPost(models.Model):
    """A note on the wall of `owner`. Hidden ones are read by their author and by moderators; the author reads why.

    `is_held`: a rule found something in it and nobody has looked yet.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wall_posts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = models.TextField()
    body_html = models.TextField()
    body_text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    is_held = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    submission_key = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="talks_wallpost_hidden",
                condition=Q(hidden_at=None, is_held=False, hidden_reason="")
                | Q(hidden_at__isnull=False, is_held=True)
                | (Q(hidden_at__isnull=False, is_held=False) & ~Q(hidden_reason="")),
            )
        ]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="talks_wallpost_list")]

    def __str__(self) -> str:
        return f"note {self.pk}"

    def get_absolute_url(self) -> str:
        """Address that leads to the note, also when its owner gets another name."""
        return f"/wall/{self.pk}/"

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
