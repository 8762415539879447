"""Which answers a viewer sees on a question page, and in what order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, ExpressionWrapper, F, FloatField, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.errors import BadRequest
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
    prior = Prior.of(options.prior_votes, options.prior_percent)
    rows = Post.objects.filter(question_id=question.pk, kind=Post.Kind.ANSWER).filter(
        seen_by(viewer, question)
    )
    rows = rows.annotate(share=share_expression(aging_factor(timezone.now()), prior))
    rows = rows.annotate(weight=weight_expression())
    accepted = question.accepted_answer_id if options.is_accepted_first else None
    accepted_first = Case(When(pk=accepted, then=Value(0)), default=Value(1), output_field=IntegerField())
    keys = {"helpful": ["-weight"], "votes": ["-score"], "oldest": []}[order or options.answer_order]
    return rows.order_by("-is_held", "is_hidden", accepted_first, *keys, "created_at", "id")


def share_expression(factor: float, prior: Prior) -> Combinable:
    """qa.rules.ranking.helpful_share, for rows."""
    helpful, unhelpful = Value(prior.helpful), Value(prior.unhelpful)
    ups = Cast("up_weight", FloatField()) * Value(factor)
    downs = Cast("down_weight", FloatField()) * Value(factor)
    return ExpressionWrapper((ups + helpful) / (ups + downs + helpful + unhelpful), output_field=FloatField())


def weight_expression() -> Combinable:
    """qa.rules.ranking.weigh_share, for rows with a `share`; OVERDUE as Post.is_check_due has it."""
    lowered = ExpressionWrapper(F("share") * Value(OVERDUE_FACTOR), output_field=FloatField())
    return Case(When(check_after__lt=timezone.localdate(), then=lowered), default=F("share"))


def read_answer_order(request: HttpRequest, options: Options) -> str:
    """Return the order of answers that ?order= asks for, by default the site's. Raises BadRequest."""
    order = request.GET.get("order") or options.answer_order
    if order not in dict(ANSWER_ORDERS):
        raise BadRequest(_("We do not know that order. Please choose one from the page."))
    return order


def seen_by(viewer: Viewer, question: Post) -> Q:
    """The condition of policies.may_see, for rows of a question's thread."""
    seen = Q(is_hidden=False)
    if may_use(viewer, Right.HIDE, question):
        seen |= Q(is_held=False)
    if may_use(viewer, Right.MODERATE, question):
        seen |= Q(is_held=True)
    if viewer.is_member:
        seen |= Q(author=viewer.user)
    elif viewer.visitor_key:
        seen |= Q(visitor_key=viewer.visitor_key)
    return seen


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
