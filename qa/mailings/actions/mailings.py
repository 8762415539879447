"""Writing a mailing, starting it, pausing, stopping."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import find_address
from accounts.viewers import Viewer
from forum.background import background
from forum.lib.errors import Conflict
from qa.actions.modlog import log
from qa.mailings.actions.letters import compose_letter, render_html
from qa.mailings.models import Mailing, Recipient
from qa.mailings.reads.audience import find_audience
from qa.models import LogEntry
from qa.policies.posts import may_manage_catalogue

FILL = """
    INSERT INTO mailings_recipient (mailing_id, member_id, state, attempt_count, not_before)
    SELECT %s, found.id, 'waiting', 0, now() FROM ({audience}) found ORDER BY found.id
"""


def lock(viewer: Viewer, mailing_id: int) -> Mailing:
    may_manage_catalogue(viewer).enforce()
    return get_object_or_404(Mailing.objects.select_for_update(no_key=True), pk=mailing_id)


@transaction.atomic
def save_mailing(viewer: Viewer, mailing: Mailing) -> Mailing:
    """Keep a draft. Raises PermissionDenied, Conflict once it has started, UncleanText and TooComplex."""
    may_manage_catalogue(viewer).enforce()
    render_html(mailing.text)
    if mailing.pk is None:
        mailing.created_by = viewer.user
    elif not lock(viewer, mailing.pk).is_draft:
        raise Conflict(_("This mailing has started; it cannot be changed any more."))
    mailing.save()
    return mailing


@transaction.atomic
def start_mailing(viewer: Viewer, mailing_id: int) -> Mailing:
    """Write down whom it goes to, and let the worker begin. The moderation log tells who sent to how many, never what.

    Raises PermissionDenied, Http404, Conflict when it has started already, and ValidationError when it would go to nobody.
    """
    mailing = lock(viewer, mailing_id)
    if not mailing.is_draft:
        raise Conflict(_("This mailing has started already."))
    audience, parameters = find_audience(mailing).values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(audience=audience), [mailing.pk, *parameters])
        mailing.recipient_count = cursor.rowcount
    if not mailing.recipient_count:
        raise ValidationError(_("This would go to nobody."))
    mailing.state = Mailing.State.RUNNING
    mailing.started_at = mailing.next_at = timezone.now()
    mailing.save()
    log(viewer, LogEntry.Verb.MAILED, change={"recipients": [0, mailing.recipient_count]})
    return mailing


@transaction.atomic
def pause_mailing(viewer: Viewer, mailing_id: int) -> Mailing:
    """Send nothing more for now; a mail in the hands of the worker still goes. Raises PermissionDenied, Http404, Conflict."""
    return change_state(viewer, mailing_id, (Mailing.State.RUNNING,), Mailing.State.PAUSED)


@transaction.atomic
def resume_mailing(viewer: Viewer, mailing_id: int) -> Mailing:
    """Go on where it was paused. Raises PermissionDenied, Http404, Conflict."""
    return change_state(viewer, mailing_id, (Mailing.State.PAUSED,), Mailing.State.RUNNING)


@transaction.atomic
def stop_mailing(viewer: Viewer, mailing_id: int) -> Mailing:
    """Send nothing more, for good. Raises PermissionDenied, Http404, Conflict."""
    before = (Mailing.State.RUNNING, Mailing.State.PAUSED)
    mailing = change_state(viewer, mailing_id, before, Mailing.State.STOPPED)
    sent = Recipient.objects.filter(mailing=mailing, state=Recipient.State.SENT).count()
    log(viewer, LogEntry.Verb.MAILED, change={"recipients": [mailing.recipient_count, sent]})
    return mailing


def change_state(
    viewer: Viewer, mailing_id: int, before: tuple[Mailing.State, ...], after: Mailing.State
) -> Mailing:
    mailing = lock(viewer, mailing_id)
    if mailing.state not in before:
        raise Conflict(_("Somebody changed this mailing meanwhile."))
    now = timezone.now()
    mailing.state = after
    mailing.next_at, mailing.failure_count = now, 0
    mailing.finished_at = now if after == Mailing.State.STOPPED else None
    mailing.save(update_fields=["state", "next_at", "failure_count", "finished_at"])
    return mailing


def send_test(viewer: Viewer, mailing_id: int) -> None:
    """Have the mailing sent to the one who asks. Raises PermissionDenied, Http404, and ValidationError without an address."""
    may_manage_catalogue(viewer).enforce()
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    if not find_address(viewer.member_id):
        raise ValidationError(_("Your account has no confirmed e-mail address to send it to."))
    send_test_mail.enqueue(mailing.pk, viewer.member_id)


@background()
def send_test_mail(mailing_id: int, member_id: int) -> bool:
    """Send the mail to one member, as all would get it."""
    mailing = Mailing.objects.filter(pk=mailing_id).first()
    address = find_address(member_id)
    if mailing is None or not address:
        return False
    stamp = f"test-{int(timezone.now().timestamp())}"
    compose_letter(mailing, member_id, number=stamp).send(address)
    return True
