"""Writing the moderation log, chaining it, taking personal details out, and checking that nobody rewrote it."""

import logging
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import Level, User
from accounts.viewers import Viewer
from qa.models import Activity, Hiding, LogEntry, LogHead, LogPart, Post
from qa.policies.modlog import may_sever_words_of
from qa.policies.permissions import has_rank
from qa.rules.chain import START, digest_part, hash_link

SEAL_LOCK = 0x6D6F646C6F67  # of those who give numbers: one at a time
CHUNK = 1_000
ONE_DAY = timedelta(days=1)
HEAD_ID = re.compile(r"tag:[^,<>\s]+,(\d{4}-\d\d-\d\d):moderation-log/(\d{1,18})/([0-9a-f]{64})")
ROLES = (
    (Level.ADMINISTRATOR, LogEntry.Role.ADMINISTRATOR),
    (Level.MODERATOR, LogEntry.Role.MODERATOR),
    (Level.EDITOR, LogEntry.Role.EDITOR),
    (Level.EXPERT, LogEntry.Role.EXPERT),
)
logger = logging.getLogger(__name__)


def log(
    viewer: Viewer,
    verb: LogEntry.Verb,
    *,
    post: Post | None = None,
    member: User | None = None,
    subject: str = "",
    reason: str = "",
    change: Mapping[str, Any] | None = None,
    author_of: int | None = None,
) -> LogEntry:
    """Write down an act within the caller's transaction; it gets its place in the chain once that is committed.

    `member` is whom it concerns: by default the author of the post. `author_of`: the number of a masked post, where it
    concerns whoever wrote that; from outside such an entry looks like those about members. `change` is
    {field: [before, after]} of JSON values that may be public. A viewer who is nobody is the forum itself.
    """
    if post is not None:
        subject, member = subject or LogEntry.Kind.POST, member or post.author
    elif member is not None:
        subject = subject or LogEntry.Kind.MEMBER
    contents: dict[str, tuple[User | None, Any]] = {}
    if viewer.user is not None:
        contents[LogPart.Kind.ACTOR] = (viewer.user, name(viewer.user))
    if member is not None:
        contents[LogPart.Kind.MEMBER] = (member, name(member))
    if author_of is not None:
        subject, contents[LogPart.Kind.MEMBER] = LogEntry.Kind.MEMBER, (None, {"post": author_of})
    words: dict[str, Any] = {"reason": reason} if reason else {}
    words |= {"change": dict(change)} if change else {}
    if words:
        contents[LogPart.Kind.WORDS] = (member, words)
    parts = [
        LogPart(kind=kind, user=user, nonce=secrets.token_urlsafe(32), content=content)
        for kind, (user, content) in contents.items()
    ]
    entry = LogEntry.objects.create(
        verb=verb,
        role=find_role(viewer, post),
        subject=subject or LogEntry.Kind.SITE,
        post_id=post.pk if post else None,
        post_kind=post.kind if post else "",
        digests={part.kind: digest_part(part.nonce, part.content) for part in parts},
    )
    for part in parts:
        part.entry = entry
    LogPart.objects.bulk_create(parts)
    transaction.on_commit(seal_soon, robust=True)
    return entry


def name(user: User) -> dict[str, Any]:
    return {"id": user.pk, "name": user.username}


def find_role(viewer: Viewer, post: Post | None = None) -> LogEntry.Role:
    """Return as what somebody acts: upon a post, with the level that they have in its category."""
    if viewer.user is None:
        return LogEntry.Role.SYSTEM
    return next((role for level, role in ROLES if has_rank(viewer, level, post)), LogEntry.Role.MEMBER)


def seal_soon() -> None:
    """Seal after a commit. What fails here is made up for by the next one, or by whoever reads the log."""
    try:
        seal()
    except DatabaseError:
        logger.exception("The moderation log was not sealed; the next act will do it.")


