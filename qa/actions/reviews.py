"""The review queue: opening and closing items, taking them, giving them back.

Items follow from the posts (held, flagged, to be checked): whoever changes the post opens or closes its item in the same
transaction, after the thread's lock. Taking locks the item alone and never waits for a row that somebody else is taking.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.lib.errors import Conflict
from forum.lib.rows import later
from qa.actions.welfare import (
    Enough,
    enforce_room,
    hold_moderator,
    is_full,
    refuse_resting,
    tell_why_not,
)
from qa.models import Post, ReviewItem, ReviewNote
from qa.models.reviews import ReviewQuerySet
from qa.policies.reviews import may_decide, may_hand_to, may_review, offered_kinds
from qa.reads.welfare import tell_enough

Kind, Lane, Decision = ReviewItem.Kind, ReviewItem.Lane, ReviewItem.Decision
NOTE_MAX_LENGTH = 500
# Where an item of that kind that is open already would stand in its way.
PLACES = {
    Kind.HELD: "(post_id) WHERE decided_at IS NULL AND kind IN ('held', 'edit')",
    Kind.EDIT: "(post_id) WHERE decided_at IS NULL AND kind IN ('held', 'edit')",
    Kind.FLAGGED: "(post_id, kind) WHERE decided_at IS NULL AND kind IN ('flagged', 'check')",
    Kind.CHECK: "(post_id, kind) WHERE decided_at IS NULL AND kind IN ('flagged', 'check')",
    Kind.MEMBER: "(member_id) WHERE decided_at IS NULL AND kind = 'member'",
    Kind.APPEAL: "(number) WHERE decided_at IS NULL AND kind = 'appeal'",
    Kind.REPORT: "(number) WHERE decided_at IS NULL AND kind = 'report'",
    Kind.WORRY: "(post_id) WHERE decided_at IS NULL AND kind = 'worry'",
}
# A check moves to its new day; what somebody waits for keeps the day since when it does.
STORE_ITEM = {
    kind: f"""
    INSERT INTO qa_reviewitem AS i (kind, post_id, member_id, number, lane, opened_at, due_at, decision, note)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '', '')
    ON CONFLICT {place} DO UPDATE SET
        lane = least(i.lane, EXCLUDED.lane),
        opened_at = CASE i.kind WHEN 'check' THEN EXCLUDED.opened_at ELSE i.opened_at END,
        due_at = CASE WHEN i.kind = 'check' OR EXCLUDED.lane < i.lane THEN EXCLUDED.due_at ELSE i.due_at END
"""  # noqa: S608
    for kind, place in PLACES.items()
}
# Whoever gave an item back is offered everything else first, for so long.
PASSED_OVER = timedelta(hours=12)


class Decided(Conflict):
    """Somebody else decided the item meanwhile."""


class Claimed(Conflict):
    """Somebody else is looking at the item; one may decide it all the same, when asked."""


def open_item(
    kind: ReviewItem.Kind,
    *,
    post: Post | None = None,
    member: User | None = None,
    number: int | None = None,
    lane: ReviewItem.Lane = Lane.NORMAL,
    at: datetime | None = None,
) -> None:
    """Let something wait in the queue; what waits already moves to the more urgent lane of the two."""
    opened_at = at or timezone.now()
    about = [post.pk if post else None, member.pk if member else None, number]
    later(STORE_ITEM[kind], [kind, *about, lane, opened_at, due_from(opened_at, lane, kind)])


def close_item(
    kinds: Collection[ReviewItem.Kind],
    decision: ReviewItem.Decision,
    *,
    post: Post | None = None,
    member: User | None = None,
    number: int | None = None,
    viewer: Viewer = NOBODY,
    note: str = "",
) -> None:
    """Take from the queue what waits there of these kinds about this post, member or appeal."""
    about: dict[str, Any] = {"post": post} if post else {"member": member} if member else {"number": number}
    close(ReviewItem.objects.open().filter(kind__in=kinds, **about), decision, viewer, note)


def close(
    items: QuerySet[ReviewItem], decision: ReviewItem.Decision, viewer: Viewer = NOBODY, note: str = ""
) -> None:
    items.update(
        decision=decision,
        decided_by=viewer.user,
        decided_at=timezone.now(),
        note=note.strip()[:NOTE_MAX_LENGTH],
    )


def schedule_check(answer: Post) -> None:
    """Open the item of an answer's next check on the day after the one it is good for, or none."""
    if answer.check_after is not None:
        open_item(Kind.CHECK, post=answer, lane=Lane.LATER, at=morning_after(answer.check_after))


