"""Telling members something, each once."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from forum.lib.rows import fetch
from qa.models import Activity, Post
from qa.news.models import Notice
from qa.news.rules.kinds import Kind

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
) -> list[Notice]:
    """Write a notice for each of these members ({member: kind}); return those that are new.

    What it is about: a post on the page of `question`, or `path` with `about` (see Notice). Whoever was told of that fact
    already is not told again. Members are written in the order of their numbers, so that two tellers never block each other.
    """
    notices = [
        Notice(
            recipient_id=member_id,
            kind=recipients[member_id],
            activity=fact,
            question=question,
            post=post,
            about=about,
            path=path,
            created_at=timezone.now(),
        )
        for member_id in sorted(recipients)
    ]
    if fact is not None:
        told = Notice.objects.filter(activity=fact, recipient__in=recipients)
        known = set(told.values_list("recipient_id", flat=True))
        notices = [notice for notice in notices if notice.recipient_id not in known]
    return Notice.objects.bulk_create(notices)


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
