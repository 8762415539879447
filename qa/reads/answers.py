"""Which answers a viewer sees on a question page, and in what order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import (
    Case,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.errors import BadRequest
from forum.lib.statements import Given, Statement, among
from forum.options import ANSWER_ORDERS, Options
from qa.models import Post
from qa.models.querysets import PostQuerySet
from qa.policies.permissions import may_use
from qa.rules.ranking import OVERDUE_FACTOR, Prior, aging_factor, helpful_share, weigh_share
from qa.rules.rights import Right


def ordered_answers(viewer: Viewer, question: Post, options: Options, order: str = "") -> PostQuerySet:
    """Return the answers this viewer may see in an order of options.ANSWER_ORDERS (by default the site's).

    Those that wait for approval come first, hidden ones last and, if the site wants it, the accepted one
    before the rest. Each row carries its `share`, and the `weight` that its share has in the helpful order.
    """
    values = order_values(viewer, question, options)
    return answers_in_order(shape_of(viewer, question, options, order), **values)


@dataclass(frozen=True)
class Shape:
    """What decides how the query for answers is written; all else is values."""

    eyes: str
    order: str
    prior: Prior


def shape_of(viewer: Viewer, question: Post, options: Options, order: str = "") -> Shape:
    prior = Prior.of(options.prior_votes, options.prior_percent)
    return Shape(eyes_of(viewer, question), order or options.answer_order, prior)


def order_values(viewer: Viewer, question: Post, options: Options) -> dict[str, Any]:
    """Return what `answers_in_order` wants to know besides the shape."""
    return {
        "question": question.pk,
        "me": me_of(viewer),
        "masks": viewer.aliases_in(question.pk),
        "accepted": question.accepted_answer_id if options.is_accepted_first else None,
        "factor": aging_factor(timezone.now()),
        "today": timezone.localdate(),
    }


def answers_in_order(
    shape: Shape, *, question: Any, me: Any, masks: Any, accepted: Any, factor: Any, today: Any
) -> PostQuerySet:
    """The query of `ordered_answers`; each value may be a Given."""
    rows = Post.objects.filter(question_id=question, kind=Post.Kind.ANSWER)
    rows = rows.filter(seen_with(shape.eyes, me, masks))
    rows = rows.annotate(share=share_expression(factor, shape.prior))
    rows = rows.annotate(weight=weight_expression(today))
    accepted_first = Case(When(pk=accepted, then=Value(0)), default=Value(1), output_field=IntegerField())
    keys = {"helpful": ["-weight"], "votes": ["-score"], "oldest": []}[shape.order]
    return rows.order_by("-is_held", "is_hidden", accepted_first, *keys, "created_at", "id")


@lru_cache(maxsize=200)
def answers_statement(shape: Shape, start: int, end: int) -> Statement[Post]:
    """A page of answers as the question page shows them, each with how many there are, and how many readers are told of."""
    rows = answers_in_order(
        shape,
        question=Given("question"),
        me=Given("me"),
        masks=Given("masks"),
        accepted=Given("accepted"),
        factor=Given("factor", FloatField()),
        today=Given("today"),
    )
    told = Count("pk", filter=Q(is_hidden=False) | Q(is_held=True))
    rows = rows.annotate(told_count=Window(told), total_count=Window(Count("pk")))
    return Statement(rows.for_cards()[start:end])


def take_off(row: Post, name: str) -> Any:
    """Return a figure that a row was read with, and take it off: what is shown is remembered by what the post itself is.

    A figure that ages with the clock, or counts its neighbours, would make it another one each time.
    """
    return row.__dict__.pop(name)


def share_expression(factor: Any, prior: Prior) -> Combinable:
    """qa.rules.ranking.helpful_share, for rows."""
    helpful, unhelpful = Value(prior.helpful), Value(prior.unhelpful)
    factor = factor if isinstance(factor, Given) else Value(factor)
    ups = Cast("up_weight", FloatField()) * factor
    downs = Cast("down_weight", FloatField()) * factor
    return ExpressionWrapper((ups + helpful) / (ups + downs + helpful + unhelpful), output_field=FloatField())


def weight_expression(today: Any) -> Combinable:
    """qa.rules.ranking.weigh_share, for rows with a `share`; OVERDUE as Post.is_check_due has it."""
    lowered = ExpressionWrapper(F("share") * Value(OVERDUE_FACTOR), output_field=FloatField())
    return Case(When(check_after__lt=today, then=lowered), default=F("share"))


def read_answer_order(request: HttpRequest, options: Options) -> str:
    """Return the order of answers that ?order= asks for, by default the site's. Raises BadRequest."""
    order = request.GET.get("order") or options.answer_order
    if order not in dict(ANSWER_ORDERS):
        raise BadRequest(_("We do not know that order. Please choose one from the page."))
    return order


def eyes_of(viewer: Viewer, question: Post) -> str:
    """Return as whom and by which rights the viewer sees posts of a thread that not everybody sees (`seen_with`)."""
    words = ["member" if viewer.is_member else "visitor" if viewer.visitor_key else "nobody"]
    words += ["hidden"] if may_use(viewer, Right.HIDE, question) else []
    words += ["held"] if may_use(viewer, Right.MODERATE, question) else []
    return " ".join(words)


def me_of(viewer: Viewer) -> int | str | None:
    """Return what posts name their writer by, if the viewer is it."""
    return viewer.user_id if viewer.is_member else viewer.visitor_key


def seen_with(eyes: str, me: Any, masks: Any) -> Q:
    """The condition of policies.may_see, for rows of one thread. `masks`: the aliases of the viewer there. Both may be Given."""
    who, *rights = eyes.split()
    if len(rights) == 2:
        return Q()
    seen = Q(is_hidden=False)
    if rights:
        seen |= Q(is_held=rights == ["held"])
    if who == "nobody":
        return seen
    if who == "visitor":
        return seen | Q(visitor_key=me)
    masked = among("mask_key", masks) if isinstance(masks, Given) else Q(mask_key__in=masks)
    return seen | Q(author_id=me) | Q(masked)


@dataclass(frozen=True)
class Standing:
    """Why an answer stands where it does: its votes as of today, and the share they make with the votes given to all.

    `weight` is what the share counts for: less than it is while the answer is overdue for a check.
    """

    answer: Post
    ups: float
    downs: float
    share: float
    weight: float


def explain_order(answers: Sequence[Post], prior: Prior) -> list[Standing]:
    """Return the numbers behind the order of these answers, as the formula in Python makes them."""
    factor = aging_factor(timezone.now())
    standings = []
    for answer in answers:
        ups, downs = float(answer.up_weight), float(answer.down_weight)
        share = helpful_share(ups, downs, factor, prior)
        weight = weigh_share(share, answer.is_check_due)
        standings.append(Standing(answer, ups * factor, downs * factor, share, weight))
    return standings
