"""The question page: everything it shows, in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Case, Value, When
from django.http import HttpRequest

from accounts.viewers import Viewer
from forum.lib.numbers import read_id
from forum.lib.paging import Page, paginate_counting
from forum.lib.verdict import Verdict
from forum.options import ANSWER_ORDERS, Options, Words
from qa.models import Closure, Post
from qa.policies import posts as policies
from qa.policies.audience import may_set_audience
from qa.policies.people import may_slow_down
from qa.policies.standing import reads_texts
from qa.policies.states import may_freeze, may_thaw
from qa.reads.answers import answers_statement, order_values, read_answer_order, shape_of, take_off
from qa.reads.cards import Card, Cards, load_follow_ons, load_marks
from qa.reads.comments import load_comments
from qa.reads.favourites import Star, make_star
from qa.reads.questions import load_hidings


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
