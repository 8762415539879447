"""Activity: the append-only record that streams, mails and logs are derived from."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post


class Activity(models.Model):
    """A fact: `actor` (nobody: a visitor) did `verb` to `post` on the page of `question` at that time."""

    class Verb(models.TextChoices):
        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")
        COMMENTED = "commented", _("commented")
        EDITED = "edited", _("edited")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")
        ACCEPTED = "accepted", _("answer accepted")
        UNACCEPTED = "unaccepted", _("answer no longer accepted")
        HIDDEN = "hidden", _("hidden")
        SHOWN = "shown", _("shown again")
        FLAGGED = "flagged", _("flagged")
        DELETED = "deleted", _("deleted")
        FLAGS_CLEARED = "unflagged", _("flags cleared")
        HELD = "held", _("held for approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        BADGE = "badge", _("earned a badge")
        AUDIENCE = "audience", _("changed who may find it")
        WARNINGS = "warnings", _("changed the content warnings of")

    # What the public activity page and profiles tell; the rest is for moderators.
    PUBLIC_VERBS = (
        Verb.ASKED,
        Verb.ANSWERED,
        Verb.COMMENTED,
        Verb.EDITED,
        Verb.CLOSED,
        Verb.REOPENED,
        Verb.ACCEPTED,
    )

    # In the details of a fact whose actor is not named: it was who wrote the post, masked (of an acceptance, the question).
    BY_AUTHOR = "by_author"

    verb = models.CharField(max_length=10, choices=Verb.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="activities"
    )
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="activities")
    question = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="thread_activities")
    created_at = models.DateTimeField(default=timezone.now)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(fields=["question", "-created_at", "-id"], name="qa_activity_by_question"),
            models.Index(fields=["actor", "-created_at", "-id"], name="qa_activity_by_actor"),
            models.Index(fields=["post"], name="qa_activity_by_post"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.post_id}"
