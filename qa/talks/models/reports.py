"""Reports: what somebody who was written to gives moderators to read, and what those found."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.talks.rules.openness import LONGEST_REASON


class Report(models.Model):
    """A message or a note that moderators shall look at. Without a reporter: a rule of the site found something in a note.

    `number` is that of the message or note, which may be gone: what moderators read are the copies in `texts`.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", _("a private message")
        WALL = "wall", _("a note on a wall")

    class Reason(models.TextChoices):
        HARMFUL = "harmful", _("Could harm somebody")
        THREAT = "threat", _("Threatens or presses me")
        RUDE = "rude", _("Rude or hurtful")
        SEXUAL = "sexual", _("Sexual, and I did not want it")
        SPAM = "spam", _("Spam or advertising")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("It was right to report this")
        DECLINED = "declined", _("Looked at, nothing to be done")

    URGENT = (Reason.HARMFUL, Reason.THREAT)

    kind = models.CharField(max_length=7, choices=Kind.choices)
    number = models.BigIntegerField()
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    path = models.CharField(max_length=300)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=LONGEST_REASON, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    answer = models.CharField(max_length=LONGEST_REASON, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number", "reporter"],
                name="talks_report_once",
                condition=Q(reporter__isnull=False),
            ),
            models.CheckConstraint(
                name="talks_report_decided",
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["reporter", "kind", "number"], name="talks_report_by_reporter"),
            models.Index(
                fields=["decided_at"], name="talks_report_decided_at", condition=Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"

    def get_absolute_url(self) -> str:
        """Address of the report, for who made it and for moderators."""
        return f"/reports/{self.pk}/"

    @property
    def is_open(self) -> bool:
        return not self.outcome


class ReportedText(models.Model):
    """A copy of what the reporter chose to give: the reported text, and messages around it. Deleted some time later."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="texts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_reported = models.BooleanField(default=False)
    body_html = models.TextField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"text {self.pk} of report {self.report_id}"
