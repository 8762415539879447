"""What becomes of flags: deciding on those of a locked post."""

from accounts.viewers import NOBODY, Viewer
from forum.lib.rows import fetch
from qa.actions.reviews import NOTE_MAX_LENGTH, close_item
from qa.models import Flag, FlagDecision, Post, ReviewItem

Outcome = FlagDecision.Outcome
STORE_FIGURES = """
    UPDATE qa_post p SET flag_count = f.found, flag_weight = f.weight
    FROM (SELECT count(*) AS found, coalesce(sum(weight), 0) AS weight FROM qa_flag
          WHERE post_id = %s AND decision_id IS NULL) f
    WHERE p.id = %s RETURNING p.flag_count, p.flag_weight
"""
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
    [[post.flag_count, post.flag_weight]] = fetch(STORE_FIGURES, [post.pk, post.pk])
    if not post.flag_count:
        close_item([ReviewItem.Kind.FLAGGED], ReviewItem.Decision.WITHDRAWN, post=post, viewer=NOBODY)


def tell_flaggers(decision: FlagDecision) -> None:
    """Where those who flagged will be told of the outcome, once members choose what they want to hear of.

    Until then it stands on their own page of flags, and nobody is sent anything.
    """
