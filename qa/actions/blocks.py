"""Blocking network addresses, and lifting that."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.networks import Span
from forum.models import AddressBlock
from qa.actions import modlog
from qa.models import LogEntry
from qa.policies.people import may_block_addresses

LOCK = 0x626C6F636B73  # of those who add blocks: one at a time, so that no two meet


@transaction.atomic
def block_addresses(
    viewer: Viewer, span: Span, *, reason: str, until: datetime | None = None
) -> AddressBlock:
    """Let nobody write or sign up from these addresses, until a moment or until it is lifted. Reading stays open.

    Raises PermissionDenied, and ValidationError for addresses of which some are blocked already and for an end in the past.
    """
    may_block_addresses(viewer).enforce()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if until is not None and until <= timezone.now():
        raise ValidationError(_("This moment has passed already."))
    other = AddressBlock.objects.meeting(str(span.first), str(span.last)).first()
    if other is not None:
        words = _("Some of these addresses are blocked already: %(pattern)s. Lift that block first.")
        raise ValidationError(words % {"pattern": other.pattern})
    block = AddressBlock.objects.create(
        pattern=span.pattern,
        first=str(span.first),
        last=str(span.last),
        reason=reason,
        until=until,
        blocked_by=viewer.user,
    )
    log(viewer, LogEntry.Verb.BLOCKED_ADDRESSES, reason, before=None, after=block.pattern)
    return block


@transaction.atomic
def lift_block(viewer: Viewer, block_id: int) -> AddressBlock:
    """Let people write from these addresses again. Raises Http404 (somebody lifted it already) and PermissionDenied."""
    may_block_addresses(viewer).enforce()
    block = AddressBlock.objects.select_for_update().filter(pk=block_id).first()
    if block is None:
        raise Http404(_("This block is not there (any more). Somebody may have lifted it meanwhile."))
    AddressBlock.objects.filter(pk=block.pk).delete()
    log(viewer, LogEntry.Verb.LIFTED_BLOCK, "", before=block.pattern, after=None)
    return block


def log(viewer: Viewer, verb: LogEntry.Verb, reason: str, *, before: str | None, after: str | None) -> None:
    """Write it down; the addresses stand in the part with the words, which is not public for this kind of subject."""
    change = {"addresses": [before, after]}
    modlog.log(viewer, verb, subject=LogEntry.Kind.ADDRESS, reason=reason, change=change)
