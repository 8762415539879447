"""Tags, their other names and texts, and which question carries which."""

from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.lib.fields import KeyField
from qa.models.categories import EVERYBODY, POST_LEVELS
from qa.rules.lengths import TAG_MAX_LENGTH

DESCRIPTION_MAX_LENGTH = 200


class TagQuerySet(models.QuerySet["Tag"]):
    def roots(self) -> "TagQuerySet":
        """Tags themselves, without their other names."""
        return self.filter(root=None)

    def in_use(self) -> "TagQuerySet":
        """Tags that lists show."""
        return self.roots().filter(question_count__gt=0)


class Tag(models.Model):
    """A word that questions carry, or (with a `root`) another name of one: a synonym, which no question carries.

    `question_count` counts the visible questions, `members_count` those of them that are for members only
    (qa.actions.counts). A root has no root itself; the database sees to that, so a synonym always leads to a tag in one
    step. While a large tag is being merged it is a synonym already, and its questions follow (TagMove).
    """

    name = models.CharField(_("name"), max_length=TAG_MAX_LENGTH)
    key = KeyField(source="name", max_length=80, unique=True, editable=False)
    question_count = models.IntegerField(_("questions"), default=0, editable=False)
    members_count = models.IntegerField(default=0, db_default=0, editable=False)
    root = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="synonyms"
    )
    description = models.CharField(
        _("in one sentence"), max_length=DESCRIPTION_MAX_LENGTH, blank=True, default="", db_default=""
    )
    post_level = models.SmallIntegerField(
        _("who may put it on a question"), choices=POST_LEVELS, default=EVERYBODY, db_default=EVERYBODY
    )
    is_retired = models.BooleanField(_("retired"), default=False, db_default=False)

    seen_count: int  # of its questions, those that a viewer may find (qa.reads.tags.tags_in_use)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.CheckConstraint(condition=Q(question_count__gte=0), name="qa_tag_count"),
            models.CheckConstraint(condition=Q(root=None) | ~Q(root=F("id")), name="qa_tag_root_is_another"),
        ]
        indexes = [
            models.Index(
                fields=["-question_count", "name"],
                name="qa_tag_in_use_by_count",
                include=["members_count", "root"],
                condition=Q(question_count__gt=0, root=None),
            ),
            models.Index(
                fields=["name"], name="qa_tag_in_use_by_name", condition=Q(question_count__gt=0, root=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return tag_url(self.name)

    @property
    def is_synonym(self) -> bool:
        return self.root_id is not None


class TagText(models.Model):
    """What is written about a tag, in Markdown and as it is shown. `version` counts the changes, those of the description too."""

    tag = models.OneToOneField(Tag, primary_key=True, on_delete=models.CASCADE, related_name="text")
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    body_text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.tag_id} v{self.version}"


class TagRevision(models.Model):
    """What was said of a tag at `version`, by whom and why."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    version = models.PositiveIntegerField()
    description = models.CharField(max_length=DESCRIPTION_MAX_LENGTH, blank=True)
    body = models.TextField(blank=True)
    note = models.CharField(max_length=500, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "version"], name="qa_tagrevision_once")]

    def __str__(self) -> str:
        return f"{self.tag_id} v{self.version}"


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
