"""Looking at posts before they are published: the owner's rules as the database has them, what they find, how it is told."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.conf import settings as site
from django.db import transaction
from django.db.models import F, Q
from django.utils.html import format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.hosts import list_links, read_hosts
from forum.lib.masking import Swap, swap_html, swap_text, tidy
from forum.lib.text import excerpt
from forum.lib.watchlist import Watchlist
from forum.options import Options
from qa.models import Finding as Row
from qa.models import Post, WatchedWord, WatchlistVersion
from qa.models.querysets import PostQuerySet
from qa.policies.permissions import has_rank
from qa.policies.staffing import count_first_posts_held
from qa.policies.standing import is_exempt, why_held_back
from qa.reads.scopes import in_scope
from qa.reads.spam import Known, read_score
from qa.rules.rights import Right
from qa.rules.screening import (
    ABOUT_WRITER,
    Action,
    Finding,
    Findings,
    Link,
    Passage,
    Rule,
    Settings,
    Word,
    Writer,
    Writing,
    judge,
)

logger = logging.getLogger(__name__)

MOST_WORDS_TOLD = 5
SENTENCE_MAX_LENGTH = 500
FIELDS_OF = {
    "in_titles": ("title",), "in_texts": ("body", "extra"), "in_tags": ("tags",), "in_names": ("name",),
    "in_usernames": ("username",),
}  # fmt: skip


@dataclass(frozen=True)
class Watched:
    """The watched words, ready to be looked for."""

    list: Watchlist
    words: dict[int, Word]


NOTHING_WATCHED = Watched(Watchlist({}), {})


def load_watched() -> Watched:
    """Return the watched words; one query, and one more when they changed since this process last looked."""
    version = WatchlistVersion.objects.values_list("version", flat=True).first()
    return compile_watched(str(version or ""))


@lru_cache(maxsize=2)
def compile_watched(version: str) -> Watched:
    """Return the watched words of a version; without one there are none."""
    if not version:
        return NOTHING_WATCHED
    rows = list(WatchedWord.objects.all())
    words = {
        row.pk: Word(
            Action(row.action),
            frozenset(name for scope, names in FIELDS_OF.items() if getattr(row, scope) for name in names),
            row.replacement,
        )
        for row in rows
    }
    return Watched(Watchlist({row.pk: row.pattern for row in rows}), words)


@lru_cache(maxsize=4)
def compile_hosts(listed: str) -> Watchlist:
    return Watchlist(dict(enumerate(sorted(read_hosts(listed)))))


def is_bad_username(name: str) -> bool:
    """Whether a new member's name has a word that is watched for there."""
    watched = load_watched()
    return any("username" in watched.words[one.number].fields for one in watched.list.find(name))


def read_settings(current: Options, version: str | None = None) -> Settings:
    """Return the owner's rules, of options and watched words; no query where the version of the words is known."""
    watched = load_watched() if version is None else compile_watched(version)
    return Settings(
        first_posts=count_first_posts_held(current),
        max_links=current.max_links,
        blocked_hosts=read_hosts(current.blocked_hosts),
        blocked_action=Action(current.blocked_hosts_action),
        words=watched.words,
        find_words=watched.list.find,
        find_hosts=compile_hosts(current.blocked_hosts).find,
    )


def describe_writer(viewer: Viewer, current: Options, place: Post | None) -> Writer:
    """Return what rules know of the person there; counts their published posts only where a rule asks."""
    is_free = is_exempt(viewer, current, place)
    held = count_first_posts_held(current)
    is_counted = viewer.is_member and held and not is_free
    return Writer(
        is_member=viewer.is_member,
        is_approved=has_rank(viewer, Level.APPROVED, place),
        is_exempt=is_free,
        held_because=why_held_back(viewer, current, place),
        published_count=count_published(viewer, held) if is_counted else -1,
    )


def count_published(viewer: Viewer, enough: int) -> int:
    """Return how many posts of the member are published, counting no further than needed."""
    return Post.objects.filter(author_id=viewer.user_id, is_hidden=False)[:enough].count()


def list_outward_links(html: str) -> tuple[Link, ...]:
    return tuple(Link(host, words) for host, words in list_links(html))


