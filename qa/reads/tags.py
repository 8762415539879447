"""What pages show of tags: the list and its cloud, a tag with its text, other names and related tags, its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.diff import Piece, compare
from forum.lib.paging import Page, paginate
from forum.lib.rows import fetch
from forum.lib.text import normalise_key
from forum.lib.verdict import Verdict
from qa.models import SynonymSuggestion, SynonymVote, Tag, TagMove, TagRevision
from qa.models.tags import tag_url
from qa.policies.tags import may_edit_tag_text, may_manage_tags, may_suggest_synonym, may_vote_on_synonym
from qa.reads.favourites import with_star
from qa.reads.listings import count_in

SORTS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "used": (_("Most used"), ("-question_count", "name")),
    "name": (_("By name"), ("name",)),
    "new": (_("Newest"), ("-id",)),
}
CLOUD_SIZES = 6
SUGGESTIONS = 5
LOOKED_AT = 200  # the newest questions of a tag tell which others go with it
PAGE_SIZE = 20
LONGEST_SEARCH = 40

# Names on the newest visible questions with a tag, those that most of them carry first.
RELATED = """
    SELECT name FROM (
        SELECT unnest(q.tag_names) AS name FROM (
            SELECT question_id FROM qa_questiontag WHERE tag_id = %(tag)s
            ORDER BY created_at DESC, question_id DESC LIMIT %(looked_at)s) newest
        JOIN qa_post q ON q.id = newest.question_id
        WHERE NOT q.is_hidden AND (%(is_member)s OR q.audience < 2)) named
    WHERE name <> %(name)s GROUP BY name ORDER BY count(*) DESC, name LIMIT %(most)s
"""


@dataclass(frozen=True)
class CloudTag:
    """A tag in the cloud; `size` from 1 to CLOUD_SIZES is a class of the style sheet."""

    name: str
    url: str
    count: int
    size: int
    description: str


@dataclass(frozen=True)
class Ways:
    """What a viewer may do about a tag; the page offers what is allowed."""

    editing: Verdict
    suggesting: Verdict
    managing: Verdict

    @property
    def has_any(self) -> bool:
        return bool(self.editing or self.suggesting or self.managing)


def find_tag(name: str) -> QuerySet[Tag]:
    """Return the tag of a name in any spelling, or the synonym of that name, with the tag that it leads to."""
    return Tag.objects.filter(key=normalise_key(name)).select_related("root")


def load_tag(name: str, viewer: Viewer) -> Tag | None:
    """Return a tag with what its page shows of it, in one query: text, other names (`synonym_names`), the viewer's star."""
    others = Tag.objects.filter(root=OuterRef("pk")).order_by("name")
    rows = find_tag(name).select_related("root", "text")
    rows = rows.annotate(synonym_names=ArraySubquery(others.values("name")))
    return with_star(rows, viewer, "tag").first()


def find_ways(viewer: Viewer, tag: Tag) -> Ways:
    return Ways(may_edit_tag_text(viewer, tag), may_suggest_synonym(viewer, tag), may_manage_tags(viewer))


def find_related_tags(tag: Tag, viewer: Viewer) -> list[tuple[str, str]]:
    """Return (name, address) of the tags that stand most often beside this one, on its newest questions. One query."""
    most = options.current().related_tags
    if not most or not tag.question_count:
        return []
    values = {
        "tag": tag.pk,
        "name": tag.name,
        "looked_at": LOOKED_AT,
        "most": most,
        "is_member": viewer.is_member,
    }
    rows = fetch(RELATED, values)
    return [(name, tag_url(name)) for (name,) in rows]


def tags_in_use(viewer: Viewer) -> QuerySet[Tag]:
    """Return the tags that questions carry which this viewer may find, the most used first, with `seen_count`."""
    members = Value(0) if viewer.is_member else F("members_count")
    rows = Tag.objects.in_use().annotate(seen_count=F("question_count") - members)  # type: ignore[no-redef]
    if not viewer.is_member:
        rows = rows.exclude(members_count=F("question_count"))
    return rows.order_by("-question_count", "name")


