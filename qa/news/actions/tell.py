"""Telling members something, each once."""

from collections.abc import Container, Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from forum.lib.rows import fetch
from qa.models import Activity, Post
from qa.news.actions.mails import put_on_list
from qa.news.models import Notice, Preferences
from qa.news.reads.preferences import find_stopped, load_preferences
from qa.news.rules.kinds import Kind, Pace

READ = """
    UPDATE news_notice SET read_at = %s
    WHERE recipient_id = %s AND read_at IS NULL AND (%s::bigint IS NULL OR question_id = %s) AND (%s = '' OR about = %s)
    RETURNING id
"""


@transaction.atomic
def tell(
    recipients: Mapping[int, Kind],
    *,
    fact: Activity | None = None,
    question: Post | None = None,
    post: Post | None = None,
    about: str = "",
    path: str = "",
    without_mail: Container[int] = (),
) -> list[Notice]:
    """Write a notice for each of these members ({member: kind}); return those that are new.

    What it is about: a post on the page of `question`, or `path` with `about` (see Notice). Whoever was told of that fact
    already is not told again, and who wants neither the site nor a mail to tell of that kind is not told at all. Mail goes out
    at the pace that each chose; to those of `without_mail` none. Members are written in the order of their numbers, so that
    two tellers never block each other.
    """
    told = Notice.objects.filter(activity=fact, recipient__in=recipients) if fact else Notice.objects.none()
    known = set(told.values_list("recipient_id", flat=True))
    chosen = load_preferences([pk for pk in recipients if pk not in known])
    stopped = find_stopped(chosen, question.pk if question else None)
    notices = []
    for member_id in sorted(chosen):
        notice = Notice(
            recipient_id=member_id,
            kind=recipients[member_id],
            activity=fact,
            question=question,
            post=post,
            about=about,
            path=path,
            created_at=timezone.now(),
        )
        is_mailed = member_id not in stopped and member_id not in without_mail
        if fit_wishes(notice, chosen[member_id], is_mailed=is_mailed):
            notices.append(notice)
    written = Notice.objects.bulk_create(notices)
    for notice in written:
        if notice.mail == Pace.NOW:
            put_on_list(notice, chosen[notice.recipient_id])
    return written


def fit_wishes(notice: Notice, preferences: Preferences, *, is_mailed: bool) -> bool:
    """Make the notice as its recipient wants it; return whether they want it at all.

    During a break everything is written as read and nothing is mailed: afterwards it can be looked up, and nothing presses.
    """
    wish = preferences.wish(notice.kind)
    has_address = bool(preferences.member.email)
    if is_mailed and has_address and not preferences.is_on_break:
        notice.mail = wish.mail
    notice.is_listed = wish.site
    if preferences.is_on_break or not wish.site:
        notice.read_at = notice.created_at
    return bool(wish.site or notice.mail)


def mark_read(member_id: int, *, question_id: int | None = None, about: str = "") -> int:
    """Note that a member has read their notices: all, those of one question, or those that belong to `about`.

    Returns how many were unread.
    """
    parameters = [timezone.now(), member_id, question_id, question_id, about, about]
    return len(fetch(READ, parameters))


def mark_one(member_id: int, notice_ids: Iterable[int], *, is_read: bool) -> int:
    """Note that notices of this member were read, or that they shall look unread again; return how many that changed."""
    own = Notice.objects.filter(recipient_id=member_id, pk__in=notice_ids, read_at__isnull=is_read)
    return own.update(read_at=timezone.now() if is_read else None)