def examine(writing: Writing, current: Options, known: Known) -> Findings:
    """Return all that is found in a text: by the owner's rules, the learned score and the site's own filters."""
    more = [*read_score(writing, current, known), *run_filters(writing)]
    return judge(writing, read_settings(current, known.version), more)


def run_filters(writing: Writing) -> list[Finding]:
    """Ask the site's own filters. One that fails finds nothing, and the log says which; never what was written."""
    found: list[Finding] = []
    for path in site.POST_FILTERS:
        try:
            with transaction.atomic():
                found += [check_finding(one) for one in import_string(path)(writing)]
        except Exception as error:  # whatever it is, it must cost nobody their post
            logger.error("The filter %s failed: %s", path, type(error).__name__)
    return found


def check_finding(one: Finding) -> Finding:
    """Return a filter's finding as we keep it. Raises TypeError or ValueError for what is none."""
    if not isinstance(one, Finding):
        raise TypeError
    passages = tuple(Passage(str(name), max(0, int(start)), int(end)) for name, start, end in one.passages)
    return replace(
        one,
        rule=Rule.FILTER,
        action=Action(one.action) if one.action != Action.REPLACE else Action.HOLD,
        passages=passages,
        sentence=excerpt(str(one.sentence), SENTENCE_MAX_LENGTH),
        words=tuple(str(word)[:100] for word in one.words),
        weight=max(0, int(one.weight)),
    )


def find_swaps(rules: Settings, name: str, text: str) -> list[Swap]:
    """Return what stands instead of the words of one field that are to be replaced."""
    swaps = []
    for found in rules.find_words(text):
        word = rules.words[found.number]
        if word.action == Action.REPLACE and name in word.fields:
            swaps.append(Swap(found.start, found.end, word.replacement or "*" * (found.end - found.start)))
    return tidy(swaps)


def veil_text(rules: Settings, name: str, text: str) -> str:
    return swap_text(text, find_swaps(rules, name, text))


def veil_html(rules: Settings, html: str) -> str:
    return swap_html(html, lambda text: find_swaps(rules, "body", text))


# What is stored, and how it is told.


def to_row(post: Post, found: Finding) -> Row:
    detail = {"words": found.words, "limit": found.limit, "key": found.key, "sentence": found.sentence}
    return Row(
        post=post,
        version=post.version,
        rule=found.rule,
        action=found.action,
        weight=found.weight,
        detail={name: value for name, value in detail.items() if value},
        passages=[list(passage) for passage in found.passages],
    )


def from_row(row: Row) -> Finding:
    return Finding(
        Rule(row.rule),
        Action(row.action),
        tuple(Passage(*passage) for passage in row.passages),
        row.weight,
        row.detail.get("limit", 0),
        row.detail.get("key", ""),
        tuple(row.detail.get("words", ())),
        row.detail.get("sentence", ""),
    )


def describe_findings(post_ids: Iterable[int]) -> dict[int, Findings]:
    """Return what was found in each of these posts, as far as it is in force; one query. Posts without are left out.

    Of posts that are hidden that is what was found in their present version, of others in the newest one with findings
    (closing a question makes a version, too).
    """
    newest: dict[int, list[Row]] = defaultdict(list)
    in_force = Q(post__is_hidden=False) | Q(version=F("post__version"))
    rows_in_force = Row.objects.filter(in_force, post_id__in=list(post_ids))
    for row in rows_in_force.order_by("post_id", "-version", "id"):
        rows = newest[row.post_id]
        if not rows or rows[0].version == row.version:
            rows.append(row)
    return {pk: Findings(tuple(map(from_row, rows))) for pk, rows in newest.items()}


def find_findings(post: Post, version: int) -> Findings:
    """Return what was found in one version of a post."""
    rows = Row.objects.filter(post=post, version=version).order_by("id")
    return Findings(tuple(map(from_row, rows)))


def to_look_at(viewer: Viewer) -> PostQuerySet:
    """Return the published posts that rules flagged, nobody has looked at and the viewer may decide, the oldest first."""
    flagged = Row.objects.filter(action=Action.FLAG, settled_at=None)
    rows = Post.objects.filter(
        in_scope(viewer, Right.MODERATE), pk__in=flagged.values("post_id"), is_hidden=False
    )
    return rows.select_related("author", "question", "category").order_by("created_at", "id")


