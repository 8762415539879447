"""Age bands, where the owner asks for them. There is no date of birth anywhere."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Age(models.Model):
    """What a member said of their age, and when."""

    class Band(models.TextChoices):
        UNDER_16 = "u16", _("Under 16")
        UNDER_18 = "16-17", _("16 or 17")
        ADULT = "18+", _("18 or older")

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="age"
    )
    band = models.CharField(max_length=5, choices=Band.choices)
    said_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.member_id} {self.band}"
