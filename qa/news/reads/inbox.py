"""A member's notices, put together by what they are about, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Left, RowNumber
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.viewers import Viewer
from forum import options
from forum.lib.paging import Page, paginate
from forum.lib.text import excerpt
from qa.models import Hiding, Post
from qa.news.models import Notice
from qa.news.reads.sentences import tell
from qa.news.rules.groups import KINDS, Group
from qa.news.rules.kinds import Kind
from qa.policies.posts import may_see, owns
from qa.policies.standing import may_read
from qa.reads.content_warnings import shows_text, tell_warnings

MOST_EARLIER = 30  # notices below the newest one of an entry
EXCERPT_LENGTH = 160
NOTICE_PARAMETER = "notice"  # in a link's address: the notice that led there
RELATED = (
    "activity__actor",
    "question__hiding",
    "post__author",
    "post__hiding",
    "post__parent__hiding",
    "post__question",
    "post__question__hiding",
)
# Of the texts only the first words are shown.
UNUSED = tuple(
    f"{place}{name}"
    for place in ("question__", "post__", "post__parent__", "post__question__")
    for name in ("body", "body_html", "body_text")
)


@dataclass(frozen=True)
class Narrowing:
    """Which notices are shown."""

    is_unread: bool = False
    group: Group | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the group; all where there is none: ()."""
        return KINDS[self.group] if self.group else ()


@dataclass(frozen=True)
class Told:
    """One notice as the list shows it. `url` is '' where there is nothing to go to."""

    pk: int
    sentence: SafeString
    at: datetime
    is_unread: bool
    url: str = ""
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """All notices about one thing: the newest, and those before it (as many as are shown)."""

    thread: str
    newest: Told
    title: str = ""
    question: Post | None = None
    url: str = ""
    unread_count: int = 0
    count: int = 1
    earlier: list[Told] = field(default_factory=list)

    @property
    def earlier_count(self) -> int:
        return self.count - 1

    @property
    def left_out_count(self) -> int:
        """How many earlier ones are not shown."""
        return self.earlier_count - len(self.earlier)


def notices_of(viewer: Viewer, narrowing: Narrowing) -> QuerySet[Notice]:
    """Return the notices of a member, as far as they are wanted; none of badges where the owner wants no badges."""
    rows = Notice.objects.filter(recipient=viewer.user, is_listed=True)
    if not options.current().are_badges_on:
        rows = rows.exclude(kind=Kind.BADGE)
    if narrowing.is_unread:
        rows = rows.filter(read_at=None)
    return rows.filter(kind__in=narrowing.kinds) if narrowing.kinds else rows


def load_inbox(request: HttpRequest, viewer: Viewer, narrowing: Narrowing, size: int) -> Page[Entry]:
    """Return a page of the inbox in three queries: one entry for each thing, the newest first."""
    rows = notices_of(viewer, narrowing)
    is_newer = Q(created_at__gt=OuterRef("created_at")) | Q(
        created_at=OuterRef("created_at"), pk__gt=OuterRef("pk")
    )
    newer = rows.filter(is_newer, thread=OuterRef("thread"))
    newest = with_posts(rows.filter(~Exists(newer))).order_by("-created_at", "-id")
    page: Page[Any] = paginate(request, newest, size=size)
    return replace(page, rows=put_together(viewer, narrowing, page.rows))


def load_entry(viewer: Viewer, thread: str) -> Entry | None:
    """Return all notices about one thing, or None when there are none."""
    newest = with_posts(notices_of(viewer, Narrowing()).filter(thread=thread)).order_by("-created_at", "-id")
    return next(iter(put_together(viewer, Narrowing(), list(newest[:1]))), None)


