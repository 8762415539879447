"""Pictures in posts, and which posts show which."""

import re
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post

ALT_MAX_LENGTH = 200
MEDIA = "/media/"
IMAGE_ADDRESS = re.compile(r"/media/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.webp")


def find_image_ids(source: str) -> list[uuid.UUID]:
    """Return the ids of the pictures that a Markdown text names, each once."""
    return [uuid.UUID(found) for found in dict.fromkeys(IMAGE_ADDRESS.findall(source))]


class Image(models.Model):
    """A picture as it is served: its file lies under MEDIA_ROOT by the name that `file_name` says.

    Who sent it is `uploader` (a member) or `visitor_key`; neither, after an account is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    byte_count = models.PositiveIntegerField(_("bytes"))
    alt = models.CharField(_("description"), max_length=ALT_MAX_LENGTH, blank=True)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="images",
    )
    visitor_key = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("sent"), default=timezone.now, db_index=True)
    posts = models.ManyToManyField(Post, through="qa.PostImage", related_name="images")

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                name="qa_image_size", condition=Q(width__gte=1, height__gte=1, byte_count__gte=1)
            ),
            models.CheckConstraint(
                name="qa_image_one_uploader", condition=Q(uploader=None) | Q(visitor_key="")
            ),
        ]

    def __str__(self) -> str:
        return self.alt or f"{self.pk}.webp"

    def get_absolute_url(self) -> str:
        """Address of the picture, as texts name it."""
        return f"/media/{self.pk}.webp"

    @property
    def file_name(self) -> str:
        """Name of the file in the storage; 256 folders keep each of them short."""
        return f"{self.pk.hex[:2]}/{self.pk}.webp"

    @property
    def markdown(self) -> str:
        """What shows the picture in a text."""
        words = self.alt.translate(UNMARKED) or _("Picture")
        return f"![{words}]({self.get_absolute_url()})"


UNMARKED = str.maketrans("[]`\\", "()'/")


class PostImage(models.Model):
    """A post whose text shows a picture; kept by the actions that write texts."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="image_links")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="post_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "image"], name="qa_postimage_once")]

    def __str__(self) -> str:
        return f"{self.image_id} in {self.post_id}"
