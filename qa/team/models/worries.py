"""What somebody told the team who worries about a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models import ReviewItem

LONGEST_WORRY = 1000


class Worry(models.Model):
    """One person's worry about who wrote a post; those about one post that wait together are one item of the review queue.

    Who told it is known to those who look at the item and never to the author. Deleted some time after the decision.
    """

    class Concern(models.TextChoices):
        DANGER = "danger", _("They may be in danger now, or about to hurt themselves")
        DYING = "dying", _("They write that they do not want to live, or see no way out")
        HURT = "hurt", _("Somebody may be hurting them")
        ALONE = "alone", _("They seem to be very alone with something heavy")
        OTHER = "other", _("Something else")

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="worries")
    referrer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    visitor_key = models.CharField(max_length=64, blank=True)
    concern = models.CharField(max_length=8, choices=Concern.choices)
    words = models.CharField(max_length=LONGEST_WORRY, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "referrer"], name="team_worry_once", condition=Q(referrer__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["item", "visitor_key"], name="team_worry_visitor_once", condition=~Q(visitor_key="")
            ),
        ]

    def __str__(self) -> str:
        return f"worry {self.pk}"
