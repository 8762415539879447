"""A member's conversations: the list, and one of them. Every query begins with whose side it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Left
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.talks.models import Copy, Report, Side, Stop
from qa.talks.rules.openness import UNDO_HOURS

EXCERPT = 160
MOST_RESTORABLE = 20
MOST_CONTEXT = 5  # messages before and after a reported one that may be given along


def undo_limit() -> datetime:
    """Return when something must have been deleted to be brought back still."""
    return timezone.now() - timedelta(hours=UNDO_HOURS)


def own_sides(viewer: Viewer) -> QuerySet[Side]:
    return Side.objects.filter(member=viewer.user).select_related("partner")


def list_conversations(viewer: Viewer, *, is_unread: bool = False) -> QuerySet[Side]:
    """Return the viewer's conversations, the newest first, each with the beginning of its newest message
    (`words`), who wrote that (`last_author_id`) and `unread_count`."""
    kept = Copy.objects.kept().filter(side=OuterRef("pk"))
    unread = Copy.objects.unread().filter(side=OuterRef("pk"))
    rows = own_sides(viewer).filter(is_listed=True).order_by("-last_at", "-id")
    if is_unread:
        rows = rows.filter(Exists(unread))
    newest = kept.order_by("-id").annotate(words=Left("message__body_text", EXCERPT + 1))
    counted = unread.order_by().values("side").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        words=Subquery(newest.values("words")[:1]),
        last_author_id=Subquery(newest.values("message__author")[:1]),
        unread_count=Subquery(counted),
    )


def list_restorable(viewer: Viewer) -> list[Side]:
    """Return the conversations of which the viewer deleted all that was there, within the last day."""
    deleted = Copy.objects.filter(side=OuterRef("pk"), deleted_at__gt=undo_limit())
    return list(
        own_sides(viewer).filter(Exists(deleted), is_listed=False).order_by("-last_at")[:MOST_RESTORABLE]
    )


def find_side(viewer: Viewer, conversation_id: int) -> Side:
    """Return the viewer's side of a conversation. Raises Http404, the same for what is another's and what there is not."""
    found = own_sides(viewer).filter(conversation=conversation_id).first()
    if found is None:
        raise Http404(_("There is no such conversation of yours."))
    return found


def list_messages(side: Side) -> QuerySet[Copy]:
    """Return what is kept of one side, the newest first."""
    rows = Copy.objects.kept().filter(side=side).select_related("message")
    return rows.order_by("-id")


def count_restorable(side: Side) -> int:
    return Copy.objects.filter(side=side, deleted_at__gt=undo_limit()).count()


def find_copy(viewer: Viewer, conversation_id: int, message_id: int) -> Copy:
    """Return the viewer's copy of a message. Raises Http404."""
    side = find_side(viewer, conversation_id)
    found = list_messages(side).filter(message=message_id).first()
    if found is None:
        raise Http404(_("There is no such message of yours (any more)."))
    found.side = side
    return found


def list_context(copy: Copy) -> list[Copy]:
    """Return the messages around one, in their order, as far as the viewer still has them."""
    kept = list_messages(copy.side)
    before = list(kept.filter(pk__lt=copy.pk)[:MOST_CONTEXT])
    after = list(kept.filter(pk__gt=copy.pk).reverse()[:MOST_CONTEXT])
    return [*reversed(before), *after]


def find_reports(viewer: Viewer, copies: list[Copy]) -> dict[int, Report]:
    """Return the viewer's own reports of these messages."""
    ids = [copy.message_id for copy in copies]
    rows = Report.objects.filter(reporter=viewer.user, kind=Report.Kind.MESSAGE, number__in=ids)
    return {report.number: report for report in rows}


def list_stops(viewer: Viewer) -> QuerySet[Stop]:
    """Return whom the viewer stopped, the newest first."""
    return Stop.objects.filter(member=viewer.user).select_related("stopped").order_by("-stopped_at", "-id")


@dataclass(frozen=True)
class Line:
    """A message on the page of a conversation."""

    copy: Copy
    is_own: bool
    is_new: bool
    report: Report | None
