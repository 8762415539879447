"""Posts as their page shows them: the viewer's vote and rights at each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Value
from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.statements import Given, Statement, among
from forum.lib.verdict import Verdict
from forum.options import Options
from qa.models import Flag, Hiding, Post, Vote
from qa.policies import posts as policies
from qa.policies.content_warnings import may_set_warnings
from qa.policies.masks import judge_mask, may_ask_who
from qa.policies.measures import may_measure_author
from qa.policies.people import may_see_addresses
from qa.policies.worries import may_refer
from qa.reads.changes import Told, tell_change
from qa.reads.comments import NONE, Comments
from qa.reads.content_warnings import BARE, Cover, cover
from qa.reads.scores import shows_scores
from qa.rules.flags import ORDINARY, is_hidden_by


@dataclass(frozen=True)
class Card:
    """A post as its page shows it: the viewer's vote and rights, and the comments below."""

    post: Post
    is_own: bool
    my_vote: int
    voting: Verdict
    voting_down: Verdict
    editing: Verdict
    hiding: Verdict
    showing: Verdict
    flagging: Verdict
    referring: Verdict
    commenting: Verdict
    accepting: Verdict
    deleting: Verdict
    clearing: Verdict
    converting: Verdict
    claiming: Verdict
    following: Verdict
    opening: Verdict
    checking: Verdict
    approving: Verdict
    auditing: Verdict
    tracing: Verdict
    masking: Verdict
    unmasking: Verdict
    measuring: Verdict
    flag_count: int = 0
    change: Told | None = None
    is_accepted: bool = False
    is_new: bool = False
    is_flagged: bool = False
    flags_that_hide: int = 0
    follow_ons: list[Post] = field(default_factory=list)
    comments: list["Card"] = field(default_factory=list)
    earlier_count: int = 0
    question_url: str = ""
    has_scores: bool = True
    byname: str = ""  # what a post without a member's name is signed with: what a visitor gave, or who a masked one is here
    cover: Cover = BARE  # what lies over its text, for this viewer
    can_warn: bool = False  # whether they may put content warnings on it
    is_muted: bool = False  # folded, because this viewer wants to read nothing of its author

    @property
    def is_put_away(self) -> bool:
        """Whether all of it is folded: by what this viewer muted, or chose about content warnings."""
        return self.is_muted or self.cover.is_hidden

    @property
    def is_folded(self) -> bool:
        """Whether its text opens by itself: not where all of it is folded anyway."""
        return self.cover.is_folded and not self.cover.is_hidden

    @property
    def reply_to(self) -> int:
        """The id of the post below which a comment can be replied to; 0 where the viewer may not comment."""
        return self.post.pk if self.commenting else 0

    @property
    def has_no_scores(self) -> bool:
        return not self.has_scores

    @property
    def has_more(self) -> bool:
        """Whether there is anything behind "More" for this viewer."""
        seldom = (self.following, self.hiding, self.converting, self.opening, self.checking, self.clearing)
        return (
            any((*seldom, self.masking, self.unmasking, self.measuring, self.can_warn))
            or self.post.version > 1
        )

    @property
    def is_down_offered(self) -> bool:
        """Whether the button for "not helpful" stands there: not where that takes a level that the viewer has not."""
        return self.my_vote == -1 or not self.voting or self.voting_down.code != "level"

    @property
    def is_flag_last(self) -> bool:
        """Whether one ordinary flag more hides the post. (The form knows what this viewer's weighs.)"""
        return not self.is_flagged and is_hidden_by(self.post.flag_weight + ORDINARY, self.flags_that_hide)

    @property
    def is_check_due(self) -> bool:
        """Whether the day has passed on which this answer should have been checked again."""
        return self.post.is_check_due


def load_follow_ons(viewer: Viewer, answers: Sequence[Post]) -> Mapping[int, list[Post]]:
    """Return the questions the viewer may find that follow on from these answers, oldest first, by the answer's id."""
    below: dict[int, list[Post]] = defaultdict(list)
    ids = [answer.pk for answer in answers]
    for question in follow_ons_statement(viewer.is_member).run(answers=ids) if ids else []:
        below[question.follows_id or 0].append(question)
    return below


@cache
def follow_ons_statement(for_members: bool) -> Statement[Post]:
    rows = Post.objects.listed(for_members=for_members).filter(among("follows_id", Given("answers")))
    rows = rows.order_by("created_at", "id")
    return Statement(rows.only("kind", "title", "slug", "follows_id"))


FLAG = 9  # stands among the values of votes