def morning_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def due_from(moment: datetime, lane: int, kind: str = "") -> datetime:
    """Return when something in this lane that waits since that moment should be decided; worries have times of their own."""
    current = options.current()
    if kind == Kind.WORRY:
        minutes = (
            current.urgent_worry_minutes,
            60 * current.normal_worry_hours,
            60 * current.later_worry_hours,
        )
        return moment + timedelta(minutes=minutes[lane])
    hours = (current.urgent_review_hours, current.normal_review_hours, current.later_review_hours)[lane]
    return moment + timedelta(hours=hours)


def lock_item(pk: int) -> ReviewItem:
    """Return an item, locked until the transaction ends. Raises Http404.

    Who also needs the lock of its thread takes that first.
    """
    rows = ReviewItem.objects.select_for_update(of=("self",)).select_related(
        "claimed_by", "decided_by", "post"
    )
    item = rows.filter(pk=pk).first()
    if item is None:
        raise Http404(_("There is no such thing to look at."))
    return item


def refuse_decided(item: ReviewItem) -> None:
    """Raise Decided, with who and when and what, unless the item is open."""
    if item.is_open:
        return
    told = {
        "who": item.decided_by.username if item.decided_by else _("somebody"),
        "when": date_format(timezone.localtime(item.decided_at), "DATETIME_FORMAT"),
        "what": item.get_decision_display(),
    }
    raise Decided(_("This was decided already: %(what)s, by %(who)s (%(when)s). Nothing was changed.") % told)


def refuse_claimed(viewer: Viewer, item: ReviewItem) -> None:
    """Raise Claimed when somebody else has taken the item and still has it."""
    if not is_held_by_another(viewer, item):
        return
    told = {
        "who": item.claimed_by.username if item.claimed_by else _("somebody"),
        "when": date_format(timezone.localtime(item.claimed_at), "TIME_FORMAT"),
    }
    raise Claimed(_("%(who)s is looking at this since %(when)s.") % told)


def is_held_by_another(viewer: Viewer, item: ReviewItem) -> bool:
    """Whether somebody else took the item within the last minutes."""
    is_fresh = item.claimed_at is not None and item.claimed_at > oldest_claim()
    return is_fresh and item.claimed_by_id is not None and item.claimed_by_id != viewer.user_id


def oldest_claim() -> datetime:
    """Return since when somebody must have taken an item to still have it."""
    return timezone.now() - timedelta(minutes=options.current().claim_minutes)


def take(viewer: Viewer, item: ReviewItem) -> ReviewItem:
    item.claimed_by, item.claimed_at = viewer.user, timezone.now()
    item.save(update_fields=["claimed_by", "claimed_at"])
    return item


@transaction.atomic
def claim_next(viewer: Viewer, items: ReviewQuerySet) -> ReviewItem | None:
    """Take the next of these items for the viewer: what they have already, else the most urgent that nobody has.

    Two people who ask at one moment get two items: a row that somebody is taking is passed over. What the viewer gave
    back comes last. Nothing urgent goes to who has had enough for today. Raises PermissionDenied and Enough.
    """
    may_review(viewer).enforce()
    hold_moderator(viewer)
    refuse_resting(viewer)
    free = Q(claimed_by=None) | Q(claimed_at__lte=oldest_claim()) | Q(claimed_by=viewer.user)
    given_back = ReviewNote.objects.filter(
        item=OuterRef("pk"), author=viewer.user, created_at__gt=timezone.now() - PASSED_OVER
    )
    rows = items.waiting().filter(free, kind__in=offered_kinds(viewer)).exclude(post__author=viewer.user)
    offered, has_enough = rows, is_full(viewer)
    if has_enough:  # what they have already they keep
        rows = rows.filter(Q(claimed_by=viewer.user) | Q(lane__gt=Lane.URGENT))
    rows = rows.annotate(
        is_mine=Case(When(claimed_by=viewer.user, then=True), default=False, output_field=BooleanField()),
        is_passed=Exists(given_back),
    )
    rows = rows.order_by("is_passed", "-is_mine", "lane", "opened_at", "id")
    item = rows.select_for_update(of=("self",), skip_locked=True).first()
    if item is None and has_enough and offered.exists():
        raise Enough(tell_enough(viewer.member_id))
    return take(viewer, item) if item else None


@transaction.atomic
def claim_item(viewer: Viewer, pk: int) -> ReviewItem:
    """Take this very item. Raises Http404, PermissionDenied, Decided, Claimed and Enough."""
    hold_moderator(viewer)
    item = lock_item(pk)
    refuse_decided(item)
    may_decide(viewer, item).enforce()
    refuse_claimed(viewer, item)
    enforce_room(viewer, item)
    return take(viewer, item)


@transaction.atomic
def release_item(viewer: Viewer, pk: int, note: str = "") -> ReviewItem:
    """Give an item back to everybody, with a word for the next one or without. Raises as claim_item."""
    item = lock_item(pk)
    refuse_decided(item)
    may_decide(viewer, item).enforce()
    refuse_claimed(viewer, item)
    leave(viewer, item, ReviewNote.Act.RELEASED, note)
    item.claimed_by = item.claimed_at = None
    item.save(update_fields=["claimed_by", "claimed_at"])
    return item