def list_tags(viewer: Viewer, sort: str, words: str = "") -> QuerySet[Tag]:
    """Return tags in use that this viewer may find, in an order of SORTS; with `words` those that have them in one of
    their names."""
    rows = tags_in_use(viewer).order_by(*SORTS[sort][1])
    key = search_key(words)
    if not words.strip():
        return rows
    if not key:
        return rows.none()
    others = Tag.objects.filter(root__isnull=False, key__contains=key)
    return rows.filter(Q(key__contains=key) | Q(pk__in=others.values("root")))


def search_key(words: str) -> str:
    """Return what is looked for in keys: nothing for what no key can have. Spaces are hyphens where tags are words."""
    key = normalise_key(words[:LONGEST_SEARCH].replace("\0", ""))
    return key if options.current().are_tags_split_by_commas else key.replace(" ", "-")


def load_cloud(viewer: Viewer) -> list[CloudTag]:
    """Return the most used tags in the order of their names, each with a size that grows with the logarithm of its use."""
    most = options.current().tag_cloud_size
    tags = list(tags_in_use(viewer)[:most]) if most else []
    if not tags:
        return []
    counts = [log(tag.seen_count) for tag in tags]
    low, high = min(counts), max(counts)
    spread = (high - low) or 1.0
    return [
        CloudTag(
            tag.name,
            tag.get_absolute_url(),
            tag.seen_count,
            1 + min(CLOUD_SIZES - 1, int(CLOUD_SIZES * (log(tag.seen_count) - low) / spread)),
            tag.description,
        )
        for tag in sorted(tags, key=lambda tag: tag.key)
    ]


@dataclass(frozen=True)
class Hint:
    """A tag that begins like what is being typed, or (`other_name`) that has another name which does."""

    tag: Tag
    count: int
    other_name: str = ""


def suggest_tags(word: str, viewer: Viewer) -> list[Hint]:
    """Return tags for what is being typed, the most used first, each once: those that the viewer may put on a question.

    Two queries. A tag is found by its other names, too.
    """
    key = normalise_key(word[:LONGEST_SEARCH].replace("\0", ""))
    if not key:
        return []
    usable = Q(is_retired=False, post_level__lte=viewer.highest_level, question_count__gt=0, root=None)
    led = Q(root__is_retired=False, root__post_level__lte=viewer.highest_level, root__question_count__gt=0)
    rows = Tag.objects.filter(usable | led, key__startswith=key).select_related("root")
    found: dict[int, Hint] = {}
    ordered = rows.order_by(F("root__question_count").desc(nulls_last=True), "name")[: 4 * SUGGESTIONS]
    direct = rows.filter(root=None).order_by("-question_count", "name")[:SUGGESTIONS]
    for row in sorted([*direct, *ordered], key=lambda row: (row.is_synonym, row.name)):
        tag = row.root or row
        if count := count_in(tag, viewer):
            found.setdefault(tag.pk, Hint(tag, count, row.name if row.is_synonym else ""))
    hints = sorted(found.values(), key=lambda hint: (-hint.count, hint.tag.name))
    return hints[:SUGGESTIONS]


def leave_out_unusable(names: Sequence[str], viewer: Viewer) -> list[str]:
    """Return the names of tags without those that the viewer may not put on a question. One query, none without names."""
    if not names:
        return []
    rows = Tag.objects.filter(key__in=[normalise_key(name) for name in names])
    gone = set(
        rows.filter(Q(is_retired=True) | Q(post_level__gt=viewer.highest_level)).values_list("key", flat=True)
    )
    return [name for name in names if normalise_key(name) not in gone]


def synonym_pairs() -> list[tuple[str, str]]:
    """Return (other name, name of the tag) for all synonyms. One query."""
    rows = Tag.objects.filter(root__isnull=False).order_by("name")
    return list(rows.values_list("name", "root__name"))


