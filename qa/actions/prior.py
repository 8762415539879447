"""What an average answer is on this site: the votes that every answer starts with, from the votes there are."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, FloatField, Q, Sum
from django.db.models.functions import Cast

from forum import options
from qa.models import Post
from qa.rules.ranking import VoteFigures, estimate_prior


@dataclass(frozen=True)
class PriorChange:
    """The votes of an average answer and how many percent of them are helpful, before and after."""

    vote_count: int
    votes_before: int
    percent_before: int
    votes: int
    percent: int
    has_enough: bool


@transaction.atomic
def refresh_prior() -> PriorChange:
    """Estimate the prior from all visible answers' votes and store it in the options; too few votes change nothing.

    Done again without new votes it changes nothing.
    """
    current = options.load()
    figures = sum_votes()
    found = estimate_prior(figures, current.prior_votes)
    votes, percent = found or (current.prior_votes, current.prior_percent)
    if found:
        options.save({"prior_votes": votes, "prior_percent": percent})
    return PriorChange(
        figures.vote_sum, current.prior_votes, current.prior_percent, votes, percent, found is not None
    )


def sum_votes() -> VoteFigures:
    """Return the sums over all visible answers with votes, in one query."""
    count = Cast(F("up_count") + F("down_count"), FloatField())
    ups = Cast("up_count", FloatField())
    rows = (
        Post.objects.filter(kind=Post.Kind.ANSWER).visible(for_members=True).annotate(n=count).filter(n__gt=0)
    )
    sums = rows.aggregate(
        answers=Count("pk"),
        several=Count("pk", filter=Q(n__gte=2)),
        votes=Sum("n", default=0),
        ups=Sum("up_count", default=0),
        squares=Sum(F("n") * F("n"), default=0),
        up_squares=Sum(ups * ups / F("n"), default=0.0),
    )
    return VoteFigures(
        answer_count=sums["answers"],
        several_count=sums["several"],
        vote_sum=int(sums["votes"]),
        up_sum=sums["ups"],
        vote_square_sum=int(sums["squares"]),
        up_square_sum=sums["up_squares"],
    )
