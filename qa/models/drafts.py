"""Drafts: what a member wrote and has not posted yet."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Draft(models.Model):
    """The words of one form, by its place ("ask", "answer-12", "comment-12", "edit-12", "message-12"). Nobody else sees it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "place"], name="qa_draft_once")]
        indexes = [models.Index(fields=["member", "-updated_at"], name="qa_draft_by_member")]

    def __str__(self) -> str:
        return f"{self.place} of {self.member_id}"

    @property
    def version(self) -> int:
        """The version of the post that an edit started from; 0 when it is not known."""
        word = str(self.fields.get("version", ""))
        return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0
