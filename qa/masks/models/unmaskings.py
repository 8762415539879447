"""Asking who wrote a masked post: two people of the team, a reason, and a count that everybody sees."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models import Post

REASON_MAX_LENGTH = 500
TIME_TO_CONFIRM = timedelta(days=7)
LONGEST_SHOWN = timedelta(days=30)


class Unmasking(models.Model):
    """A request to be told who wrote a masked post.

    `requested_by` asks, `confirmed_by` agrees within seven days and is somebody else; or it is declined (by anybody of the team,
    or by who asked). Both may lose their accounts later, so both may be empty; a trigger sees that they never were when it
    mattered, and that nothing of it is rewritten or deleted.
    """

    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=REASON_MAX_LENGTH)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    declined_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("unmasking")
        verbose_name_plural = _("unmaskings")
        constraints = [
            models.CheckConstraint(
                name="masks_unmasking_two_people",
                condition=Q(requested_by=None) | Q(confirmed_by=None) | ~Q(requested_by=F("confirmed_by")),
            ),
            models.CheckConstraint(name="masks_unmasking_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="masks_unmasking_in_time",
                condition=Q(confirmed_at=None)
                | Q(
                    confirmed_at__gte=F("requested_at"), confirmed_at__lte=F("requested_at") + TIME_TO_CONFIRM
                ),
            ),
            models.CheckConstraint(
                name="masks_unmasking_one_end", condition=Q(confirmed_at=None) | Q(declined_at=None)
            ),
            models.UniqueConstraint(
                fields=["post"],
                name="masks_unmasking_open_once",
                condition=Q(confirmed_at=None, declined_at=None),
            ),
        ]
        indexes = [models.Index(fields=["-requested_at", "-id"], name="masks_unmasking_newest")]

    def __str__(self) -> str:
        return f"unmasking {self.pk} of {self.post_id}"

    @property
    def lapses_at(self) -> datetime:
        """When it can no longer be confirmed."""
        return self.requested_at + TIME_TO_CONFIRM

    @property
    def is_open(self) -> bool:
        """Whether it can be confirmed or declined still."""
        return self.confirmed_at is None and self.declined_at is None and timezone.now() <= self.lapses_at


class Reveal(models.Model):
    """That the two of a confirmed request are shown who wrote the post, until `ends_at`. One row for each that ever was: these
    are what everybody sees counted. A trigger refuses one without a request that two people made, and any deletion."""

    unmasking = models.OneToOneField(
        Unmasking, primary_key=True, on_delete=models.PROTECT, related_name="reveal"
    )
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="masks_reveal_limited",
                condition=Q(ends_at__gt=F("started_at"), ends_at__lte=F("started_at") + LONGEST_SHOWN),
            )
        ]

    def __str__(self) -> str:
        return f"reveal {self.unmasking_id}"
