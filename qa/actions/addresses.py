"""What follows from knowing where posts came from: hiding them together; and forgetting it again."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.networks import Span
from forum.models import AddressBlock
from qa.actions.hidings import hide_post
from qa.actions.modlog import sever
from qa.models import LogEntry, LogPart, PostAddress
from qa.policies.people import may_see_addresses

MOST_AT_ONCE = 200


def hide_all_from(viewer: Viewer, network: Span) -> int:
    """Hide every visible post that was sent from a network, the newest first, at most MOST_AT_ONCE; return how many were.

    Each is hidden like any other, with its entry in the log, and can be shown again. Raises PermissionDenied.
    """
    may_see_addresses(viewer, options.current()).enforce()
    rows = PostAddress.objects.filter(
        address__gte=str(network.first), address__lte=str(network.last), post__is_hidden=False
    )
    count = 0
    for post_id in list(rows.order_by("-created_at").values_list("post_id", flat=True)[:MOST_AT_ONCE]):
        try:
            hide_post(viewer, post_id, reason=_("It was sent from a network that was used for spam."))
        except (PermissionDenied, Http404):
            continue  # hidden or deleted meanwhile, or its question is
        count += 1
    return count


@dataclass(frozen=True)
class Forgotten:
    """How many addresses of writers, blocks that had ended, and mentions of lifted blocks in the log are gone."""

    address_count: int
    block_count: int
    mention_count: int


@transaction.atomic
def forget_addresses() -> Forgotten:
    """Delete what is older than the owner's days; where the option is off, all addresses of writers.

    The log keeps that addresses were blocked, and its chain; which ones is taken out of it once that is past.
    """
    current = options.current()
    moment = timezone.now() - timedelta(days=current.address_days)
    rows = PostAddress.objects.all()
    if current.are_addresses_kept:
        rows = rows.filter(created_at__lt=moment)
    address_count, _models = rows.delete()
    block_count, _models = AddressBlock.objects.filter(until__lt=moment).delete()
    kept = set(AddressBlock.objects.values_list("pattern", flat=True))
    words = LogPart.objects.filter(
        kind=LogPart.Kind.WORDS, entry__subject=LogEntry.Kind.ADDRESS, entry__created_at__lt=moment
    )
    past = [
        (part.entry_id, part.kind)
        for part in words.order_by("entry_id")
        if not kept & set(part.content.get("change", {}).get("addresses", []))
    ]
    return Forgotten(address_count, block_count, sever(Viewer(), past) if past else 0)
