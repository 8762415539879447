"""What members have read: their notices, and of a thread what was there when they opened it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.viewers import Viewer
from forum.lib.rows import fetch, run
from qa.actions.openings import New
from qa.models import Post
from qa.news.rules.kinds import Kind

VISIT_ENDS = timedelta(minutes=30)  # without opening the page again: what was new until then is not any more
SAME_MOMENT = timedelta(minutes=5)  # within it an opening is not written down again
MOST_NEW = 200

# Rows are locked in the order of their numbers, so that two windows of one member never block each other.
SET_READ = """
    UPDATE news_notice SET read_at = %(read_at)s WHERE id IN (
        SELECT id FROM news_notice
        WHERE recipient_id = %(member)s AND is_listed AND (read_at IS NULL) = %(was_unread)s
            AND (%(notice)s::bigint IS NULL OR id = %(notice)s)
            AND (%(thread)s::text IS NULL OR thread = %(thread)s)
            AND (%(until)s::timestamptz IS NULL OR created_at <= %(until)s)
            AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s))
        ORDER BY id FOR UPDATE)
"""
# One statement: what was seen before, what is there now, the notices of the thread that are read by this.
VISIT = """
    WITH there AS (
        SELECT greatest(q.created_at, (SELECT max(p.created_at) FROM qa_post p WHERE p.question_id = q.id AND NOT p.is_hidden))
            AS newest_at FROM qa_post q WHERE q.id = %(question)s
    ), known AS (
        SELECT before_at FROM news_visit WHERE member_id = %(member)s AND question_id = %(question)s
    ), noted AS (
        INSERT INTO news_visit AS v (member_id, question_id, seen_at, newest_at, before_at)
        SELECT %(member)s, %(question)s, %(now)s, newest_at, newest_at FROM there
        ON CONFLICT (member_id, question_id) DO UPDATE SET
            before_at = CASE WHEN v.seen_at < %(ended)s THEN v.newest_at ELSE v.before_at END,
            newest_at = greatest(v.newest_at, excluded.newest_at), seen_at = excluded.seen_at
        WHERE v.seen_at < %(same)s OR v.newest_at < excluded.newest_at
        RETURNING before_at
    ), told AS (
        UPDATE news_notice SET read_at = %(now)s WHERE id IN (
            SELECT id FROM news_notice WHERE recipient_id = %(member)s AND question_id = %(question)s AND read_at IS NULL
            ORDER BY id FOR UPDATE)
        RETURNING id
    ), since AS (SELECT coalesce((SELECT before_at FROM noted), (SELECT before_at FROM known)) AS at)
    SELECT (SELECT count(*) FROM told), p.id, p.kind
    FROM since LEFT JOIN LATERAL (
        SELECT id, kind, created_at FROM qa_post
        WHERE question_id = %(question)s AND created_at > since.at AND NOT is_hidden AND author_id IS DISTINCT FROM %(member)s
          AND NOT mask_key = ANY(%(masks)s)
        ORDER BY created_at, id LIMIT %(most)s) p ON true
    ORDER BY p.created_at, p.id
"""
OPEN = """
    UPDATE news_notice SET read_at = %(now)s WHERE id IN (
        SELECT n.id FROM news_notice n JOIN news_notice led ON led.recipient_id = n.recipient_id AND led.thread = n.thread
        WHERE led.id = %(notice)s AND n.recipient_id = %(member)s AND n.read_at IS NULL
        ORDER BY n.id FOR UPDATE OF n)
"""


def set_read(
    viewer: Viewer,
    *,
    is_read: bool,
    notice_id: int | None = None,
    thread: str | None = None,
    until: datetime | None = None,
    kinds: Collection[Kind] = (),
) -> int:
    """Note that notices of a member are read, or shall look unread: one, those of a thread, or all (until a moment, of some
    kinds). Returns how many that changed."""
    values = {
        "read_at": timezone.now() if is_read else None,
        "member": viewer.member_id,
        "was_unread": is_read,
        "notice": notice_id,
        "thread": thread,
        "until": until,
        "kinds": [str(kind) for kind in kinds] or None,
    }
    count = run(SET_READ, values)
    recount(viewer, count if is_read else -count)
    return count


def open_notice(viewer: Viewer, notice_id: int) -> int:
    """Note that a member followed the link of a notice: it is read, and all others about the same thing."""
    count = run(OPEN, {"now": timezone.now(), "notice": notice_id, "member": viewer.member_id})
    recount(viewer, count)
    return count


def note_visit(viewer: Viewer, question: Post) -> list[New]:
    """Note what a member has seen by opening a thread; return what is new there since their last visit, in its order.

    A visit lasts until nobody opened the page for half an hour: going on to the next page or coming back from a form is the
    same one. At the first visit nothing is new.
    """
    now = timezone.now()
    values = {
        "member": viewer.member_id,
        "question": question.pk,
        "masks": viewer.aliases_in(question.pk),
        "now": now,
        "ended": now - VISIT_ENDS,
        "same": now - SAME_MOMENT,
        "most": MOST_NEW,
    }
    found = fetch(VISIT, values)
    if found:
        recount(viewer, found[0][0])
    return [New(pk, kind) for _count, pk, kind in found if pk is not None]


def recount(viewer: Viewer, read_count: int) -> None:
    """Have the page that is being made show the number as it is now."""
    if viewer.user is not None and read_count:
        viewer.user.unread_count = max(0, viewer.user.unread_count - read_count)
