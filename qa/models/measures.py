"""What moderators decide about members: warnings, suspensions, blocks; their notes; and sweeps over all of a member's posts."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.viewers import ALL_RIGHTS
from qa.models.modlog import LogEntry
from qa.models.posts import Post
from qa.rules.rights import Right

REASON_MAX_LENGTH = 1000
NOTE_MAX_LENGTH = 2000
# What a suspension may take, in words that go on from "You cannot ...".
TAKEABLE: dict[str, Any] = {
    Right.ASK: _("ask questions"),
    Right.ANSWER: _("answer questions"),
    Right.COMMENT: _("comment"),
    Right.VOTE_QUESTION: _("vote on questions"),
    Right.VOTE_ANSWER: _("vote on answers"),
    Right.VOTE_COMMENT: _("vote on comments"),
    Right.VOTE_DOWN: _("vote down"),
    Right.FLAG: _("flag posts"),
    Right.EDIT_QUESTION: _("edit questions"),
    Right.EDIT_ANSWER: _("edit answers"),
    Right.EDIT_COMMENT: _("edit comments"),
    Right.RETAG: _("change categories and tags"),
    Right.EDIT_TAG: _("write about tags"),
    Right.SUGGEST_SYNONYM: _("suggest names of tags and vote on them"),
    Right.MANAGE_TAGS: _("merge, rename and retire tags"),
    Right.WALL: _("write on walls"),
    Right.MESSAGE: _("write private messages"),
    Right.ACCEPT: _("accept answers for others"),
    Right.CLOSE: _("close and reopen questions of others"),
    Right.MODERATE: _("approve and reject posts"),
    Right.HIDE: _("hide and show posts of others"),
    Right.DELETE: _("delete posts"),
}


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Rows of measures."""

    def in_force(self) -> "MeasureQuerySet":
        """Suspensions and blocks that still hold at this moment."""
        not_over = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
        return self.filter(not_over, lifted_at=None).exclude(kind="warn")

    def open_warnings(self) -> "MeasureQuerySet":
        """Warnings that wait to be read."""
        return self.filter(kind="warn", lifted_at=None, acknowledged_at=None)


