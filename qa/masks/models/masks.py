"""Who wrote a masked post."""

from django.db import models

from qa.models import Post


class Mask(models.Model):
    """Who wrote a masked post, sealed with a key that is made of the site's secret: a glance at the table tells nobody.

    `owner` is a keyed hash of the member, for finding what somebody wrote themselves. Nothing but qa.masks.keeping reads this.
    """

    post = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="+")
    sealed = models.CharField(max_length=160)
    owner = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"mask of {self.post_id}"
