"""Flags: readers asking moderators to look, and what moderators decided."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post
from qa.rules.flags import LEAST, MOST, ORDINARY


class FlagDecision(models.Model):
    """What a moderator said about the flags that a post had at that moment. It outlives the post."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("upheld: it helped")
        DECLINED = "declined", _("declined: the post may stay as it is")
        NO_ACTION = "none", _("looked at, nothing to be done")

    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="flag_decisions")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on flags")
        verbose_name_plural = _("decisions on flags")

    def __str__(self) -> str:
        return f"{self.post_id} {self.outcome}"


class FlagQuerySet(models.QuerySet["Flag"]):
    """Rows of flags."""

    def open(self) -> Self:
        """Those that nobody has decided on."""
        return self.filter(decision=None)


class Flag(models.Model):
    """A member's request that a moderator look at a post: one open one per member and post.

    `weight` is what it counted for when it was set (qa.rules.flags), so what a post's flags add up to can be explained.
    A decided flag stays, also when its post is deleted: its flagger learns the outcome.
    """

    class Reason(models.TextChoices):
        SPAM = "spam", _("Spam or advertising")
        RUDE = "rude", _("Rude or hurtful")
        HARMFUL = "harmful", _("Could harm somebody")
        OFF_TOPIC = "off-topic", _("Does not belong here")
        DUPLICATE = "duplicate", _("Was asked before")
        TEAM = "team", _("The team should look at it soon")
        OTHER = "other", _("Something else")

    URGENT = (Reason.HARMFUL, Reason.TEAM)

    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="flags")
    flagger = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="flags")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    duplicate_of = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicate_flags"
    )
    weight = models.DecimalField(_("weight"), max_digits=3, decimal_places=2, default=ORDINARY)
    created_at = models.DateTimeField(_("flagged"), default=timezone.now)
    decision = models.ForeignKey(
        FlagDecision, null=True, blank=True, on_delete=models.CASCADE, related_name="flags"
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "flagger"], condition=Q(decision=None), name="qa_flag_once"
            ),
            models.CheckConstraint(
                name="qa_flag_open_has_post", condition=Q(decision__isnull=False) | Q(post__isnull=False)
            ),
            models.CheckConstraint(
                name="qa_flag_weight", condition=Q(weight__gte=Decimal(LEAST), weight__lte=Decimal(MOST))
            ),
        ]
        indexes = [models.Index(fields=["flagger", "-created_at", "-id"], name="qa_flag_by_flagger")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.post_id})"

    @property
    def is_urgent(self) -> bool:
        """Whether somebody should look at once."""
        return self.reason in self.URGENT
