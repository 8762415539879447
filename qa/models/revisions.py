"""Revisions: what a post said before and after each edit."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from qa.models.posts import Post


class Revision(models.Model):
    """The state of a post at `version`: version 1 is what was first written, each edit adds the next."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    category_name = models.CharField(max_length=80, blank=True)
    tag_names = ArrayField(models.CharField(max_length=40), default=list)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "version"], name="qa_revision_once")]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.version}"
