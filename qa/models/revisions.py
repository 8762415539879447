"""Revisions: what a post said before and after each edit."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post
from qa.rules.lengths import EXTRA_MAX_LENGTH


class Revision(models.Model):
    """The state of a post at `version` and what made it: version 1 is what was first written, each change adds the next.

    `is_silent` says that readers of the page were not told of the edit; the history always tells.
    """

    class Change(models.TextChoices):
        WRITTEN = "written", _("written")
        EDITED = "edited", _("edited")
        RETAGGED = "retagged", _("tags or category changed")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")
        CONVERTED = "converted", _("turned into another kind of post")
        RESTORED = "restored", _("an earlier version restored")
        AUDIENCE = "audience", _("who may find it changed")
        WARNINGS = "warnings", _("content warnings changed")

    # What changes the text or title: whoever edits on top of another's such change is warned.
    TEXT_CHANGES = (Change.EDITED, Change.RETAGGED, Change.CONVERTED, Change.RESTORED)

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=Change.choices, default=Change.WRITTEN)
    is_silent = models.BooleanField(default=False)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    category_name = models.CharField(max_length=80, blank=True)
    tag_names = ArrayField(models.CharField(max_length=40), default=list)
    extra = models.CharField(max_length=EXTRA_MAX_LENGTH, blank=True)
    content_warnings = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "version"], name="qa_revision_once")]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.version}"
