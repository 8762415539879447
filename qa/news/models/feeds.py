"""The secret addresses at which members read their updates in a feed."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class FeedKey(models.Model):
    """A member has a feed of their updates. Its address is a ticket that holds `number`, a random one: with another number, or
    without the row, the address leads nowhere. `is_discreet`: the feed says that something happened, and not what."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="feed_key"
    )
    number = models.BigIntegerField()
    is_discreet = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"feed of {self.member_id}"
