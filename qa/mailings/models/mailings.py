"""Mailings: what is sent to whom, each recipient once, and who wants none."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Level

TEXT_MAX_LENGTH = 20_000
MOST_A_MINUTE = 6_000


class Mailing(models.Model):
    """One text to many members. Whom it goes to is described by the columns below `text`, until it starts: then there is a
    Recipient row for each. `next_at` is when the next mail is due; `failure_count`: how often in a row the mail server
    was away. `category_number` names a category that may be gone; then nobody is meant.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        RUNNING = "running", _("on its way")
        PAUSED = "paused", _("paused")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("sent")

    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(
        _("text"),
        max_length=TEXT_MAX_LENGTH,
        help_text=_("Markdown. Everybody gets the same words, as text and as a page."),
    )
    min_level = models.PositiveSmallIntegerField(
        _("level from"), choices=Level.choices, default=Level.REGISTERED
    )
    max_level = models.PositiveSmallIntegerField(
        _("level up to"), choices=Level.choices, default=Level.SUPER_ADMINISTRATOR
    )
    min_points = models.IntegerField(_("points from"), null=True, blank=True)
    max_points = models.IntegerField(_("points up to"), null=True, blank=True)
    joined_from = models.DateField(_("members since this day or later"), null=True, blank=True)
    joined_until = models.DateField(_("members since this day or earlier"), null=True, blank=True)
    active_since = models.DateField(
        _("active since"),
        null=True,
        blank=True,
        help_text=_("Signed in, or wrote something, on this day or later."),
    )
    category_number = models.BigIntegerField(_("with a level in this category"), null=True, blank=True)
    pace = models.PositiveIntegerField(
        _("mails a minute"), default=500, validators=[MinValueValidator(1), MaxValueValidator(MOST_A_MINUTE)]
    )
    state = models.CharField(
        _("state"), max_length=7, choices=State.choices, default=State.DRAFT, editable=False
    )
    next_at = models.DateTimeField(default=timezone.now, editable=False)
    failure_count = models.PositiveSmallIntegerField(default=0, editable=False)
    recipient_count = models.PositiveIntegerField(_("recipients"), default=0, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = [F("id").desc()]
        indexes = [models.Index(fields=["next_at"], name="mailings_running", condition=Q(state="running"))]
        constraints = [
            models.CheckConstraint(name="mailings_mailing_pace", condition=Q(pace__gte=1)),
            models.CheckConstraint(
                name="mailings_mailing_started",
                condition=Q(state="draft", started_at=None)
                | (~Q(state="draft") & Q(started_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether there may still be something to send."""
        return self.state in (self.State.RUNNING, self.State.PAUSED)


class Recipient(models.Model):
    """One member to whom a mailing goes. The address is looked up when it is sent, and stands nowhere here."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("left out: wants none, or has no address any more")
        FAILED = "failed", _("refused by the mail server")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="recipients")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "member"], name="mailings_recipient_once")]
        indexes = [
            models.Index(
                fields=["mailing", "not_before", "id"],
                name="mailings_recipient_due",
                condition=Q(state__in=["waiting", "claimed"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.state}"


class Wish(models.Model):
    """What a member said about mailings. No row: they get them."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="mailing_wish"
    )
    is_wanted = models.BooleanField(_("wants mail to all members"))
    said_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.member_id}: {self.is_wanted}"
