"""What becomes of tags: moves of their questions, and other names that members suggest."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.lib.fields import KeyField
from qa.models.posts import Post
from qa.models.tags import Tag
from qa.rules.lengths import TAG_MAX_LENGTH

REASON_MAX_LENGTH = 500


class TagMove(models.Model):
    """Questions follow a tag that was merged, split off or renamed: in steps, each a transaction that leaves all counts right.

    The catalogue says from the first moment what will be: whoever writes meanwhile gets the tag that is right in the end.
    `last_id` is the question up to which the work is done, `details` what a split needs besides the items.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("merging")
        SPLIT = "split", _("splitting")
        RENAME = "rename", _("renaming")

    class State(models.TextChoices):
        RUNNING = "running", _("at work")
        DONE = "done", _("done")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    source = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="moves")
    target = models.ForeignKey(Tag, null=True, on_delete=models.CASCADE, related_name="arrivals")
    source_name = models.CharField(max_length=TAG_MAX_LENGTH)
    target_name = models.CharField(max_length=TAG_MAX_LENGTH)
    reason = models.CharField(_("reason"), max_length=REASON_MAX_LENGTH, blank=True)
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    details: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="undone_by")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="running"), name="qa_tagmove_one_at_work"
            ),
            models.CheckConstraint(
                condition=Q(kind="rename", target=None) | (~Q(kind="rename") & Q(target__isnull=False)),
                name="qa_tagmove_has_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_name} {self.target_name}"

    @property
    def is_at_work(self) -> bool:
        return self.state == self.State.RUNNING


class TagMoveItem(models.Model):
    """A question that a merge moved: where the tag stood, and whether the question carried the other tag already."""

    move = models.ForeignKey(TagMove, on_delete=models.CASCADE, related_name="items", db_index=False)
    question = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    had_both = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "question"], name="qa_tagmoveitem_once")]

    def __str__(self) -> str:
        return f"{self.question_id} of {self.move_id}"


class SynonymSuggestion(models.Model):
    """A member thinks that `name` means the same as a tag. Members vote; enough of them, or a moderator, decide.

    `score` is for minus against (kept by qa.actions.synonyms).
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    name = models.CharField(_("other name"), max_length=TAG_MAX_LENGTH)
    key = KeyField(source="name", max_length=80, editable=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="suggestions")
    note = models.CharField(_("why"), max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    score = models.IntegerField(default=0)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="open"), name="qa_synonymsuggestion_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="qa_synonymsuggestion_decided_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-created_at", "-id"], name="qa_synonymsuggestion_open", condition=Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.tag_id}"


class SynonymVote(models.Model):
    """What a member thinks of a suggestion: for it (1), against it (-1), or nothing any more (0). It outlives the account."""

    suggestion = models.ForeignKey(
        SynonymSuggestion, on_delete=models.CASCADE, related_name="votes", db_index=False
    )
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    value = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "voter"], name="qa_synonymvote_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="qa_synonymvote_value"),
        ]

    def __str__(self) -> str:
        return f"{self.value} on {self.suggestion_id}"
