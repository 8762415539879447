"""What pictures and other files in posts have in common."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA = "/media/"
ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Upload(models.Model):
    """A file under the name that `file_name` says; who sent it is `uploader` (a member) or `visitor_key`.

    Neither, after an account is gone. Its address never changes what it shows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    byte_count = models.PositiveIntegerField(_("bytes"))
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    visitor_key = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("sent"), default=timezone.now, db_index=True)

    ending = ""
    missing: Promise = _("This file does not exist, or it was removed.")

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """Address of the file, as texts name it."""
        return f"{MEDIA}{self.pk}.{self.ending}"

    @property
    def file_name(self) -> str:
        """Name of the file in the storage; 256 folders keep each of them short."""
        return f"{self.pk.hex[:2]}/{self.pk}.{self.ending}"