@transaction.atomic
def seal() -> int:
    """Give every committed entry without one its place in the chain; return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
    last = LogEntry.objects.exclude(number=None).order_by("-number").first()
    number, before = (last.number or 0, last.hash) if last else (0, START)
    count = 0
    for entry in LogEntry.objects.filter(number=None).order_by("pk"):
        number, count = number + 1, count + 1
        entry.number = number
        entry.hash = before = hash_link(before, entry.make_link())
        entry.save(update_fields=["number", "hash"])
    freeze_heads()
    return count


def freeze_heads() -> None:
    """Write down where the chain stood at the end of each day that is over and had acts; the caller holds SEAL_LOCK.

    Days are those of UTC. What is sealed after its own day was written down counts for the next one: a head never changes.
    """
    today = datetime.now(UTC).date()
    newest = LogHead.objects.order_by("-day").first()
    day, number = (newest.day + ONE_DAY, newest.number) if newest else (date.min, 0)
    heads: dict[date, LogHead] = {}
    for entry in LogEntry.objects.filter(number__gt=number).order_by("number").iterator(chunk_size=100):
        day = max(day, entry.created_at.astimezone(UTC).date())
        if day >= today:
            break
        head = heads.setdefault(day, LogHead(day=day))
        head.number, head.hash = entry.number or 0, entry.hash
        head.counts[entry.verb] = head.counts.get(entry.verb, 0) + 1
    LogHead.objects.bulk_create(heads.values())


@transaction.atomic
def sever_member(viewer: Viewer, member: User) -> int:
    """Take everything that tells of a member out of the log; say so in it. Returns of how many entries.

    The chain holds: it rests on digests of what is gone.
    """
    parts = LogPart.objects.filter(user=member).order_by("entry_id")
    return sever(viewer, parts.values_list("entry_id", "kind")) if parts.exists() else 0


def sever(viewer: Viewer, gone: Any) -> int:
    """Remove these parts, (entry's id, kind) each, and append an entry that names them by the entry's number."""
    seal()
    numbers: dict[str, list[int]] = {}
    for entry_id, kind in list(gone):
        number = LogEntry.objects.values_list("number", flat=True).get(pk=entry_id)
        numbers.setdefault(str(kind), []).append(number or 0)
        LogPart.objects.filter(entry_id=entry_id, kind=kind).delete()
    log(viewer, LogEntry.Verb.SEVERED, subject=LogEntry.Kind.LOG, change={"parts": numbers})
    return len({number for kind in numbers.values() for number in kind})


@transaction.atomic
def sever_words(viewer: Viewer, entry_id: int) -> LogEntry:
    """Take reason and change out of an entry, for what a moderator should not have written there; the log says so.

    The copies of the reason beside the post go, too. Raises Http404 and PermissionDenied.
    """
    entry = get_object_or_404(LogEntry.objects.select_for_update(no_key=True), pk=entry_id)
    may_sever_words_of(viewer, entry).enforce()
    reason = LogPart.objects.get(entry=entry, kind=LogPart.Kind.WORDS).content.get("reason", "")
    if reason and entry.post_id:
        Hiding.objects.filter(post_id=entry.post_id, reason=reason).update(reason="")
        for fact in Activity.objects.filter(post_id=entry.post_id, details__reason=reason):
            del fact.details["reason"]
            fact.save(update_fields=["details"])
    sever(viewer, [(entry.pk, LogPart.Kind.WORDS)])
    return entry


@dataclass(frozen=True)
class Break:
    """Where the log does not hold: the number of the entry, and why in words."""

    number: int
    why: str


def verify() -> Break | None:
    """Return the first place where the log was changed, or None. Reads all of it, in memory that does not grow."""
    seal()
    severed = read_severed()
    before = START
    for number, entry in enumerate(read_entries(), start=1):
        if entry.number != number:
            return Break(number, _("This entry is missing."))
        if hash_link(before, entry.make_link()) != entry.hash:
            return Break(number, _("This entry does not follow from the one before: it was changed."))
        broken = find_broken_part(entry, severed)
        if broken:
            return Break(number, broken)
        before = entry.hash
    return find_lost_head((head.number, head.hash) for head in LogHead.objects.order_by("day"))


def find_lost_head(heads: Iterable[tuple[int, str]]) -> Break | None:
    """Return the first of these (number, hash) that the log does not have (any more)."""
    for number, hash_then in heads:
        entry = LogEntry.objects.filter(number=number).first()
        if entry is None:
            return Break(number, _("This entry was published as the last one of a day, and is missing."))
        if entry.hash != hash_then:
            return Break(number, _("This entry was published with another hash."))
    return None


def read_heads(words: str) -> list[tuple[int, str]]:
    """Return the (number, hash) that a copy of the feed of heads names; whatever else stands there does not matter."""
    return [(int(number), hash_then) for _day, number, hash_then in HEAD_ID.findall(words)]


def read_entries() -> Iterator[LogEntry]:
    sealed = LogEntry.objects.exclude(number=None).order_by("number")
    return sealed.prefetch_related("parts").iterator(chunk_size=CHUNK)


def read_severed() -> set[tuple[int, str]]:
    """Return which parts the log itself says were removed: (number of the entry, kind)."""
    words = LogPart.objects.filter(kind=LogPart.Kind.WORDS, entry__verb=LogEntry.Verb.SEVERED)
    return {
        (number, kind)
        for content in words.values_list("content", flat=True)
        for kind, numbers in content["change"]["parts"].items()
        for number in numbers
    }


def find_broken_part(entry: LogEntry, severed: set[tuple[int, str]]) -> str:
    """Return what is wrong with the parts of an entry, or nothing."""
    parts = {part.kind: part for part in entry.parts.all()}
    for kind, digest in entry.digests.items():
        part = parts.pop(kind, None)
        label = LogPart.Kind(kind).label
        if part is None:
            if (entry.number, kind) not in severed:
                return _("A part of this entry is gone, and no entry says so: %(part)s.") % {"part": label}
        elif digest_part(part.nonce, part.content) != digest:
            return _("A part of this entry was changed: %(part)s.") % {"part": label}
    if parts:
        return _("A part was added to this entry: %(part)s.") % {"part": LogPart.Kind(min(parts)).label}
    return ""
