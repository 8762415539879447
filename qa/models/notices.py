"""Addresses that visitors left for notifications of one post."""

from django.db import models
from django.utils import timezone

from qa.models.posts import Post


class NoticeAddress(models.Model):
    """Where a visitor wants to hear about answers to this one post. Used for nothing else and shown to nobody."""

    post = models.OneToOneField(
        Post, primary_key=True, on_delete=models.CASCADE, related_name="notice_address"
    )
    email = models.EmailField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"notices for {self.post_id}"
