"""Pictures in posts, and which posts show which."""

import re
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post
from qa.models.uploads import ID, MEDIA, Upload

ALT_MAX_LENGTH = 200
IMAGE_ADDRESS = re.compile(rf"{MEDIA}({ID})\.webp")


def find_image_ids(source: str) -> list[uuid.UUID]:
    """Return the ids of the pictures that a Markdown text names, each once."""
    return [uuid.UUID(found) for found in dict.fromkeys(IMAGE_ADDRESS.findall(source))]


class Image(Upload):
    """A picture as it is served."""

    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    alt = models.CharField(_("description"), max_length=ALT_MAX_LENGTH, blank=True)
    posts = models.ManyToManyField(Post, through="qa.PostImage", related_name="images")

    ending = "webp"
    missing = _("This picture does not exist, or it was removed.")

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
