"""Looking at what somebody writes before it is published, and keeping what was found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.viewers import Viewer
from forum import options
from forum.lib.markdown import to_plain
from forum.lib.masking import Swap, shift, swap_text
from forum.lib.texts import Text
from qa.actions.spam import learn
from qa.actions.threads import lock_post
from qa.models import Finding as Row
from qa.models import Post, WatchedWord
from qa.policies.screening import may_settle
from qa.reads.screening import (
    describe_writer,
    examine,
    find_swaps,
    list_outward_links,
    read_settings,
    tell,
    to_row,
    veil_html,
)
from qa.reads.spam import Known, find_known, numbers_of
from qa.rules.screening import Action, Findings, Passage, Rule, Settings, Writer, Writing

P = ParamSpec("P")
T = TypeVar("T")


class Refused(ValidationError):
    """What was written cannot be posted as it is; the messages say which rule and which passage."""

    def __init__(self, findings: Findings) -> None:
        super().__init__([tell(one) for one in findings.of(Action.REJECT)])
        self.findings = findings


@dataclass(frozen=True)
class Words:
    """What somebody wrote, field by field, before or after it was looked at. Comments and answers have a text alone."""

    kind: str
    text: Text
    title: str = ""
    extra: str = ""
    name: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Screened:
    """What may be written as it is now (words replaced where the owner wants it), and what was found."""

    words: Words
    findings: Findings


def write_out(words: Words, writer: Writer) -> Writing:
    """Return words as rules look at them."""
    return Writing(
        words.kind,
        words.title,
        words.text.plain,
        words.text.html,
        words.extra,
        words.name,
        tuple(words.tags),
        list_outward_links(words.text.html),
        writer,
    )


def words_of(post: Post) -> Words:
    """Return what a post says, as readers get it."""
    text = Text(post.body, post.body_html, post.body_text)
    return Words(post.kind, text, post.title, post.extra, post.author_name, list(post.tag_names))


def list_numbers(viewer: Viewer, words: Words) -> list[int]:
    """Return the numbers of what a text consists of, to ask what was learned of it."""
    return numbers_of(write_out(words, Writer(is_member=viewer.is_member)))


def screen(
    viewer: Viewer,
    words: Words,
    place: Post | None,
    before: Words | None = None,
    *,
    known: Known | None = None,
) -> Screened:
    """Look at what is to be published. `before` is what readers know already: only what is new in it counts.

    `place` is the question there, whose category may know the writer better; None where there is no thread. `known` is what
    the action has asked about these words together with other things. Raises Refused.
    """
    current = options.current()
    writer = describe_writer(viewer, current, place)
    if before is not None:  # whose edits wait is another option (qa.actions.edits)
        writer = replace(writer, held_because="", published_count=-1)
    writing = write_out(words, writer)
    known = known or find_known(writing)
    findings = examine(writing, current, known)
    if before is not None and findings:
        earlier = write_out(before, writer)
        findings = findings.without_known(examine(earlier, current, find_known(earlier)))
    if findings.is_rejecting:
        raise Refused(findings)
    return veil(words, findings, read_settings(current, known.version))


def screen_again(viewer: Viewer, question: Post, post: Post) -> Findings:
    """Look at a post that nobody has read yet, as it stands."""
    current = options.current()
    writing = write_out(words_of(post), describe_writer(viewer, current, question))
    return examine(writing, current, find_known(writing))


def veil(words: Words, findings: Findings, rules: Settings) -> Screened:
    """Put other words where the owner wants it; the source stays as it was typed, and passages follow. A tag goes."""
    if not findings.of(Action.REPLACE):
        return Screened(words, findings)
    html = veil_html(rules, words.text.html)
    plain = to_plain(html)
    fields = {"title": words.title, "body": words.text.plain, "extra": words.extra, "name": words.name}
    swaps = {name: find_swaps(rules, name, text) for name, text in fields.items()}
    shown = {name: swap_text(text, swaps[name]) for name, text in fields.items()}
    if (
        shown["body"] != plain
    ):  # a word that is put together otherwise in HTML: its other passages would be off
        swaps["body"] = [Swap(0, len(words.text.plain), plain)]
    tags = [tag for tag in words.tags if not find_swaps(rules, "tags", tag)]
    moved = tuple(
        replace(
            one, passages=tuple(move_passage(passage, swaps, words.tags, tags) for passage in one.passages)
        )
        for one in findings.all
    )
    veiled = replace(
        words,
        text=Text(words.text.source, html, plain),
        title=shown["title"],
        extra=shown["extra"],
        name=shown["name"],
        tags=tags,
    )
    return Screened(veiled, Findings(moved))


def move_passage(
    passage: Passage, swaps: dict[str, list[Swap]], before: list[str], after: list[str]
) -> Passage:
    if passage.field == "tags":
        return passage if before == after else Passage("tags", 0, 0)
    made = swaps.get(passage.field, [])
    return Passage(passage.field, min_start(passage.start, made), shift(passage.end, made))


def min_start(place: int, swaps: list[Swap]) -> int:
    """Return where a passage begins after swaps: one that begins within a swap begins with it."""
    inside = next((swap for swap in swaps if swap.start <= place < swap.end), None)
    return shift(inside.start if inside else place, swaps)


def note_findings(post: Post, findings: Findings) -> None:
    """Keep what was found in this version of a post, in the place of what was found in it before; count words that hit."""
    Row.objects.filter(post=post, version=post.version).delete()
    Row.objects.bulk_create([to_row(post, one) for one in findings.all])
    count_hits(findings)


def carry_over(earlier: Findings, findings: Findings) -> Findings:
    """Add the rules about the writer for which a post waits already: mending its text changes nothing about those."""
    rules = {one.rule for one in findings.all}
    kept = [one for one in earlier.all if not one.is_about_text and one.rule not in rules]
    return Findings((*findings.all, *kept))


def count_hits(findings: Findings) -> None:
    """Count for each watched word that it was found, in the order of their numbers."""
    for number in sorted(int(one.key) for one in findings.all if one.rule == Rule.WORD):
        WatchedWord.objects.filter(pk=number).update(hit_count=F("hit_count") + 1)


def counting_refusals(act: Callable[P, T]) -> Callable[P, T]:
    """Count the words for which an action refused, once what it had begun is undone."""

    @wraps(act)
    def do(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return act(*args, **kwargs)
        except Refused as refusal:
            with transaction.atomic():
                count_hits(refusal.findings)
            raise

    return do


@transaction.atomic
def settle_findings(viewer: Viewer, post_id: int) -> Post:
    """Say that a published post which rules flagged is all right; the learned score hears of it.

    Raises Http404 and PermissionDenied.
    """
    _question, post = lock_post(post_id)
    may_settle(viewer, post).enforce()
    settle(viewer, [post.pk])
    learn(viewer, post, is_spam=False)
    return post


def settle(viewer: Viewer, post_ids: Iterable[int]) -> None:
    """Note that somebody has looked at what rules flagged in these posts."""
    rows = Row.objects.filter(post_id__in=list(post_ids), action=Action.FLAG, settled_at=None)
    rows.update(settled_at=timezone.now(), settled_by=viewer.user)
