"""What moderators know of a member, and what a member reads about themselves."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import limits, options
from forum.lib.verdict import Verdict
from forum.options import Options
from qa.models import Flag, Hiding, LogEntry, LogPart, Measure, MemberNote, Post, Standing, Sweep
from qa.policies import posts as policies
from qa.policies.measures import may_delete_note, may_take_measures
from qa.policies.permissions import may_use
from qa.policies.standing import is_held_back, may_read
from qa.reads.people import load_standing
from qa.rules.rights import Right

MOST_ROWS = 50
LIMITED: dict[str, Promise] = {
    "questions": gettext_lazy("Questions"),
    "answers": gettext_lazy("Answers"),
    "comments": gettext_lazy("Comments"),
    "votes": gettext_lazy("Votes"),
    "flags": gettext_lazy("Flags"),
    "messages": gettext_lazy("Private messages"),
    "wall_posts": gettext_lazy("Notes on walls"),
}


@dataclass(frozen=True)
class Figure:
    """A number with what it counts."""

    label: str
    count: int


@dataclass(frozen=True)
class Decision:
    """An entry of the moderation log about somebody, with its reason."""

    entry: LogEntry
    reason: str
    post: Post | None


@dataclass(frozen=True)
class Record:
    """The page that moderators have of a member."""

    member: User
    standing: Standing
    posts: list[Figure]
    flags_given: list[Figure]
    flags_received: list[Figure]
    measures: list[Measure]
    notes: list[tuple[MemberNote, Verdict]]
    sweeps: list[Sweep]
    decisions: list[Decision]
    acting: Verdict

    @property
    def newest(self) -> int:
        """The newest measure on the page, for the forms to say what was seen."""
        return self.measures[0].pk if self.measures else 0


def load_record(viewer: Viewer, member: User) -> Record:
    """Return what moderators see of a member, in a fixed number of queries. The caller has asked may_see_record.

    Notes are for those who may act upon them: a moderator reads none about an administrator.
    """
    acting = may_take_measures(viewer, member)
    notes = (
        MemberNote.objects.filter(member=member)
        .select_related("writer", "member")
        .order_by("-pk")[:MOST_ROWS]
    )
    return Record(
        member=member,
        standing=load_standing(member),
        posts=count_posts(member),
        flags_given=count_reasons(Flag.objects.filter(flagger=member)),
        flags_received=count_reasons(Flag.objects.filter(post__author=member)),
        measures=list_measures(member),
        notes=[(note, may_delete_note(viewer, note)) for note in notes] if acting else [],
        sweeps=list(
            Sweep.objects.filter(member=member)
            .select_related("started_by", "undone_by")
            .order_by("-pk")[:MOST_ROWS]
        ),
        decisions=list_decisions(member),
        acting=acting,
    )


def list_measures(member: User) -> list[Measure]:
    """Return what moderators see that was decided about a member; what was about a masked post of theirs is not among it."""
    return select(Measure.objects.filter(member=member))


def list_author_measures(post_number: int) -> list[Measure]:
    """Return what was decided about whoever wrote a masked post, by this post alone: others of theirs are not told to be so."""
    return select(Measure.objects.filter(post_number=post_number))


def select(measures: QuerySet[Measure]) -> list[Measure]:
    return list(measures.select_related("decided_by", "lifted_by").order_by("-pk")[:MOST_ROWS])


# Of a member: part of a query, the numbers of measures that name a masked post of theirs. (qa.masks knows whose these are.)
UNNAMED_MEASURES: list[Callable[[int], QuerySet[Any]]] = []


def own_measures(member_id: int) -> QuerySet[Measure]:
    """Return what was decided about a member, for themselves alone."""
    concerning = Q(member=member_id)
    for find in UNNAMED_MEASURES:
        concerning |= Q(pk__in=find(member_id))
    return Measure.objects.filter(concerning)


def find_open_warnings(member_id: int) -> list[Measure]:
    """Return the warnings that wait to be read, the oldest first."""
    rows = own_measures(member_id).filter(kind="warn", lifted_at=None, acknowledged_at=None)
    return with_posts(rows.order_by("pk"))


def with_posts(measures: Iterable[Measure]) -> list[Measure]:
    """Return measures that know the masked posts that they name, where these are there still; one query where any does."""
    rows = list(measures)
    numbers = {measure.post_number for measure in rows if measure.post_number}
    posts = Post.objects.select_related("question").in_bulk(numbers) if numbers else {}
    for measure in rows:
        measure.masked_post = posts.get(measure.post_number or 0)
    return rows


def count_posts(member: User) -> list[Figure]:
    """Return how many posts of a member are in which state, those without any left out."""
    rows = Post.objects.filter(author=member).values_list("hiding__because").annotate(n=Count("pk"))
    found = dict(rows.order_by("hiding__because"))
    figures = [Figure(_("visible"), found.pop(None, 0))]
    return figures + [Figure(str(Hiding.Because(name).label), n) for name, n in found.items()]


def count_reasons(flags: QuerySet[Flag]) -> list[Figure]:
    counts = Counter(flags.values_list("reason", flat=True))
    return [Figure(str(Flag.Reason(name).label), n) for name, n in counts.most_common()]


def list_decisions(member: User, *, is_own: bool = False) -> list[Decision]:
    """Return what the moderation log says about a member, the newest first, in three queries.

    To the member themselves it does not say that somebody wrote a note.
    """
    entries = LogEntry.objects.filter(parts__kind=LogPart.Kind.MEMBER, parts__user=member)
    if is_own:
        entries = entries.exclude(verb__in=LogEntry.UNTOLD)
    rows = list(entries.order_by("-pk").prefetch_related("parts")[:MOST_ROWS])
    ids = {entry.post_id for entry in rows if entry.post_id}
    posts = Post.objects.select_related("question").filter(author=member).in_bulk(ids) if ids else {}
    return [
        Decision(entry, find_reason(entry), posts.get(entry.post_id) if entry.post_id else None)
        for entry in rows
    ]


def find_reason(entry: LogEntry) -> str:
    words = [part.content for part in entry.parts.all() if part.kind == LogPart.Kind.WORDS]
    return str(words[0].get("reason", "")) if words else ""


# --- What a member reads about themselves -----------------------------------------------------------


@dataclass(frozen=True)
class OwnPost:
    """A post of the member that waits or was taken out of sight, and what they can do about it."""

    post: Post
    hiding: Hiding
    editing: Verdict
    showing: Verdict


@dataclass(frozen=True)
class OwnStanding:
    """The private page of a member."""

    rights: list[tuple[str, Verdict]]
    is_held_back: bool
    limits: list[Figure]
    posts: list[OwnPost]
    measures: list[Measure]
    decisions: list[Decision]
    flags: list[Figure]
    standing: Standing


def load_own_standing(viewer: Viewer) -> OwnStanding:
    """Return what the signed-in member may do, what waits, and what was decided about them."""
    current, member = options.current(), viewer.user
    if member is None:
        raise ValueError("Only members have a standing.")
    return OwnStanding(
        rights=explain_rights(viewer, current),
        is_held_back=is_held_back(viewer, current),
        limits=[Figure(str(LIMITED[what]), n) for what, n in count_left(viewer, current).items()],
        posts=list_own_posts(viewer),
        measures=with_posts(select(own_measures(member.pk))),
        decisions=list_decisions(member, is_own=True),
        flags=count_reasons(Flag.objects.filter(flagger=member)),
        standing=load_standing(member),
    )


def explain_rights(viewer: Viewer, current: Options) -> list[tuple[str, Verdict]]:
    """Return each thing that people do here with the answer of the very policy that enforces it.

    It is asked about posts of somebody else that nothing has happened to. What goes with a level that one is given is
    told to those who have it, or have one: nobody is to feel left out.
    """
    question, answer, comment = (Post(kind=kind) for kind in ("Q", "A", "C"))
    held, hidden = Post(kind="A", is_hidden=True, is_held=True), Post(kind="A", is_hidden=True)
    usual = [
        (_("Read questions and answers"), may_read(viewer, current)),
        (_("Ask questions"), policies.may_ask(viewer, current)),
        (_("Answer questions"), policies.may_answer(viewer, question, current)),
        (_("Comment"), policies.may_comment(viewer, question, question, current)),
        (_("Vote on questions"), policies.may_vote(viewer, question, question, current)),
        (_("Vote on answers"), policies.may_vote(viewer, answer, question, current)),
        (_("Vote down"), policies.may_vote_down(viewer, answer, question, current)),
        (_("Flag posts"), policies.may_flag(viewer, question)),
    ]
    if current.are_messages_allowed:
        usual.append((_("Begin private conversations"), may_use(viewer, Right.MESSAGE, None, current)))
    if current.are_walls_allowed:
        usual.append((_("Leave notes on walls"), may_use(viewer, Right.WALL, None, current)))
    special = [
        (_("Edit questions of others"), policies.may_edit(viewer, question)),
        (_("Edit answers of others"), policies.may_edit(viewer, answer)),
        (_("Edit comments of others"), policies.may_edit(viewer, comment)),
        (_("Change category and tags"), policies.may_retag(viewer, question)),
        (_("Accept answers for others"), policies.may_accept(viewer, answer, question)),
        (_("Close questions of others"), policies.may_close(viewer, question, current)),
        (_("Approve posts that wait"), policies.may_approve(viewer, held)),
        (_("Hide posts of others"), policies.may_hide(viewer, answer)),
        (_("Delete posts that are hidden"), policies.may_delete(viewer, hidden)),
    ]
    is_told = viewer.has_level(Level.EXPERT)
    return usual + [(label, verdict) for label, verdict in special if verdict or is_told]


def count_left(viewer: Viewer, current: Options) -> dict[str, int]:
    """Return how many more of each fit this hour, as qa.actions.writing.count_against_limit counts: the smaller of both."""
    kinds = {
        "per_member": f"member-{viewer.user_id}" if viewer.is_member else "",
        "per_network": viewer.address_key,
    }
    allowed = {
        (what, who): getattr(current, f"{what}_{kind}")
        for what in LIMITED
        for kind, who in kinds.items()
        if who
    }
    left = limits.left_of_all(allowed)
    return {what: min(n for (name, _who), n in left.items() if name == what) for what in LIMITED}


def list_own_posts(viewer: Viewer) -> list[OwnPost]:
    """Return the member's posts that others do not see, but for those they hid themselves; the newest first."""
    rows = Post.objects.filter(author=viewer.user, is_hidden=True).exclude(
        hiding__because=Hiding.Because.AUTHOR
    )
    rows = rows.select_related("hiding", "question").order_by("-created_at", "-pk")[:MOST_ROWS]
    return [
        OwnPost(post, post.hiding, policies.may_edit(viewer, post), policies.may_show(viewer, post, False))
        for post in rows
    ]


def measures_in_force(viewer: Viewer) -> list[Measure]:
    """Return what the head of every page says to the member it concerns; no query for all the others."""
    user = viewer.user
    if user is None or not (user.restrictions or user.has_open_warning):
        return []
    rows = own_measures(user.pk).filter(lifted_at=None, acknowledged_at=None).order_by("-pk")
    return [measure for measure in rows if measure.is_in_force]


# --- Lists of members -------------------------------------------------------------------------------


def newest_members() -> QuerySet[User]:
    return User.objects.order_by("-joined_at", "-id")


def special_members() -> QuerySet[User]:
    """Return members with a level above the usual ones, the highest first."""
    return User.objects.filter(level__gte=Level.EXPERT).order_by("-level", "username_key")


def blocked_members(viewer: Viewer) -> QuerySet[Measure]:
    """Return what takes rights from members now, the newest first. Those against authors of masked posts are for moderators."""
    rows = list_blocked()
    return rows if viewer.has_level(Level.MODERATOR) else rows.filter(post_number=None)


def list_blocked() -> QuerySet[Measure]:
    return Measure.objects.in_force().select_related("member", "decided_by").order_by("-started_at", "-id")
