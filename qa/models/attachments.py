"""Files in posts other than pictures, and which posts name which."""

import re
import uuid

from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from forum.lib.attachments import NAME_MAX_LENGTH
from qa.models.images import UNMARKED
from qa.models.posts import Post
from qa.models.uploads import ID, MEDIA, Upload

ATTACHMENT_ADDRESS = re.compile(rf"{MEDIA}({ID})\.(?!webp\b)[a-z0-9]{{1,5}}\b")


def find_attachment_ids(source: str) -> list[uuid.UUID]:
    """Return the ids of the files that a Markdown text names, each once."""
    return [uuid.UUID(found) for found in dict.fromkeys(ATTACHMENT_ADDRESS.findall(source))]


class Attachment(Upload):
    """A file as it was sent, under the cleaned name that it is saved by. `ending` is one of forum.lib.attachments."""

    name = models.CharField(_("name"), max_length=NAME_MAX_LENGTH)
    ending = models.CharField(_("ending"), max_length=5)
    posts = models.ManyToManyField(Post, through="qa.PostAttachment", related_name="attachments")

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(name="qa_attachment_size", condition=Q(byte_count__gte=1)),
            models.CheckConstraint(
                name="qa_attachment_one_uploader", condition=Q(uploader=None) | Q(visitor_key="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def markdown(self) -> str:
        """What offers the file in a text, with its size."""
        return f"[{self.name.translate(UNMARKED)}]({self.get_absolute_url()}) ({filesizeformat(self.byte_count)})"


class PostAttachment(models.Model):
    """A post whose text names a file; kept by the actions that write texts."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachment_links")
    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="post_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "attachment"], name="qa_postattachment_once")]

    def __str__(self) -> str:
        return f"{self.attachment_id} in {self.post_id}"