@transaction.atomic
def hand_over(viewer: Viewer, pk: int, to: User | None, note: str, *, is_urgent: bool = False) -> ReviewItem:
    """Pass an item on with a note: to a colleague, who then has it, or to whoever comes next; perhaps as urgent.

    Raises as claim_item, and ValidationError without a note or for somebody who cannot decide it, or not today.
    """
    if to is not None:
        hold_moderator(Viewer(to))
    item = lock_item(pk)
    refuse_decided(item)
    may_decide(viewer, item).enforce()
    refuse_claimed(viewer, item)
    if not note.strip():
        raise ValidationError({"note": _("Please leave a word for the next one.")})
    if to is not None:
        verdict = may_hand_to(Viewer(to), item)
        if not verdict:
            raise ValidationError({"to": verdict.reason})
        refusal = tell_why_not(to, is_urgent=is_urgent or item.is_urgent, but=item.pk)
        if refusal:
            raise ValidationError({"to": refusal})
    if is_urgent and not item.is_urgent:
        item.lane, item.due_at = Lane.URGENT, due_from(timezone.now(), Lane.URGENT, item.kind)
    act = ReviewNote.Act.HANDED if to else ReviewNote.Act.REFERRED if is_urgent else ReviewNote.Act.RELEASED
    leave(viewer, item, act, note, to)
    item.claimed_by, item.claimed_at = to, timezone.now() if to else None
    item.save(update_fields=["claimed_by", "claimed_at", "lane", "due_at"])
    return item


def leave(
    viewer: Viewer, item: ReviewItem, act: ReviewNote.Act, note: str, to: User | None = None
) -> ReviewNote:
    return ReviewNote.objects.create(item=item, author=viewer.user, act=act, text=note.strip(), to=to)


# What should be open, from the posts: (post, kind, since when, lane). `recount` and the migration read it, too.
EXPECTED = """
    SELECT p.id AS post_id, CASE h.pending WHEN 'edited' THEN 'edit' ELSE 'held' END AS kind, h.hidden_at AS opened_at,
           1 AS lane, 'waits' AS place
    FROM qa_post p JOIN qa_hiding h ON h.post_id = p.id AND h.because = 'queue'
    UNION ALL
    SELECT f.post_id, 'flagged', min(f.created_at),
           CASE WHEN bool_or(f.reason IN ('harmful', 'team')) THEN 0 ELSE 1 END, 'flagged'
    FROM qa_flag f WHERE f.decision_id IS NULL GROUP BY f.post_id
    UNION ALL
    SELECT p.id, 'check', (p.check_after + 1)::timestamp AT TIME ZONE current_setting('TimeZone'), 2, 'check'
    FROM qa_post p WHERE p.check_after IS NOT NULL
"""
PLACE = "CASE WHEN i.kind IN ('held', 'edit') THEN 'waits' ELSE i.kind END"
OPEN = f"(SELECT i.*, {PLACE} AS place FROM qa_reviewitem i WHERE i.decided_at IS NULL AND i.post_id IS NOT NULL)"  # noqa: S608
MISSING = f"""
    SELECT e.* FROM ({EXPECTED}) e LEFT JOIN {OPEN} o ON o.post_id = e.post_id AND o.place = e.place WHERE o.id IS NULL
"""  # noqa: S608
NEEDLESS = f"""
    SELECT o.id FROM {OPEN} o LEFT JOIN ({EXPECTED}) e ON o.post_id = e.post_id AND o.place = e.place
    WHERE e.post_id IS NULL AND o.kind IN ('held', 'edit', 'flagged', 'check')
"""  # noqa: S608


def count_drift() -> int:
    """Return how many items are open that should not be, or missing."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT count(*) FROM ({MISSING}) m) + (SELECT count(*) FROM ({NEEDLESS}) n)")  # noqa: S608
        return int(cursor.fetchone()[0])


def restore_items() -> None:
    """Open what is missing and close what is needless, from the posts."""
    current = options.current()
    hours = [current.urgent_review_hours, current.normal_review_hours, current.later_review_hours]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE qa_reviewitem SET decided_at = now(), decision = 'withdrawn' "  # noqa: S608
            f"WHERE id IN ({NEEDLESS})"
        )
        cursor.execute(
            "INSERT INTO qa_reviewitem (kind, post_id, lane, opened_at, due_at, decision, note) "  # noqa: S608
            "SELECT m.kind, m.post_id, m.lane, m.opened_at, "
            "m.opened_at + make_interval(hours => (%s::int[])[m.lane + 1]), '', '' "
            f"FROM ({MISSING}) m",
            [hours],
        )
