"""Secret addresses of feeds: made, made anew, and taken back by their members."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.tickets import BadTicket, make_ticket, read_ticket
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.news.models import FeedKey

PURPOSE = "feed"
DAYS = 36_500  # it lasts until it is taken back
HIGHEST = 2**60


@policy
def may_have_feed(viewer: Viewer, current: Options) -> Rows:
    """Read one's updates in a feed."""
    yield viewer.is_member, SignIn(_("Please sign in to have a feed of your own."))
    yield current.feed_for_updates, _("This site offers no feeds of members’ updates.")


@transaction.atomic
def make_feed_key(viewer: Viewer, *, is_discreet: bool) -> FeedKey:
    """Give the member a new secret address; an older one leads nowhere from now on. Raises PermissionDenied."""
    may_have_feed(viewer, options.current()).enforce()
    values = {
        "number": secrets.randbelow(HIGHEST),
        "is_discreet": is_discreet,
        "created_at": timezone.now(),
    }
    key, _is_new = FeedKey.objects.update_or_create(member_id=viewer.member_id, defaults=values)
    return key


def set_feed_discretion(viewer: Viewer, *, is_discreet: bool) -> None:
    """Say whether the member's feed tells what happened; its address stays. Raises PermissionDenied."""
    may_have_feed(viewer, options.current()).enforce()
    FeedKey.objects.filter(member_id=viewer.member_id).update(is_discreet=is_discreet)


def drop_feed_key(viewer: Viewer) -> None:
    """Take the member's secret address back; a feed that nobody has is dropped, too."""
    FeedKey.objects.filter(member_id=viewer.member_id).delete()


def make_feed_ticket(key: FeedKey) -> str:
    """Return the secret part of the address: the same one each time."""
    return make_ticket(PURPOSE, [key.member_id, key.number], days=DAYS, since=key.created_at)


def find_feed_key(ticket: str) -> FeedKey | None:
    """Return whose address that is; None for one that was taken back, or that we never made."""
    try:
        member_id, number = read_ticket(PURPOSE, ticket)
    except BadTicket:
        return None
    keys = FeedKey.objects.select_related("member").filter(member__is_active=True)
    return keys.filter(member_id=member_id, number=number).first()
