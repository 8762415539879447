"""What was searched for and not found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MISS_MAX_LENGTH = 60


class Miss(models.Model):
    """How often on a day the same words found nothing. Who searched, when on that day and from where is not known."""

    query = models.CharField(_("words"), max_length=MISS_MAX_LENGTH)
    day = models.DateField(_("day"), db_index=True)
    count = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        constraints = [models.UniqueConstraint(fields=["query", "day"], name="search_miss_once")]

    def __str__(self) -> str:
        return self.query
