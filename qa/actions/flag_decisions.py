"""What becomes of flags: deciding on those of a locked post."""

from django.db.models import Sum

from accounts.viewers import NOBODY, Viewer
from qa.actions.reviews import NOTE_MAX_LENGTH, close_item
from qa.models import Flag, FlagDecision, Post, ReviewItem

Outcome = FlagDecision.Outcome
DECISIONS = {
    Outcome.UPHELD: ReviewItem.Decision.UPHELD,
    Outcome.DECLINED: ReviewItem.Decision.DECLINED,
    Outcome.NO_ACTION: ReviewItem.Decision.NO_ACTION,
}


def settle_flags(
    viewer: Viewer,
    post: Post,
    outcome: FlagDecision.Outcome,
    note: str = "",
    decision: ReviewItem.Decision | None = None,
) -> FlagDecision | None:
    """Decide on the open flags of a locked post, and take it from the queue; None where there are none.

    `decision` is what the queue says was done, where that is more than the outcome.
    """
    flags = Flag.objects.open().filter(post=post)
    if not flags.exists():
        return None
    note = note.strip()[:NOTE_MAX_LENGTH]
    made = FlagDecision.objects.create(post=post, outcome=outcome, decided_by=viewer.user, note=note)
    close_item([ReviewItem.Kind.FLAGGED], decision or DECISIONS[outcome], post=post, viewer=viewer, note=note)
    flags.update(decision=made)
    store_flags(post)
    tell_flaggers(made)
    return made


def store_flags(post: Post) -> None:
    """Make the figures of a locked post those of its open flags; without any it leaves the queue."""
    flags = Flag.objects.open().filter(post=post)
    post.flag_weight = flags.aggregate(total=Sum("weight"))["total"] or 0
    post.flag_count = flags.count()
    post.save(update_fields=["flag_count", "flag_weight"])
    if not post.flag_count:
        close_item([ReviewItem.Kind.FLAGGED], ReviewItem.Decision.WITHDRAWN, post=post, viewer=NOBODY)


def tell_flaggers(decision: FlagDecision) -> None:
    """Where those who flagged will be told of the outcome, once members choose what they want to hear of.

    Until then it stands on their own page of flags, and nobody is sent anything.
    """
