"""Posts by the network address from which they were sent, where the owner keeps addresses."""

from django.db.models import QuerySet

from forum.lib.addresses import group_address
from forum.lib.networks import BadPattern, Span, read_pattern
from forum.models import AddressBlock
from qa.models import PostAddress


def find_network(address: str) -> Span | None:
    """Return the network that an address stands for (an IPv6 address for its /64); None when it is none."""
    try:
        return read_pattern(group_address(address))
    except BadPattern:
        return None


def posts_from(network: Span) -> QuerySet[PostAddress]:
    """Return what was sent from a network, the newest first."""
    rows = PostAddress.objects.filter(address__gte=str(network.first), address__lte=str(network.last))
    return rows.select_related("post__author", "post__question").order_by("-created_at", "-post_id")


def blocks_on(network: Span) -> list[AddressBlock]:
    """Return the blocks in force that meet a network."""
    return list(
        AddressBlock.objects.in_force().filter(first__lte=str(network.last), last__gte=str(network.first))
    )
