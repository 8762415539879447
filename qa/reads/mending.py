"""Why a post waits or was rejected, what its author can do, and what happened to it in the queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.verdict import Verdict
from qa.models import Activity, Hiding, Post, Revision
from qa.policies.posts import may_edit, owns
from qa.policies.screening import may_mend
from qa.reads.questions import load_hidings
from qa.reads.screening import Told, describe_findings, mark_passages, tell_all, texts_of
from qa.rules.screening import CLEAN

DECISIONS = (Activity.Verb.HELD, Activity.Verb.APPROVED, Activity.Verb.REJECTED)
MOST_EVENTS = 100


@dataclass(frozen=True)
class Event:
    """One thing that happened to an item of the queue: a version, or a decision with its reason."""

    at: datetime
    what: str
    reason: str = ""


@dataclass(frozen=True)
class Review:
    """What the page about a post in the queue shows."""

    post: Post
    is_own: bool
    told: list[Told]
    marked: list[tuple[str, SafeString]]
    events: list[Event]
    editing: Verdict
    resubmissions_left: int

    @property
    def is_rejected(self) -> bool:
        return self.post.why_hidden == Hiding.Because.REJECTED

    @property
    def has_marks(self) -> bool:
        """Whether something in the text is marked."""
        return any(one.finding.passages for one in self.told)


def count_rejections(post: Post) -> int:
    """Return how often moderators rejected a post."""
    return Activity.objects.filter(post=post, verb=Activity.Verb.REJECTED).count()


def judge_editing(viewer: Viewer, post: Post, question: Post | None = None) -> Verdict:
    """Whether the viewer may change the text: by the ordinary rule, or as the author of a rejected post."""
    verdict = may_edit(viewer, post, question)
    if verdict or not post.is_hidden or post.is_held or not owns(viewer, post):
        return verdict
    load_hidings([post])
    if post.why_hidden != Hiding.Because.REJECTED:
        return verdict
    return may_mend(viewer, post, count_rejections(post), options.current())


def load_review(viewer: Viewer, post: Post) -> Review:
    """Return the page about a post that waits or was rejected, in four queries."""
    findings = describe_findings([post.pk]).get(post.pk, CLEAN)
    texts = texts_of(post)
    spans: dict[str, list[tuple[int, int]]] = {}
    for one in findings.all:
        for passage in one.passages:
            spans.setdefault(passage.field, []).append((passage.start, passage.end))
    labels = {
        "title": _("Title"),
        "body": _("Text"),
        "extra": _("More"),
        "name": _("Name"),
        "tags": _("Tags"),
    }
    marked = [
        (labels[name], mark_passages(text, spans[name]))
        for name, text in texts.items()
        if text and name in spans
    ]
    events = list_events(post)
    rejections = count_rejections(post)
    return Review(
        post,
        owns(viewer, post),
        tell_all(findings, texts),
        marked,
        events,
        judge_editing(viewer, post),
        max(0, options.current().most_resubmissions + 1 - rejections) if rejections else 0,
    )


def list_events(post: Post) -> list[Event]:
    """Return versions and decisions of a post, the oldest first. Moderators' names are not told."""
    facts: Any = Activity.objects.filter(post=post, verb__in=DECISIONS).order_by("created_at", "id")
    events = [
        Event(fact.created_at, str(fact.get_verb_display()), str(fact.details.get("reason", "")))
        for fact in facts[:MOST_EVENTS]
    ]
    versions = Revision.objects.filter(post=post, version__gt=1).order_by("version")[:MOST_EVENTS]
    events += [
        Event(version.created_at, _("version %(number)d") % {"number": version.version}, version.note)
        for version in versions
    ]
    return sorted(events, key=lambda event: event.at)
