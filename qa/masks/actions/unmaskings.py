"""Taking a mask off against the author's will: one of the team asks and says why, another one agrees, the author is told."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import Conflict
from qa.actions.modlog import log
from qa.actions.threads import lock_post
from qa.masks.actions.telling import tell_author
from qa.masks.keeping import find_members
from qa.masks.models import Reveal, Unmasking
from qa.masks.models.unmaskings import REASON_MAX_LENGTH
from qa.masks.policies.unmaskings import may_confirm, may_decline
from qa.models import LogEntry
from qa.policies.masks import may_ask_who


@transaction.atomic
def request_unmasking(viewer: Viewer, post_id: int, reason: str) -> Unmasking:
    """Ask to be told who wrote a masked post. Nothing is shown yet.

    Raises Http404, PermissionDenied, ValidationError without a reason, and Conflict where somebody has asked already.
    """
    _question, post = lock_post(post_id)
    may_ask_who(viewer, post, options.current()).enforce()
    reason = reason.strip()[:REASON_MAX_LENGTH]
    if not reason:
        raise ValidationError({"reason": _("Please say why. Your colleague and the author read it.")})
    for waiting in Unmasking.objects.filter(post=post, confirmed_at=None, declined_at=None):
        if waiting.is_open:
            raise Conflict(_("A colleague has asked for this already. You can agree there."))
        waiting.declined_at = timezone.now()  # nobody agreed in time: it makes room for a new one
        waiting.save(update_fields=["declined_at"])
    asked = Unmasking.objects.create(post=post, reason=reason, requested_by=viewer.user)
    log(viewer, LogEntry.Verb.ASKED_TO_UNMASK, subject=LogEntry.Kind.POST)
    return asked


def lock_unmasking(pk: int) -> Unmasking:
    """Return a request, locked. Raises Http404."""
    found = Unmasking.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such request."))
    return found


@transaction.atomic
def confirm_unmasking(viewer: Viewer, pk: int) -> Reveal:
    """Agree to a colleague's request: both see the name for some days, the author is told why, and it is counted.

    Raises Http404, PermissionDenied, and ValidationError where nobody knows any more whose it was.
    """
    asked = lock_unmasking(pk)
    may_confirm(viewer, asked, options.current()).enforce()
    author_id = find_members([asked.post]).get(asked.post_id or 0)
    if author_id is None:
        raise ValidationError(_("The account of who wrote this is gone, or they have put their name to it."))
    asked.confirmed_by, asked.confirmed_at = viewer.user, timezone.now()
    asked.save(update_fields=["confirmed_by", "confirmed_at"])
    days = timedelta(days=options.current().unmasking_shown_days)
    reveal = Reveal.objects.create(
        unmasking=asked, started_at=asked.confirmed_at, ends_at=asked.confirmed_at + days
    )
    log(viewer, LogEntry.Verb.UNMASKED, subject=LogEntry.Kind.POST)
    tell_author(author_id, asked)
    return reveal


@transaction.atomic
def decline_unmasking(viewer: Viewer, pk: int) -> Unmasking:
    """Say no to a request, or take back one's own. Raises Http404 and PermissionDenied."""
    asked = lock_unmasking(pk)
    may_decline(viewer, asked, options.current()).enforce()
    asked.declined_by, asked.declined_at = viewer.user, timezone.now()
    asked.save(update_fields=["declined_by", "declined_at"])
    log(viewer, LogEntry.Verb.DECLINED_UNMASKING, subject=LogEntry.Kind.POST)
    return asked
