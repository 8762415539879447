"""Reports: giving moderators a message or a note to read. (qa.talks.actions.decisions decides on them.)"""

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from qa.actions.reviews import open_item
from qa.actions.writing import count_against_limit
from qa.models import ReviewItem
from qa.talks.models import Message, Report, ReportedText, WallPost
from qa.talks.policies.messages import may_read_messages
from qa.talks.policies.walls import may_report_note
from qa.talks.reads.conversations import find_copy, list_context
from qa.talks.reads.walls import find_note
from qa.talks.rules.openness import LONGEST_REASON


@transaction.atomic
def report_message(
    viewer: Viewer,
    conversation_id: int,
    message_id: int,
    reason: Report.Reason,
    note: str = "",
    context: Collection[int] = (),
) -> Report:
    """Give moderators a message that somebody wrote to the viewer, and of those around it the ones that the viewer chose
    (`context`: numbers of messages). They read copies of these, and nothing else. A second report is the first.

    Raises Http404, PermissionDenied for one's own message, and TooMany.
    """
    may_read_messages(viewer).enforce()
    copy = find_copy(viewer, conversation_id, message_id)
    message = copy.message
    if message.author_id == viewer.user_id:
        raise PermissionDenied(_("You wrote this yourself."))
    User.objects.select_for_update(no_key=True).get(pk=viewer.member_id)
    found = find_own(viewer, Report.Kind.MESSAGE, message_id)
    if found is not None:
        return found
    count_against_limit(viewer, "flags")
    around = [other.message for other in list_context(copy) if other.message_id in context]
    report = Report(
        kind=Report.Kind.MESSAGE,
        number=message_id,
        reporter=viewer.user,
        reason=reason,
        note=note.strip()[:LONGEST_REASON],
    )
    texts: list[tuple[Message | WallPost, bool]] = [(message, True), *((other, False) for other in around)]
    return open_report(report, texts, message.author, copy.side.get_absolute_url())


@transaction.atomic
def report_note(viewer: Viewer, pk: int, reason: Report.Reason, note: str = "") -> Report:
    """Ask moderators to look at a note on a wall. Raises Http404, PermissionDenied and TooMany."""
    found = find_note(viewer, pk)
    may_report_note(viewer, found).enforce()
    User.objects.select_for_update(no_key=True).get(pk=viewer.member_id)
    earlier = find_own(viewer, Report.Kind.WALL, pk)
    if earlier is not None:
        return earlier
    count_against_limit(viewer, "flags")
    report = Report(
        kind=Report.Kind.WALL,
        number=pk,
        reporter=viewer.user,
        reason=reason,
        note=note.strip()[:LONGEST_REASON],
    )
    return open_report(report, [(found, True)], found.author, found.get_absolute_url())


def find_own(viewer: Viewer, kind: Report.Kind, number: int) -> Report | None:
    return Report.objects.filter(reporter=viewer.user, kind=kind, number=number).first()


def open_report(
    report: Report,
    texts: Iterable[tuple[Message | WallPost, bool]],
    reported: User | None,
    path: str,
) -> Report:
    """Store a report with copies of what was given, (text, whether that is the reported one), and put it in the queue."""
    report.reported, report.path = reported, path
    report.save()
    ReportedText.objects.bulk_create(
        ReportedText(
            report=report,
            author_id=text.author_id,
            is_reported=is_reported,
            body_html=text.body_html,
            written_at=text.created_at,
        )
        for text, is_reported in texts
    )
    lane = ReviewItem.Lane.URGENT if report.reason in Report.URGENT else ReviewItem.Lane.NORMAL
    open_item(ReviewItem.Kind.REPORT, number=report.pk, lane=lane)
    return report
