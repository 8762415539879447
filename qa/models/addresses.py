"""Network addresses of those who wrote, where the owner keeps them."""

from django.db import models
from django.utils import timezone

from qa.models.posts import Post


class PostAddress(models.Model):
    """From where a post was sent. Written only while the option for it is on, deleted after the days that the owner set."""

    post = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="sent_from")
    address = models.GenericIPAddressField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["address", "-post"], name="qa_postaddress_by_address"),
            models.Index(fields=["created_at"], name="qa_postaddress_by_age"),
        ]

    def __str__(self) -> str:
        return f"address of {self.post_id}"
