"""Whose posts may stand in the public data set."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """A member's yes to the public data set. No row: none of their posts is in it. Taken back, the row goes."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="data_consent"
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent to the data set")
        verbose_name_plural = _("consents to the data set")

    def __str__(self) -> str:
        return str(self.member_id)
