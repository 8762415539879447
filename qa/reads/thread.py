"""The question page: everything it shows, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.aliases import find_presence
from accounts.models import Level
from accounts.viewers import Viewer
from forum import options, stamps
from forum.lib.paging import Page, paginate_counting
from forum.lib.statements import Given, Statement, among
from forum.lib.verdict import Verdict
from forum.options import ANSWER_ORDERS, Options, Words
from qa.models import Closure, Draft, Duplicate, Favourite, Flag, Hiding, Post, Turn, Vote
from qa.models.querysets import QUESTION_COLUMNS
from qa.policies import posts as policies
from qa.policies.audience import may_set_audience
from qa.policies.content_warnings import may_set_warnings
from qa.policies.masks import judge_mask, may_ask_who
from qa.policies.measures import may_measure_author
from qa.policies.people import may_see_addresses, may_slow_down
from qa.policies.standing import may_read, reads_texts
from qa.policies.states import may_freeze, may_thaw
from qa.policies.worries import may_refer
from qa.reads.answers import answers_statement, order_values, read_answer_order, shape_of, take_off
from qa.reads.changes import Told, tell_change
from qa.reads.comments import NONE, Comments, load_comments
from qa.reads.content_warnings import BARE, Cover, cover
from qa.reads.favourites import Star, make_star
from qa.reads.scores import shows_scores
from qa.rules.flags import ORDINARY, is_hidden_by

MAX_ID_DIGITS = 19
# Whether a member has anything of their own in a thread (a table that triggers keep), under their number or masked.
INVOLVED = "EXISTS (SELECT FROM forum_involvement i WHERE i.member_id = ANY(%(expressions)s)"
CLOSURE_COLUMNS = [f"closure__{name}" for name in ("reason", "duplicate_of_id", "is_by_asker")]
SUBJECT_COLUMNS = [f"category__{name}" for name in ("id", "name", "path", "names", "disclaimer_html")]


def read_id(word: str) -> int | None:
    """Return a post's id as an address names it, or None when it is none."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < MAX_ID_DIGITS else None


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


@dataclass(frozen=True)
class Head:
    """What a question's own part of the page shows beside its card: why it is closed, and rights that only questions give."""

    closure: Closure | None
    closing: Verdict
    reopening: Verdict
    retagging: Verdict
    star: Star
    deciding: Verdict
    freezing: Verdict
    thawing: Verdict
    slowing: Verdict
    choosing: Verdict
    best_of_original: Post | None = None
    original: Post | None = None  # of a duplicate, where the viewer may find it
    different_from: Post | None = None
    is_by_cookie: bool = False  # whether the viewer reads it here only because this browser asked it

    @property
    def has_more(self) -> bool:
        return bool(self.closing or self.reopening or self.freezing or self.thawing)


@dataclass(frozen=True)
class Thread:
    """A question page."""

    question: Card
    head: Head
    answers: Page[Card]
    answering: Verdict
    order: str
    answer_count: int = 0

    def find_place(self, pk: int, anchor: str) -> str:
        """Return the link to an answer or comment of this thread: on this page, or through the question's address."""
        cards = [self.question, *self.answers.rows]
        if any(card.post.pk == pk or any(below.post.pk == pk for below in card.comments) for card in cards):
            return f"#{anchor}"
        return f"/questions/{self.question.post.pk}/?show={pk}#{anchor}"

    @property
    def orders(self) -> tuple[tuple[str, Words], ...]:
        """The orders a reader may choose from, as (value, label)."""
        return ANSWER_ORDERS


def find_question(viewer: Viewer, pk: int) -> Post:
    """Return the question with what its page shows of it. Raises Http404 with a sentence when it is not to be seen."""
    current = options.current()
    statement = question_statement(viewer.is_member, current.are_views_counted and current.are_views_shown)
    names = [viewer.user_id, find_presence(viewer.user_id, pk)] if viewer.user_id else []
    found = statement.run(pk=pk, me=viewer.user_id, names=names, place=f"answer-{pk}")
    if not found:
        raise Http404(_("This question does not exist, or it was removed."))
    question = found[0]
    load_what_few_have(question)
    enforce_reading(viewer, question)
    if question.follows_id and question.follows and not policies.is_for(viewer, question.follows):
        question.follows = None
    return question


@lru_cache(maxsize=4)
def question_statement(is_member: bool, has_views: bool) -> Statement[Post]:
    """A question with what its page shows of it, and what a member has there; views only where they are shown."""
    columns = [*QUESTION_COLUMNS, *SUBJECT_COLUMNS, *CLOSURE_COLUMNS, *(["view_count"] if has_views else [])]
    rows = Post.objects.questions().for_cards(*columns).select_related("category", "closure")
    rows = rows.annotate(was_duplicate=Exists(Duplicate.objects.filter(question=OuterRef("pk"))))
    turn = Turn.objects.filter(question=OuterRef("pk")).values("ends_at")
    rows = rows.annotate(turn_ends_at=Subquery(turn))
    if is_member:
        mine = Favourite.objects.filter(question=OuterRef("pk"), member_id=Given("me"))
        draft = Draft.objects.filter(member_id=Given("me"), place=Given("place"))
        involved = Func(
            Given("names"),
            F("pk"),
            template=INVOLVED,
            arg_joiner=") AND i.thread_id = ",
            output_field=BooleanField(),
        )
        rows = rows.annotate(is_favourite=Exists(mine), has_draft=Exists(draft), is_involved=involved)
    return Statement(rows.filter(pk=Given("pk")))


def take_involvement(question: Post) -> bool:
    """Return whether the viewer has anything of their own in the thread, and take that off the question (see take_off)."""
    return bool(question.__dict__.pop("is_involved", False))


