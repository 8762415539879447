"""The review queue: what somebody has to look at, who has taken it, what was decided."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post


class ReviewQuerySet(models.QuerySet["ReviewItem"]):
    """Rows of the queue."""

    def open(self) -> Self:
        """What nobody has decided on, also what becomes due only later."""
        return self.filter(decided_at=None)

    def waiting(self) -> Self:
        """What should be looked at now; not the checks of answers that nobody sees."""
        unseen = Q(kind="check") & (Q(post__is_hidden=True) | Q(post__question__is_hidden=True))
        return self.open().filter(opened_at__lte=timezone.now()).exclude(unseen)


class ReviewItem(models.Model):
    """One thing to look at: a post (held, flagged, to be checked again), a member, or by its `number` an appeal
    or a reported message.

    It is open until `decided_at`. Whoever takes it has it for a while (`claimed_by`, `claimed_at`). An answer to be
    checked on a day to come is an item that opens on that day. Kept by qa.actions.reviews, verified by
    `manage.py recount`.
    """

    class Kind(models.TextChoices):
        HELD = "held", _("Waiting for approval")
        EDIT = "edit", _("Edited, to be looked at again")
        FLAGGED = "flagged", _("Flagged")
        CHECK = "check", _("Answer to be checked again")
        MEMBER = "member", _("New member")
        APPEAL = "appeal", _("Appeal")
        REPORT = "report", _("Reported message or note")
        WORRY = "worry", _("Worry about a person")

    class Lane(models.IntegerChoices):
        URGENT = 0, _("Urgent")
        NORMAL = 1, _("Normal")
        LATER = 2, _("When there is time")

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        HIDDEN = "hidden", _("hidden")
        UPHELD = "upheld", _("flags upheld, the post stays")
        DECLINED = "declined", _("flags declined, the post stays")
        NO_ACTION = "none", _("no action")
        CHECKED = "checked", _("checked")
        WITHDRAWN = "withdrawn", _("settled by itself")
        DELETED = "deleted", _("deleted")
        SETTLED = "settled", _("decided on its own page")

    WAITING_KINDS = (Kind.HELD, Kind.EDIT)

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="review_items"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="review_items"
    )
    number = models.BigIntegerField(null=True, blank=True)
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane.choices, default=Lane.NORMAL)
    opened_at = models.DateTimeField(_("waiting since"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(_("taken"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    note = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing to look at")
        verbose_name_plural = _("things to look at")
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(decided_at=None, kind__in=("held", "edit")),
                name="qa_reviewitem_waits_once",
            ),
            models.UniqueConstraint(
                fields=["post", "kind"],
                condition=Q(decided_at=None, kind__in=("flagged", "check")),
                name="qa_reviewitem_post_once",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(decided_at=None, kind="member"),
                name="qa_reviewitem_member_once",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(decided_at=None, kind="appeal"),
                name="qa_reviewitem_appeal_once",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(decided_at=None, kind="report"),
                name="qa_reviewitem_report_once",
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(decided_at=None, kind="worry"),
                name="qa_reviewitem_worry_once",
            ),
            models.CheckConstraint(
                name="qa_reviewitem_open_about",
                condition=Q(decided_at__isnull=False)
                | Q(kind="member", member__isnull=False)
                | Q(kind__in=("appeal", "report"), number__isnull=False)
                | Q(kind__in=("held", "edit", "flagged", "check", "worry"), post__isnull=False),
            ),
            models.CheckConstraint(
                name="qa_reviewitem_decided",
                condition=Q(decided_at=None, decision="", decided_by=None)
                | (Q(decided_at__isnull=False) & ~Q(decision="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "opened_at", "id"], name="qa_reviewitem_open", condition=Q(decided_at=None)
            ),
            models.Index(
                fields=["-decided_at"], name="qa_reviewitem_decided_at", condition=Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        """Address of the page where one decides."""
        if self.kind == self.Kind.APPEAL:
            return f"/appeals/{self.number}/"
        if self.kind == self.Kind.REPORT:
            return f"/reports/{self.number}/"
        if self.kind == self.Kind.WORRY:
            return f"/worries/{self.pk}/"
        return f"/moderate/{self.pk}/"

    @property
    def is_open(self) -> bool:
        return self.decided_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether it waits for longer than its lane allows."""
        return self.is_open and self.due_at < timezone.now()

    @property
    def is_urgent(self) -> bool:
        return self.lane == self.Lane.URGENT


class ReviewNote(models.Model):
    """What one moderator leaves for the next about an item: when it was given back, handed over, called urgent."""

    class Act(models.TextChoices):
        RELEASED = "released", _("gave it back")
        HANDED = "handed", _("handed it over")
        REFERRED = "referred", _("called it urgent")

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    act = models.CharField(max_length=10, choices=Act.choices)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(_("note"), max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("note for the next one")
        verbose_name_plural = _("notes for the next one")

    def __str__(self) -> str:
        return f"{self.item_id} {self.act}"
