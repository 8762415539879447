"""Mail that came back: counted, until an address is left alone."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum import options
from qa.news.models import ReturnedMail
from qa.news.reads.preferences import hash_mailbox

FULL, GONE = 1, 2  # how much it weighs: cannot be delivered now, or never
FORGIVEN_AFTER = timedelta(days=30)


@transaction.atomic
def note_return(member: User, weight: int) -> ReturnedMail:
    """Count that a mail to the member's present address came back; when it is too much, nothing more is sent there.

    What came back a month ago or from another address does not count any more.
    """
    now, mailbox = timezone.now(), hash_mailbox(member.email)
    User.objects.select_for_update(no_key=True).get(pk=member.pk)  # one after the other
    kept = ReturnedMail.objects.filter(member=member).first()
    is_same = kept is not None and kept.address_hash == mailbox and now - kept.returned_at < FORGIVEN_AFTER
    before = kept.weight if kept and is_same else 0
    paused_at = kept.paused_at if kept and kept.address_hash == mailbox else None
    total = min(before + weight, 30_000)
    if paused_at is None and total >= options.current().bounce_limit:
        paused_at = now
    row, _is_new = ReturnedMail.objects.update_or_create(
        member=member,
        defaults={"address_hash": mailbox, "weight": total, "returned_at": now, "paused_at": paused_at},
    )
    return row


def resume_mail(member: User) -> None:
    """Forget what came back: the member says that their address works."""
    ReturnedMail.objects.filter(member=member).delete()