def with_posts(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    beginning = Left("post__body_text", 2 * EXCERPT_LENGTH)
    return rows.select_related(*RELATED).defer(*UNUSED).annotate(beginning=beginning)


def put_together(viewer: Viewer, narrowing: Narrowing, newest: Sequence[Notice]) -> list[Entry]:
    """Return the entries of these notices, each the newest about its thing, with those before it: one query."""
    heads = list(newest)
    ordered: dict[str, Any] = {
        "partition_by": F("thread"),
        "order_by": (F("created_at").desc(), F("id").desc()),
    }
    whole: dict[str, Any] = {"partition_by": F("thread")}
    below = with_posts(
        notices_of(viewer, narrowing).filter(thread__in=[head.thread for head in heads])
    ).annotate(
        place=Window(RowNumber(), **ordered),
        of_thread=Window(Count("pk"), **whole),
        unread_of_thread=Window(Count("pk", filter=Q(read_at=None)), **whole),
    )
    threads: dict[str, list[Any]] = defaultdict(list)
    for notice in below.filter(place__lte=MOST_EARLIER + 1).order_by("place") if heads else ():
        threads[notice.thread].append(notice)
    return [make_entry(viewer, head, threads[head.thread]) for head in heads]


def make_entry(viewer: Viewer, head: Notice, notices: Sequence[Any]) -> Entry:
    first = notices[0] if notices else None
    question = head.question if head.question and is_readable(viewer, head.question) else None
    newest = make_told(viewer, head)
    way = with_notice(question.get_absolute_url(), head) if question else ""
    return Entry(
        thread=head.thread,
        newest=newest,
        title=question.title if question else "",
        question=question,
        url=newest.url or way,
        unread_count=first.unread_of_thread if first else 0,
        count=first.of_thread if first else 1,
        earlier=[make_told(viewer, notice) for notice in notices if notice.pk != head.pk],
    )


def make_told(viewer: Viewer, notice: Any) -> Told:
    """Return what a notice says to this reader, with the way to what it is about."""
    post = notice.post
    is_open = post is None or is_readable(viewer, post)
    url = link_of(viewer, notice)
    # Of what somebody else wrote the beginning stands there; one's own words one knows.
    has_words = post is not None and is_open and post.author_id != viewer.user_id
    return Told(
        pk=notice.pk,
        sentence=tell(notice, is_readable=is_open),
        at=notice.created_at,
        is_unread=notice.read_at is None,
        url=with_notice(url, notice) if url else "",
        words=find_words(viewer, post, notice.beginning) if post is not None and has_words else "",
    )


def find_words(viewer: Viewer, post: Post, beginning: str) -> str:
    """Return the first words of a post, or its content warning where the reader does not see such texts as they are."""
    is_shown = shows_text(viewer, post.content_warnings)
    return excerpt(beginning, EXCERPT_LENGTH) if is_shown else tell_warnings(post.content_warnings)


def is_readable(viewer: Viewer, post: Post) -> bool:
    """Whether the reader still may read a post, and what it stands below. No query: all is loaded."""
    question, parent = post.question, post.parent if post.is_comment else None
    if parent is not None and not parent.is_question:
        parent.question = question
    if not all(may_see(viewer, one) for one in (post, parent, question) if one is not None):
        return False
    return owns(viewer, post) or bool(may_read(viewer, options.current(), post))


def link_of(viewer: Viewer, notice: Notice) -> str:
    """Return the address of what a notice is about ('' for what is not to be read any more); of a decision about one's own
    post that waits or was rejected, the page to mend it."""
    post = notice.post
    if post is None:
        return notice.path
    if not is_readable(viewer, post):
        return ""
    is_mendable = post.is_hidden and (post.is_held or post.why_hidden == Hiding.Because.REJECTED)
    if notice.kind == Kind.DECISION and is_mendable and owns(viewer, post):
        return reverse("qa:mending", args=[post.pk])
    return post.get_absolute_url()


def with_notice(url: str, notice: Notice) -> str:
    """Return an address that says which notice led there, so that it can be marked as read (qa.news.middleware)."""
    address, hash_mark, anchor = url.partition("#")
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{NOTICE_PARAMETER}={notice.pk}{hash_mark}{anchor}"
