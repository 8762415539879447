"""Who may write to a member: what they set, and whom they stopped."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.stamps import Kind, cover
from qa.talks.rules.openness import Openness

cover("talks_preference", Kind.WALLS)


class Preference(models.Model):
    """What a member set for messages and for their wall; without a row, the defaults."""

    CHOICES = (
        (Openness.EVERYBODY.value, _("Everybody")),
        (Openness.KNOWN.value, _("Only people whom I have answered, or who answered me")),
        (Openness.NOBODY.value, _("Nobody")),
    )

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="talk_preference"
    )
    openness = models.CharField(max_length=9, choices=CHOICES, default=Openness.EVERYBODY.value)
    has_wall = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"preference of {self.member_id}"


class Stop(models.Model):
    """`member` does not want to be written to by `stopped`: neither messages nor notes on the wall."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stops")
    stopped = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "stopped"], name="talks_stop_once"),
            models.CheckConstraint(name="talks_stop_another", condition=~Q(member=F("stopped"))),
        ]
        indexes = [models.Index(fields=["member", "-stopped_at", "-id"], name="talks_stop_list")]

    def __str__(self) -> str:
        return f"{self.member_id} stopped {self.stopped_id}"