def take_turn_off(question: Post) -> bool:
    """Return whether somebody is writing an answer just now, and take that off the question (see take_off).

    The page reads differently from the moment on at which their turn ends.
    """
    ends_at = question.__dict__.pop("turn_ends_at", None)
    if ends_at is None or ends_at <= timezone.now():
        return False
    stamps.changes_at(ends_at)
    return True


def load_what_few_have(question: Post) -> None:
    """Load duplicate, hiding and the answer followed where the question's own columns say that there may be some.

    Joining them for every question would cost more than all that the page shows.
    """
    if question.is_closed:
        prefetch_related_objects(
            [question], Prefetch("closure", Closure.objects.select_related("duplicate_of"))
        )
    if getattr(question, "was_duplicate", True):
        duplicates = Duplicate.objects.select_related("original")
        prefetch_related_objects([question], Prefetch("duplicate", duplicates))
    else:
        Post._meta.get_field("duplicate").set_cached_value(question, None)
    load_hidings([question])
    if question.frozen_as:
        prefetch_related_objects([question], "freeze")
    if question.follows_id:
        question.follows = Post.objects.select_related("question").filter(pk=question.follows_id).first()


def load_hidings(posts: Sequence[Post]) -> None:
    """Load why and by whom posts are hidden, in one query where any is."""
    hidden = [post for post in posts if post.is_hidden]
    if hidden:
        prefetch_related_objects(hidden, "hiding")


def enforce_reading(viewer: Viewer, *posts: Post) -> None:
    """Raise Http404 where this viewer does not see one of the posts, and PermissionDenied where they may not read at all,
    or not before they sign in."""
    for post in posts:
        verdict = policies.may_see(viewer, post)
        if verdict.needs_sign_in:
            verdict.enforce()
        if not verdict:
            raise Http404(verdict.reason)
        if not policies.owns(viewer, post):
            may_read(viewer, options.current(), post).enforce()


def load_thread(
    request: HttpRequest, viewer: Viewer, question: Post, current: Options, new: frozenset[int] = frozenset()
) -> Thread:
    """Return the page of a question: its answers (one page), their comments, the viewer's votes and rights.

    `new`: the numbers of posts that get a mark, because the viewer has not seen them yet.
    """
    order = read_answer_order(request, current)
    shape, values = shape_of(viewer, question, current, order), order_values(viewer, question, current)
    page = paginate_counting(
        request,
        lambda start, end: answers_statement(shape, start, end).run(**values),
        size=current.answers_page_size,
        anchor="#answers",
    )
    shown = [question, *page.rows]
    told_counts = [take_off(row, "told_count") for row in page.rows]
    for row in page.rows:
        for figure in ("total_count", "share", "weight"):
            take_off(row, figure)
    comments = load_comments(
        viewer, shown, current, show=read_id(request.GET.get("show", "")), is_all="comments" in request.GET
    )
    load_hidings([*page.rows, *(one for below in comments.values() for one in below.shown)])
    marks = load_marks(viewer, [*shown, *(one for below in comments.values() for one in below.shown)])
    cards = Cards(viewer, question, current, comments, marks, load_follow_ons(viewer, page.rows), new)
    answers = Page(
        [cards.make(answer) for answer in page.rows],
        page.number,
        page.size,
        page.total,
        page.address,
        page.anchor,
    )
    closure = getattr(question, "closure", None) if question.is_closed else None
    original = find_for(viewer, closure.duplicate_of) if closure else None
    duplicate = getattr(question, "duplicate", None)
    head = Head(
        closure=closure,
        closing=policies.may_close(viewer, question, current),
        retagging=policies.may_retag(viewer, question),
        star=make_star(viewer, question),
        deciding=policies.may_decide_duplicate(viewer, question),
        freezing=may_freeze(viewer, question),
        thawing=may_thaw(viewer, question),
        slowing=may_slow_down(viewer, question),
        choosing=may_set_audience(viewer, question),
        best_of_original=load_best_answer(original) if reads_texts(viewer) else None,
        original=original,
        is_by_cookie=question.audience == Post.Audience.MEMBERS and not viewer.is_member,
        different_from=find_for(viewer, duplicate.original) if duplicate else None,
        reopening=policies.may_reopen(
            viewer, question, is_closed_by_asker=bool(closure and closure.is_by_asker)
        ),
    )
    return Thread(
        question=cards.make(question),
        head=head,
        answers=answers,
        answering=policies.may_answer(viewer, question, current),
        order=order,
        answer_count=told_counts[0] if told_counts else 0,
    )


def is_answer_form_open(request: HttpRequest, question: Post, viewer: Viewer, options: Options) -> bool:
    """Whether the page shows the answer form at once; else a button leads to it (`?answer=1`)."""
    if options.answer_form == "always" or "answer" in request.GET or "draft" in request.GET:
        return True
    is_asker = policies.owns(viewer, question)
    return options.answer_form == "unanswered" and question.answer_count == 0 and not is_asker


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


def find_for(viewer: Viewer, post: Post | None) -> Post | None:
    """Return a post where it is not hidden, and among what the viewer may find."""
    return post if post is not None and not post.is_hidden and policies.is_for(viewer, post) else None


def load_best_answer(question: Post | None) -> Post | None:
    """Return the answer that stands first below another question: the accepted one, or the best voted."""
    if question is None:
        return None
    answers = Post.objects.filter(question=question, kind=Post.Kind.ANSWER, is_hidden=False)
    first = Case(When(pk=question.accepted_answer_id, then=Value(0)), default=Value(1))
    return answers.select_related("author").order_by(first, "-score", "created_at", "id").first()


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