@dataclass(frozen=True)
class Marks:
    """What the viewer said about the posts of a page: votes by the post's id, and which of them they flagged."""

    votes: Mapping[int, int] = field(default_factory=dict)
    flags: frozenset[int] = frozenset()


def load_marks(viewer: Viewer, posts: list[Post]) -> Marks:
    """Return the viewer's votes and flags, in one query; visitors have none."""
    if not viewer.is_member:
        return Marks()
    ids = [post.pk for post in posts]
    votes = Vote.objects.filter(voter=viewer.user, post_id__in=ids).values_list("post_id", "value")
    flags = (
        Flag.objects.open().filter(flagger=viewer.user, post_id__in=ids).values_list("post_id", Value(FLAG))
    )
    marks = list(votes.union(flags, all=True))
    return Marks(
        {pk: value for pk, value in marks if value != FLAG},
        frozenset(pk for pk, value in marks if value == FLAG),
    )


def has_same_mask(post: Post, other: Post | None) -> bool:
    return other is not None and post.pk != other.pk and post.mask_key == other.mask_key


@dataclass(frozen=True)
class Cards:
    """Makes cards of one page."""

    viewer: Viewer
    question: Post
    options: Options
    comments: Mapping[int, Comments]
    marks: Marks
    follow_ons: Mapping[int, list[Post]] = field(default_factory=dict)
    new: frozenset[int] = frozenset()

    def sign(self, post: Post, parent: Post | None) -> str:
        """Return who wrote a post that names no member. Of a masked one, whether it is the asker, or who wrote the answer."""
        if not post.mask_key:
            return post.author_name
        if has_same_mask(post, self.question):
            return _("anonymous (asked this)")
        if has_same_mask(post, parent):
            return _("anonymous (wrote this answer)")
        return _("anonymous") if policies.wears(self.viewer, post) else ""

    def make(self, post: Post, parent: Post | None = None) -> Card:
        viewer, question = self.viewer, self.question
        if post.question_id and viewer.user is not None and viewer.user.category_levels:
            post.question = question  # its category decides about rights
        below = self.comments.get(post.pk, NONE)
        closure = getattr(post, "closure", None) if post.is_closed else None
        follow_ons = self.follow_ons.get(post.pk, [])
        is_own = bool(policies.owns(viewer, post))
        return Card(
            post=post,
            is_own=is_own,
            cover=cover(viewer, post, is_own=is_own),
            can_warn=(is_own or viewer.highest_level >= Level.MODERATOR)
            and bool(may_set_warnings(viewer, post)),
            my_vote=self.marks.votes.get(post.pk, 0),
            voting=policies.may_vote(viewer, post, question, self.options),
            voting_down=policies.may_vote_down(viewer, post, question, self.options),
            editing=policies.may_edit(viewer, post, question),
            hiding=policies.may_hide(viewer, post, is_closed_by_asker=bool(closure and closure.is_by_asker)),
            showing=policies.may_show(viewer, post, post.why_hidden == Hiding.Because.AUTHOR),
            flagging=policies.may_flag(viewer, post),
            referring=may_refer(viewer, post, self.options),
            commenting=policies.may_comment(viewer, post, question, self.options),
            accepting=policies.may_accept(viewer, post, question),
            deleting=policies.may_delete(viewer, post),
            clearing=policies.may_clear_flags(viewer, post),
            converting=policies.may_convert(viewer, post, question, has_follow_ons=bool(follow_ons)),
            claiming=policies.may_claim(viewer, post, question, has_answered=False, options=self.options),
            following=policies.may_follow_on(viewer, post, question, self.options),
            opening=policies.may_open_to_all(viewer, post),
            checking=policies.may_set_check(viewer, post),
            approving=policies.may_approve(viewer, post),
            is_flagged=post.pk in self.marks.flags,
            flags_that_hide=self.options.flags_that_hide,
            tracing=may_see_addresses(viewer, self.options, post),
            auditing=policies.may_see_voters(viewer, post),
            flag_count=post.flag_count if policies.may_see_flag_count(viewer, self.options, post) else 0,
            change=tell_change(viewer, post, question, self.options),
            follow_ons=follow_ons,
            is_accepted=question.accepted_answer_id == post.pk,
            is_new=post.pk in self.new,
            byname=self.sign(post, parent),
            masking=judge_mask(viewer, post, question, self.options),
            unmasking=may_ask_who(viewer, post, self.options),
            measuring=may_measure_author(viewer, post),
            comments=[self.make(comment, post) for comment in below.shown],
            earlier_count=below.earlier_count,
            question_url=question.get_absolute_url() if below.earlier_count else "",
            has_scores=shows_scores(question.category_id),
        )
