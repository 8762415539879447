"""The moderation log as people read it: what each entry says to whom, what may be downloaded, decisions about oneself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Level
from accounts.viewers import NOBODY, Viewer
from forum import options
from qa.models import LogEntry, LogPart, Post
from qa.policies.posts import may_see
from qa.rules.chain import START

EXPORT_SIZE = 2_000
# Notes that moderators keep for themselves are no decision about anybody.
NOUNS: dict[str, Promise] = {
    Post.Kind.QUESTION: gettext_lazy("a question"),
    Post.Kind.ANSWER: gettext_lazy("an answer"),
    Post.Kind.COMMENT: gettext_lazy("a comment"),
}
HIDDEN_NOUNS: dict[str, Promise] = {
    Post.Kind.QUESTION: gettext_lazy("a question that is hidden or gone"),
    Post.Kind.ANSWER: gettext_lazy("an answer that is hidden or gone"),
    Post.Kind.COMMENT: gettext_lazy("a comment that is hidden or gone"),
}
AUTHORS: dict[str, Promise] = {
    Post.Kind.QUESTION: gettext_lazy("the author of a question"),
    Post.Kind.ANSWER: gettext_lazy("the author of an answer"),
    Post.Kind.COMMENT: gettext_lazy("the author of a comment"),
}
FIELDS: dict[str, Promise] = {
    "category": gettext_lazy("Category"),
    "tags": gettext_lazy("Tags"),
    "duplicate_of": gettext_lazy("Same as question number"),
    "flags": gettext_lazy("Flags"),
    "decision": gettext_lazy("Decision number"),
    "questions": gettext_lazy("Questions"),
    "until": gettext_lazy("Until"),
    "rights": gettext_lazy("Rights taken"),
    "rule": gettext_lazy("Rule"),
    "recipients": gettext_lazy("Recipients"),
    "audience": gettext_lazy("Who may find it"),
    "warnings": gettext_lazy("Content warnings"),
    "tag": gettext_lazy("Tag"),
    "name": gettext_lazy("Name"),
    "synonyms": gettext_lazy("Other names"),
    "post_level": gettext_lazy("Who may use it"),
    "provider": gettext_lazy("Way to sign in"),
    "provider_word": gettext_lazy("Word in addresses"),
    "provider_address": gettext_lazy("Address of the provider"),
    "client_id": gettext_lazy("Our client ID there"),
    "secret": gettext_lazy("Our secret there"),
}
PARTS: dict[str, Promise] = {
    LogPart.Kind.ACTOR: gettext_lazy("who acted"),
    LogPart.Kind.MEMBER: gettext_lazy("whom it concerned"),
    LogPart.Kind.WORDS: pgettext_lazy("moderation log", "reason and change"),
}


@dataclass(frozen=True)
class Change:
    """One field of a change, in words."""

    label: str
    before: str
    after: str


# Words about people are between them and the moderators: the log says that something was decided, and as what.
PEOPLE = (LogEntry.Kind.MEMBER, LogEntry.Kind.ADDRESS)


@dataclass(frozen=True)
class LogRow:
    """An entry as a viewer reads it. `post` is set where they may see it; else `noun` is all that is said of it."""

    entry: LogEntry
    noun: str
    post: Post | None = None
    actor: str = ""
    reason: str = ""
    changes: list[Change] = field(default_factory=list)
    are_changes_withheld: bool = False
    severed: list[str] = field(default_factory=list)
    is_of_author: bool = False  # it concerned whoever wrote that post without a name

    @property
    def title(self) -> str:
        """The title of the question on whose page the post stands; only where the viewer may see it."""
        thread = self.post.question or self.post if self.post else None
        return thread.title if thread else ""


def log_entries() -> QuerySet[LogEntry]:
    """Return the log, the newest first."""
    return LogEntry.objects.order_by("-id").prefetch_related("parts")


# Of a member: the numbers of posts of theirs that name nobody. (The conversation does not know whose these are; qa.masks does.)
UNNAMED_POSTS: list[Callable[[int], list[int]]] = []


def list_unnamed_posts(viewer: Viewer) -> list[int]:
    """Return the numbers of posts of a member's that name nobody; found once for the request."""
    if "unnamed_posts" not in viewer.remembered:
        found = [pk for find in UNNAMED_POSTS for pk in find(viewer.member_id)] if viewer.is_member else []
        viewer.remembered["unnamed_posts"] = found
    return list(viewer.remembered["unnamed_posts"])


