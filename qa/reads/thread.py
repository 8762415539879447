"""The question page: everything it shows, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.paging import Page, paginate
from forum.lib.verdict import Verdict
from forum.options import ANSWER_ORDERS, Options, Words
from qa.models import Closure, Post, Vote
from qa.policies import posts as policies
from qa.reads.answers import ordered_answers, read_answer_order
from qa.reads.comments import NONE, Comments, load_comments

MAX_ID_DIGITS = 19


def read_id(word: str) -> int | None:
    """Return a post's id as an address names it, or None when it is none."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < MAX_ID_DIGITS else None


@dataclass(frozen=True)
class Card:
    """A post as its page shows it: the viewer's vote and rights, and the comments below."""

    post: Post
    question: Post
    is_own: bool
    my_vote: int
    voting: Verdict
    editing: Verdict
    hiding: Verdict
    showing: Verdict
    flagging: Verdict
    commenting: Verdict
    accepting: Verdict
    deleting: Verdict
    is_accepted: bool = False
    comments: list["Card"] = field(default_factory=list)
    earlier_count: int = 0


@dataclass(frozen=True)
class Thread:
    """A question page."""

    question: Card
    answers: Page[Card]
    closure: Closure | None
    answering: Verdict
    closing: Verdict
    reopening: Verdict
    order: str

    @property
    def orders(self) -> tuple[tuple[str, Words], ...]:
        """The orders a reader may choose from, as (value, label)."""
        return ANSWER_ORDERS


def find_question(viewer: Viewer, pk: int) -> Post:
    """Return the question with what its page shows of it. Raises Http404 with a sentence when it is not to be seen."""
    rows = Post.objects.questions().with_authors().select_related("category__parent", "closure__duplicate_of")
    question = rows.select_related("hiding").filter(pk=pk).first()
    if question is None:
        raise Http404(_("This question does not exist, or it was removed."))
    verdict = policies.may_see(viewer, question)
    if not verdict:
        raise Http404(verdict.reason)
    return question


def load_thread(request: HttpRequest, viewer: Viewer, question: Post, options: Options) -> Thread:
    """Return the page of a question: its answers (one page), their comments, the viewer's votes and rights."""
    order = read_answer_order(request, options)
    rows = ordered_answers(viewer, question, options, order)
    total = question.answer_count if not viewer.is_member and not viewer.visitor_key else None
    page = paginate(
        request,
        rows.select_related("author", "edited_by", "hiding"),
        size=options.answers_page_size,
        total=total,
        anchor="#answers",
    )
    shown = [question, *page.rows]
    comments = load_comments(
        viewer, shown, options, show=read_id(request.GET.get("show", "")), is_all="comments" in request.GET
    )
    votes = load_votes(viewer, [*shown, *(one for below in comments.values() for one in below.shown)])
    cards = Cards(viewer, question, options, comments, votes)
    answers = Page(
        [cards.make(answer) for answer in page.rows],
        page.number,
        page.size,
        page.total,
        page.address,
        page.anchor,
    )
    closure = getattr(question, "closure", None) if question.is_closed else None
    return Thread(
        question=cards.make(question),
        answers=answers,
        closure=closure,
        answering=policies.may_answer(viewer, question, options),
        closing=policies.may_close(viewer, question),
        reopening=policies.may_reopen(viewer, question, closure.closed_by_id if closure else None),
        order=order,
    )


def load_votes(viewer: Viewer, posts: list[Post]) -> dict[int, int]:
    if not viewer.is_member:
        return {}
    ids = [post.pk for post in posts]
    return dict(Vote.objects.filter(voter=viewer.user, post_id__in=ids).values_list("post_id", "value"))


@dataclass(frozen=True)
class Cards:
    """Makes cards of one page."""

    viewer: Viewer
    question: Post
    options: Options
    comments: Mapping[int, Comments]
    votes: dict[int, int]

    def make(self, post: Post) -> Card:
        viewer, question = self.viewer, self.question
        hiding = getattr(post, "hiding", None) if post.is_hidden else None
        by_author = bool(hiding and hiding.because == "author")
        below = self.comments.get(post.pk, NONE)
        return Card(
            post=post,
            question=question,
            is_own=policies.owns(viewer, post),
            my_vote=self.votes.get(post.pk, 0),
            voting=policies.may_vote(viewer, post, question, self.options),
            editing=policies.may_edit(viewer, post),
            hiding=policies.may_hide(viewer, post),
            showing=policies.may_show(viewer, post, by_author),
            flagging=policies.may_flag(viewer, post),
            commenting=policies.may_comment(viewer, post, question, self.options),
            accepting=policies.may_accept(viewer, post, question),
            deleting=policies.may_delete(viewer, post),
            is_accepted=question.accepted_answer_id == post.pk,
            comments=[self.make(comment) for comment in below.shown],
            earlier_count=below.earlier_count,
        )