def find_filed(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return (name, name of its tag) for those of these names that are other names of tags."""
    keys = {normalise_key(name): name for name in names}
    if not keys:
        return []
    rows = Tag.objects.filter(key__in=keys, root__isnull=False).values_list("key", "root__name")
    return [(keys[key], root) for key, root in rows.order_by("key")]


# --- History, other names, moves ------------------------------------------------------------------------


@dataclass(frozen=True)
class TagVersion:
    """One version of what is said of a tag, with the pieces that came and went; drawn like a post's (qa/revisions)."""

    revision: TagRevision
    title: list[Piece]
    body: list[Piece]
    is_current: bool
    category: tuple[Piece, ...] = ()
    extra: tuple[Piece, ...] = ()
    tags: tuple[Piece, ...] = ()

    @property
    def has_text_changes(self) -> bool:
        return any(piece.kind != "same" for part in (self.title, self.body) for piece in part)


def load_tag_history(request: HttpRequest, tag: Tag) -> tuple[Page[TagRevision], list[TagVersion]]:
    """Return a page of what was said of a tag, the newest first, in three queries whatever their number."""
    rows = TagRevision.objects.filter(tag=tag).select_related("editor").order_by("-version")
    page = paginate(request, rows, size=PAGE_SIZE)
    before = rows.filter(version__lt=page.rows[-1].version).first() if page.rows else None
    newest = page.total
    older = [*page.rows[1:], before] if page.rows else []  # nothing was said of it so far
    versions = [
        describe_version(newer, one_before, is_current=newer.version == newest)
        for newer, one_before in zip(page.rows, older, strict=True)
    ]
    return page, versions


def describe_version(revision: TagRevision, before: TagRevision | None, *, is_current: bool) -> TagVersion:
    """Compare a version with the one before; the first is all there was."""
    old = before or revision
    return TagVersion(
        revision,
        compare(old.description, revision.description),
        compare(old.body, revision.body),
        is_current,
    )


@dataclass(frozen=True)
class SuggestionRow:
    """A suggestion as a viewer finds it: their own vote on it, and whether they may vote."""

    suggestion: SynonymSuggestion
    own_vote: int
    voting: Verdict


def list_suggestions(tag: Tag | None = None) -> QuerySet[SynonymSuggestion]:
    """Return what waits for a decision, the newest first: of a tag, or of all."""
    rows = SynonymSuggestion.objects.filter(state=SynonymSuggestion.State.OPEN)
    rows = rows.filter(tag=tag) if tag else rows
    return rows.select_related("tag", "suggested_by").order_by("-created_at", "-id")


def tell_suggestions(viewer: Viewer, suggestions: Iterable[SynonymSuggestion]) -> list[SuggestionRow]:
    """Return rows for a page of suggestions, in one query more."""
    suggestions = list(suggestions)
    votes: dict[int, int] = {}
    if viewer.is_member and suggestions:
        own = SynonymVote.objects.filter(suggestion__in=suggestions, voter_id=viewer.user_id)
        votes = dict(own.values_list("suggestion_id", "value"))
    return [SuggestionRow(one, votes.get(one.pk, 0), may_vote_on_synonym(viewer, one)) for one in suggestions]


def list_synonyms(tag: Tag) -> QuerySet[Tag]:
    return Tag.objects.filter(root=tag).order_by("name")


def list_moves(tag: Tag) -> list[TagMove]:
    """Return what became of a tag and of those that were merged into it, the newest first."""
    rows = TagMove.objects.filter(Q(source=tag) | Q(target=tag))
    return list(
        rows.select_related("source", "target", "started_by", "undone_by").order_by("-pk")[:PAGE_SIZE]
    )


def can_split(move: TagMove) -> bool:
    """Whether a merge can be taken back."""
    return (
        move.kind == TagMove.Kind.MERGE
        and not move.is_at_work
        and move.source.root_id is not None
        and not hasattr(move, "undone_by")
    )