class Measure(models.Model):
    """What a moderator decided about a member, with the reason that the member reads.

    A warning takes no right; it has to be acknowledged before the next post. A suspension takes some rights or all until
    its end, a block takes all writing, without an end unless one is given. Rows stay when they are over: they are the
    member's record. `entry` is the decision in the moderation log. The copies are User.restrictions, has_open_warning.

    One against whoever wrote a masked post names the post (`post_number`) and no member: whose it is, qa.masks.keeping knows.
    """

    class Kind(models.TextChoices):
        WARN = "warn", _("Warning")
        SUSPEND = "suspend", _("Suspension")
        BLOCK = "block", _("Block")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="measures",
        verbose_name=_("member"),
    )
    post_number = models.BigIntegerField(_("masked post"), null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    rights: "models.JSONField[Any, Any]" = models.JSONField(_("rights taken"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=REASON_MAX_LENGTH)
    rule = models.CharField(_("rule"), max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lift_reason = models.CharField(max_length=REASON_MAX_LENGTH, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    entry = models.OneToOneField(LogEntry, null=True, on_delete=models.SET_NULL, related_name="measure")
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = MeasureQuerySet.as_manager()
    masked_post: Post | None = None  # what `post_number` names, for pages that have read it

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        indexes = [
            models.Index(fields=["member", "-id"], name="qa_measure_by_member"),
            models.Index(
                fields=["post_number", "-id"],
                name="qa_measure_by_post",
                condition=Q(post_number__isnull=False),
            ),
            models.Index(
                fields=["-started_at", "-id"],
                name="qa_measure_not_lifted",
                condition=Q(lifted_at=None) & ~Q(kind="warn"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="qa_measure_member_or_post",
                condition=Q(member__isnull=False, post_number=None)
                | Q(member=None, post_number__isnull=False),
            ),
            models.CheckConstraint(
                name="qa_measure_kind", condition=Q(kind__in=["warn", "suspend", "block"])
            ),
            models.CheckConstraint(
                name="qa_measure_rights_fit_kind",
                condition=Q(kind="warn", rights=[])
                | Q(kind="block", rights=[ALL_RIGHTS])
                | (Q(kind="suspend") & ~Q(rights=[])),
            ),
            models.CheckConstraint(name="qa_measure_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="qa_measure_ends_after_start",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("started_at")),
            ),
            models.CheckConstraint(
                name="qa_measure_end_fits_kind",
                condition=Q(kind="warn", ends_at=None)
                | Q(kind="suspend", ends_at__isnull=False)
                | Q(kind="block"),
            ),
            models.CheckConstraint(
                name="qa_measure_lifted_whole",
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
            ),
            models.CheckConstraint(
                name="qa_measure_warnings_acknowledged",
                condition=Q(acknowledged_at=None) | Q(kind="warn"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_warning(self) -> bool:
        return self.kind == self.Kind.WARN

    @property
    def is_unnamed(self) -> bool:
        """Whether it is against whoever wrote a masked post."""
        return self.post_number is not None

    @property
    def stands(self) -> bool:
        """Whether it can be lifted, as moderators see it. Of a masked author's warning they do not see whether it was read: when
        somebody reads could be compared with who was here then."""
        if self.is_unnamed and self.is_warning:
            return self.lifted_at is None
        return self.is_in_force

    @property
    def is_in_force(self) -> bool:
        """Whether it takes something from the member now (a warning: whether it waits to be read)."""
        if self.lifted_at is not None:
            return False
        if self.is_warning:
            return self.acknowledged_at is None
        return self.ends_at is None or self.ends_at > timezone.now()

    @property
    def is_over_by_time(self) -> bool:
        return self.lifted_at is None and self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def takes_all(self) -> bool:
        return ALL_RIGHTS in self.rights

    @property
    def rights_in_words(self) -> list[str]:
        """What the member cannot do by it."""
        return [str(TAKEABLE[name]) for name in self.rights if name in TAKEABLE]


class MemberNote(models.Model):
    """What moderators tell each other of a member. The member never reads it, nor anybody below moderators."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes_about")
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("note"), max_length=NOTE_MAX_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("note about a member")
        verbose_name_plural = _("notes about members")
        indexes = [models.Index(fields=["member", "-id"], name="qa_membernote_by_member")]
        constraints = [models.CheckConstraint(name="qa_membernote_has_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.pk}"


class Sweep(models.Model):
    """All posts of a member are being hidden, or a spammer is being removed: in small steps, and for a day back again.

    What is to be done stands in SweepItem rows from the beginning, so whoever looks at its page goes on where the last
    one stopped, also after a crash. `measure` is the block that came with the removal.
    """

    class Kind(models.TextChoices):
        HIDE = "hide", _("hiding all posts")
        REMOVE = "remove", _("removing a spammer")

    class State(models.TextChoices):
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        PURGED = "purged", _("deleted for good")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sweeps")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    reason = models.CharField(_("reason"), max_length=REASON_MAX_LENGTH)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    measure = models.OneToOneField(Measure, null=True, on_delete=models.SET_NULL, related_name="sweep")

    class Meta:
        indexes = [models.Index(fields=["member", "-id"], name="qa_sweep_by_member")]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=["running", "undoing"]),
                name="qa_sweep_one_at_work",
            ),
            models.CheckConstraint(name="qa_sweep_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.member_id} {self.state}"

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.RUNNING, self.State.UNDOING)


class SweepItem(models.Model):
    """One thing of a sweep: a post to hide, a vote or a flag to take back; `before` is what undoing restores."""

    class Kind(models.TextChoices):
        POST = "post", _("post")
        VOTE = "vote", _("vote")
        FLAG = "flag", _("flag")

    sweep = models.ForeignKey(Sweep, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["sweep", "id"], name="qa_sweepitem_waiting", condition=Q(done_at=None)),
            models.Index(
                fields=["sweep", "-id"],
                name="qa_sweepitem_to_undo",
                condition=Q(done_at__isnull=False, undone_at=None),
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["sweep", "kind", "post"], name="qa_sweepitem_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.post_id}"
