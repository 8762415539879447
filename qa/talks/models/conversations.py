"""Conversations of two members: what they wrote, and what each of them has of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Conversation(models.Model):
    """What two members write to each other; there is one for each pair. Its sides say who they are."""

    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["begun_by", "-begun_at"], name="talks_conversation_begun")]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    def get_absolute_url(self) -> str:
        """Address of the conversation, for its two members."""
        return f"/messages/{self.pk}/"


class Side(models.Model):
    """What one of the two has of a conversation. It goes with the account; the other's stays, without a partner.

    `has_written` outlives the messages: whoever answered once may be answered. `is_listed` (something is left to read) and
    `last_at` (when the newest of that was written) are copies for the list.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="sides")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="talk_sides")
    partner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    has_written = models.BooleanField(default=False)
    is_listed = models.BooleanField(default=False)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "member"], name="talks_side_once"),
            models.UniqueConstraint(fields=["member", "partner"], name="talks_side_pair"),
            models.CheckConstraint(
                name="talks_side_two", condition=Q(partner=None) | ~Q(partner=F("member"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["member", "-last_at", "-id"], name="talks_side_list", condition=Q(is_listed=True)
            )
        ]

    def __str__(self) -> str:
        return f"conversation {self.conversation_id}, side {self.pk}"

    def get_absolute_url(self) -> str:
        """Address of the conversation."""
        return f"/messages/{self.conversation_id}/"


class Message(models.Model):
    """What one of the two wrote. A trigger deletes it as soon as neither has a copy of it (see Copy)."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = models.TextField()
    body_html = models.TextField()
    body_text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    submission_key = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["conversation", "created_at"], name="talks_message_by_age")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class CopyQuerySet(models.QuerySet["Copy"]):
    """Rows of copies."""

    def kept(self) -> Self:
        """Those that their owner has not deleted."""
        return self.filter(deleted_at=None)

    def unread(self) -> Self:
        """Those that their owner has not seen."""
        return self.filter(deleted_at=None, read_at=None)


class Copy(models.Model):
    """A message as one of the two has it: read or not, deleted or not. The other never learns of either."""

    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="copies")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="copies")
    read_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = CopyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["side", "message"], name="talks_copy_once")]
        indexes = [
            models.Index(fields=["side", "-id"], name="talks_copy_kept", condition=Q(deleted_at=None)),
            models.Index(
                fields=["side"], name="talks_copy_unread", condition=Q(deleted_at=None, read_at=None)
            ),
            models.Index(
                fields=["side", "deleted_at"],
                name="talks_copy_deleted",
                condition=Q(deleted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.message_id}, side {self.side_id}"
