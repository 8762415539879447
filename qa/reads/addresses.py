"""Posts by the network address from which they were sent, where the owner keeps addresses."""

from django.db.models import Q, QuerySet

from accounts.viewers import Viewer
from forum.lib.addresses import group_address
from forum.lib.networks import BadPattern, Span, read_pattern
from forum.models import AddressBlock
from qa.models import Post, PostAddress
from qa.reads.scopes import in_scope
from qa.rules.rights import Right


def find_network(address: str) -> Span | None:
    """Return the network that an address stands for (an IPv6 address for its /64); None when it is none."""
    try:
        return read_pattern(group_address(address))
    except BadPattern:
        return None


def posts_from(viewer: Viewer, network: Span) -> QuerySet[PostAddress]:
    """Return what was sent from a network, the newest first: where the viewer may see addresses at all, and what is hidden or
    waits only where they may see that, too."""
    shown = Post.objects.filter(in_scope(viewer, Right.SEE_ADDRESSES))
    behind = in_scope(viewer, Right.HIDE) & in_scope(viewer, Right.MODERATE)
    if behind:  # an empty condition is that of somebody who sees everything
        is_open = Q(is_hidden=False) & (Q(question=None) | Q(question__is_hidden=False))
        shown = shown.filter(is_open | behind)
    rows = PostAddress.objects.filter(
        address__gte=str(network.first), address__lte=str(network.last), post__in=shown
    )
    return rows.select_related("post__author", "post__question").order_by("-created_at", "-post_id")


def blocks_on(network: Span) -> list[AddressBlock]:
    """Return the blocks in force that meet a network."""
    return list(
        AddressBlock.objects.in_force().filter(first__lte=str(network.last), last__gte=str(network.first))
    )
