"""Applications of professionals, and the evidence that they send."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post  # noqa: F401 - the tables of the conversation come first


class Application(models.Model):
    """A member asks to have their profession checked. One waits at a time.

    `registry` (a number, say) and the evidence are there only while it waits: whatever becomes of it, both are destroyed in the
    same transaction.
    """

    class Outcome(models.TextChoices):
        WAITING = "", _("waiting")
        GRANTED = "granted", _("confirmed")
        DECLINED = "declined", _("not confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("not decided in time")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="professional_applications"
    )
    field = models.CharField(_("profession"), max_length=60)
    country = models.CharField(_("country"), max_length=60)
    registry = models.CharField(_("where one can look it up"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.WAITING, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], name="professionals_application_one_waits", condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="professionals_application_decided",
                condition=Q(outcome="", decided_at=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False, registry="")),
            ),
            models.CheckConstraint(
                name="professionals_application_not_by_oneself",
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("member")) | Q(outcome="withdrawn"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.outcome or 'waits'}"


class Evidence(models.Model):
    """A file that shows somebody's profession. It lies in this table and nowhere else: it never becomes a file of the site, so
    that deleting the row leaves nothing behind that could be served."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()
    byte_count = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A mark that was given. `User.professional` is a copy, so that pages show it without a query."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="professional_grant",
    )
    field = models.CharField(max_length=60)
    country = models.CharField(max_length=60)
    checked_by = models.CharField(max_length=60)
    granted_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(db_index=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="professionals_grant_ends_after_it_began", condition=Q(until__gt=models.F("granted_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.field}"
