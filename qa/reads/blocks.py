"""Blocks of network addresses, the newest first."""

from django.db.models import QuerySet

from forum.models import AddressBlock


def list_blocks() -> QuerySet[AddressBlock]:
    """Return all blocks that were not lifted, those that have ended included."""
    return AddressBlock.objects.select_related("blocked_by").order_by("-blocked_at", "-id")