def find_author_of(entry: LogEntry) -> int:
    """Return the number of the masked post whose author a decision concerned; 0 of all others."""
    told = (part.content for part in entry.parts.all() if part.kind == LogPart.Kind.MEMBER)
    return next((content["post"] for content in told if "post" in content), 0)


def is_about_own(viewer: Viewer, entry: LogEntry) -> bool:
    """Whether a decision concerned the viewer as the one who wrote a masked post."""
    number = find_author_of(entry)
    return bool(number) and number in list_unnamed_posts(viewer)


def read_decisions(viewer: Viewer) -> QuerySet[LogEntry]:
    """Return what was decided about a member or a visitor with a cookie, and about their posts, the newest first."""
    entries = log_entries().exclude(verb__in=LogEntry.UNTOLD).select_related("appeal")
    if viewer.is_member:
        named = LogPart.objects.filter(kind=LogPart.Kind.MEMBER, user=viewer.user)
        unnamed = list_unnamed_posts(viewer)
        mine = Q(pk__in=named.values("entry"))
        if unnamed:
            as_author = LogPart.objects.filter(kind=LogPart.Kind.MEMBER, user=None, content__post__in=unnamed)
            mine |= Q(post_id__in=unnamed) | Q(pk__in=as_author.values("entry"))
        return entries.filter(mine)
    if viewer.sealed is not None:
        return entries.filter(post_id__in=viewer.sealed)
    if viewer.visitor_key:
        own = Post.objects.filter(author=None, visitor_key=viewer.visitor_key)
        return entries.filter(post_id__in=own.values("pk"))
    return entries.none()


def concerns(viewer: Viewer, entry: LogEntry) -> bool:
    """Whether a decision is about this member or visitor, or about a post of theirs."""
    return read_decisions(viewer).filter(pk=entry.pk).exists()


def tell_entries(viewer: Viewer, entries: Iterable[LogEntry], *, are_own: bool = False) -> list[LogRow]:
    """Return what each entry says to a viewer: one query for all posts. `are_own`: they were read as the viewer's own."""
    entries = list(entries)
    named = [entry.post_id or find_known_author_of(viewer, entry, is_own=are_own) for entry in entries]
    ids = {pk for pk in named if pk}
    rows = Post.objects.filter(pk__in=ids).select_related("author", "question", "question__author")
    texts = [f"{way}{name}" for way in ("", "question__") for name in ("body", "body_html", "body_text")]
    posts = {post.pk: post for post in rows.defer(*texts)} if ids else {}
    return [
        tell_entry(viewer, entry, posts.get(pk), is_own=are_own)
        for entry, pk in zip(entries, named, strict=True)
    ]


def find_known_author_of(viewer: Viewer, entry: LogEntry, *, is_own: bool) -> int:
    """Return the number of the masked post whose author a decision concerned, to those who may know; 0 to others."""
    number = find_author_of(entry)
    return number if number and (is_own or may_know(viewer, entry)) else 0


def is_open_to(viewer: Viewer, post: Post) -> bool:
    """Whether a viewer may see a post and the question that it hangs on."""
    return bool(may_see(viewer, post) and (post.question is None or may_see(viewer, post.question)))