def quote(words: Iterable[str]) -> str:
    """Return what was found, in quotation marks; not more than a few."""
    told = [_("“%(words)s”") % {"words": excerpt(word, 60)} for word in words]
    more = [*told[:MOST_WORDS_TOLD], "…"] if len(told) > MOST_WORDS_TOLD else told
    return ", ".join(more)


def tell(found: Finding) -> str:
    """Return the sentence of a finding, for its author."""
    values = {"words": quote(found.words), "limit": found.limit, "count": found.weight}
    if found.rule == Rule.WORD:
        return tell_word(found.action) % values
    if found.rule == Rule.LINKS:
        words = ngettext(
            "There is %(count)d link in it; more than %(limit)d are looked at first.",
            "There are %(count)d links in it; more than %(limit)d are looked at first.",
            found.weight,
        )
        return words % values
    if found.rule == Rule.FIRST:
        words = ngettext(
            "The first post of every new member is looked at before it is published.",
            "The first %(limit)d posts of every new member are looked at before they are published.",
            found.limit,
        )
        return words % values
    sentences = {
        Rule.VISITOR: _("What people write without an account is looked at before it is published."),
        Rule.UNCONFIRMED: _("Posts of members without a confirmed e-mail address are looked at first."),
        Rule.UNAPPROVED: _("Posts of members whom nobody has approved yet are looked at first."),
        Rule.POINTS: _("Posts of members with few points are looked at first."),
        Rule.DOMAIN: _("It names a place that is not wanted here: %(words)s.")
        if found.action == Action.REJECT
        else _("It names a place that is looked at first: %(words)s."),
        Rule.SPAM: _(
            "It looks like advertising to a score that learned from decisions here (%(count)d of 100). "
            "These words spoke for that: %(words)s."
        )
        if found.words
        else _("It looks like advertising to a score that learned from decisions here (%(count)d of 100)."),
        Rule.FILTER: (found.sentence or _("A rule of this site wants somebody to look at it first.")).replace(
            "%", "%%"
        ),
    }
    return sentences[found.rule] % values


def tell_word(action: Action) -> str:
    if action == Action.REJECT:
        return _("These words are not used here: %(words)s. Please say it in another way.")
    if action == Action.REPLACE:
        return _("Readers see something else instead of %(words)s.")
    return _("These words are looked at before they are published: %(words)s.")


@dataclass(frozen=True)
class Told:
    """A finding as pages show it."""

    finding: Finding
    sentence: str
    quotes: list[SafeString]

    @property
    def is_about_text(self) -> bool:
        return self.finding.is_about_text


def tell_all(findings: Findings, texts: Mapping[str, str]) -> list[Told]:
    """Return sentences and marked passages of findings; what concerns the writer comes last."""
    ordered = sorted(findings.all, key=lambda one: one.rule in ABOUT_WRITER)
    return [Told(one, tell(one), quote_passages(one, texts)) for one in ordered]


def texts_of(post: Post) -> dict[str, str]:
    """Return the fields of a post as findings count their places."""
    return {
        "title": post.title, "body": post.body_text, "extra": post.extra, "name": post.author_name,
        "tags": ", ".join(post.tag_names),
    }  # fmt: skip


CONTEXT = 40  # characters around a passage that is quoted alone


def quote_passages(found: Finding, texts: Mapping[str, str]) -> list[SafeString]:
    """Return the first passages of a finding with a few words around them, marked."""
    quotes = []
    for name, start, end in found.passages[:MOST_WORDS_TOLD]:
        text = texts.get(name, "")
        if not text[start:end]:
            continue
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        quotes.append(
            format_html(
                "{}{}<mark>{}</mark>{}{}",
                "…" if start > CONTEXT else "",
                before,
                text[start:end],
                after,
                "…" if end + CONTEXT < len(text) else "",
            )
        )
    return quotes


def mark_passages(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """Return a text as HTML with these spans marked; overlapping ones become one."""
    pieces: list[tuple[str, str]] = []
    place = 0
    for start, end in sorted(spans):
        first, last = max(start, place), min(end, len(text))
        if first >= last:
            continue
        pieces.append((text[place:first], text[first:last]))
        place = last
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, text[place:])
