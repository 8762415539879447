"""Tags and which question carries which."""

from urllib.parse import quote

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.lib.fields import KeyField


class Tag(models.Model):
    """A word that questions carry. `question_count` counts the visible ones, of which `members_count` are for members
    only (kept by qa.actions.counts)."""

    name = models.CharField(_("name"), max_length=40)
    key = KeyField(source="name", max_length=80, unique=True, editable=False)
    question_count = models.IntegerField(_("questions"), default=0, editable=False)
    members_count = models.IntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [models.CheckConstraint(condition=Q(question_count__gte=0), name="qa_tag_count")]
        indexes = [
            models.Index(
                fields=["-question_count", "name"], name="qa_tag_in_use", condition=Q(question_count__gt=0)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return tag_url(self.name)


class QuestionTag(models.Model):
    """A tag on a question, at the place where the author wrote it.

    `created_at` is the question's, copied so that a tag's questions are read in their order from one index.
    """

    question = models.ForeignKey("qa.Post", on_delete=models.CASCADE, related_name="question_tags")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="question_tags")
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "tag"], name="qa_questiontag_once")]
        indexes = [models.Index(fields=["tag", "-created_at", "-question"], name="qa_questiontag_by_created")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.question_id}"


def tag_url(name: str) -> str:
    """Address of a tag's page; written out because list rows carry only the names."""
    return f"/tags/{quote(name, safe='')}/"