def tell_entry(viewer: Viewer, entry: LogEntry, post: Post | None, *, is_own: bool = False) -> LogRow:
    knows = is_own or may_know(viewer, entry)
    shown = post if post is not None and is_open_to(viewer, post) else None
    parts = {part.kind: part.content for part in entry.parts.all()}
    words = parts.get(LogPart.Kind.WORDS, {})
    change = words.get("change") or {}
    # What a post is filed under says something of it: not to those who may not see it.
    is_withheld = bool(change) and entry.post_id is not None and shown is None
    is_private = bool(words) and entry.subject in PEOPLE and not knows
    actor = parts.get(LogPart.Kind.ACTOR, {}) if options.current().are_moderators_named else {}
    is_of_author = bool(find_known_author_of(viewer, entry, is_own=is_own))
    return LogRow(
        entry=entry,
        noun=name_author_of(shown) if is_of_author else name_subject(entry, is_shown=shown is not None),
        is_of_author=is_of_author,
        post=shown,
        actor=actor.get("name", ""),
        reason="" if is_private else words.get("reason", ""),
        changes=[] if is_withheld or is_private else tell_change(entry, change),
        are_changes_withheld=is_withheld or is_private,
        severed=[str(label) for kind, label in PARTS.items() if kind in entry.digests and kind not in parts],
    )


def may_know(viewer: Viewer, entry: LogEntry) -> bool:
    """Whether a viewer reads why somebody was warned or blocked: moderators do, and the one whom it concerns."""
    is_own = any(
        part.kind == LogPart.Kind.MEMBER and part.user_id == viewer.user_id for part in entry.parts.all()
    )
    return viewer.has_level(Level.MODERATOR) or (viewer.is_member and is_own)


def name_author_of(post: Post | None) -> str:
    """Return whom a decision concerned, where it was whoever wrote a masked post."""
    return str(AUTHORS[post.kind]) if post else _("the author of a post that is gone")


def name_subject(entry: LogEntry, *, is_shown: bool) -> str:
    nouns = NOUNS if is_shown else HIDDEN_NOUNS
    if entry.post_kind:
        return str(nouns.get(entry.post_kind, entry.post_kind))
    kinds = dict(LogEntry.Kind.choices)
    return str(kinds.get(entry.subject, entry.subject))


def tell_change(entry: LogEntry, change: Mapping[str, Any]) -> list[Change]:
    """Return a change in words, field by field."""
    if entry.verb == LogEntry.Verb.SEVERED:
        return [
            Change(
                str(PARTS.get(kind, kind)), "", _("entries %(numbers)s") % {"numbers": write_value(numbers)}
            )
            for kind, numbers in change.get("parts", {}).items()
        ]
    return [
        Change(str(FIELDS.get(name, name)), write_value(pair[0]), write_value(pair[1]))
        for name, pair in change.items()
        if isinstance(pair, list) and len(pair) == 2
    ]


def write_value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def in_month(year: int, month: int) -> Q:
    start = datetime(year, month, 1, tzinfo=UTC)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return Q(created_at__gte=start, created_at__lt=end)


def export_entries(first: int) -> Iterator[dict[str, Any]]:
    """Return the public side of sealed entries from a number on, as many as fit one download.

    That is enough to compute every hash again. The words come with their nonce where anybody may read them.
    """
    rows = (
        LogEntry.objects.filter(number__gte=first).order_by("number").prefetch_related("parts")[:EXPORT_SIZE]
    )
    entries = list(rows)
    before = LogEntry.objects.filter(number=first - 1).values_list("hash", flat=True).first() or START
    for row in tell_entries(NOBODY, entries):
        entry = row.entry
        link = asdict(entry.make_link())
        yield link | {"before": before, "hash": entry.hash, "parts": open_parts(row)}
        before = entry.hash


def open_parts(row: LogRow) -> dict[str, Any]:
    """Return those parts of an entry that anybody may check: the words, and who acted where moderators are named."""
    opened = set() if row.are_changes_withheld else {str(LogPart.Kind.WORDS)}
    opened |= {str(LogPart.Kind.ACTOR)} if options.current().are_moderators_named else set()
    return {
        part.kind: {"nonce": part.nonce, "content": part.content}
        for part in row.entry.parts.all()
        if part.kind in opened
    }
