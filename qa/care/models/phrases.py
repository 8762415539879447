"""The phrases that bring the crisis card."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.stamps import Kind, cover
from qa.care.rules.matching import PATTERN_MAX_LENGTH

cover("care_riskphrase", Kind.SITE)


class RiskPhrase(models.Model):
    """A phrase in one language, with examples that it must and must not find. Nothing is ever kept of what it found."""

    class Lane(models.TextChoices):
        CARD = "card", _("Show the card")
        URGENT = "urgent", _("Show the card; urgent for moderators")
        EXCEPT = "except", _("Does not count, whatever else finds it")

    locale = models.CharField(_("language"), max_length=10, default="en")
    pattern = models.CharField(_("phrase"), max_length=PATTERN_MAX_LENGTH)
    lane = models.CharField(_("what follows"), max_length=6, choices=Lane.choices, default=Lane.CARD)
    is_whole = models.BooleanField(_("only where nothing else is written"), default=False)
    is_on = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    must_match = models.TextField(_("must be found in"))
    must_not_match = models.TextField(_("must not be found in"), blank=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("phrase of the crisis card")
        verbose_name_plural = _("phrases of the crisis card")
        constraints = [
            models.UniqueConstraint(fields=["locale", "pattern", "is_whole"], name="care_riskphrase_once"),
            models.CheckConstraint(
                name="care_riskphrase_lane", condition=models.Q(lane__in=("card", "urgent", "except"))
            ),
        ]

    def __str__(self) -> str:
        return self.pattern
