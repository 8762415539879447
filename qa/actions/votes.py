"""Voting."""

from django.db import transaction
from django.utils import timezone

from accounts.viewers import Viewer
from forum import options
from forum.lib.verdict import Verdict
from qa.actions.standings import Ledger, votes_gain
from qa.actions.tallies import weigh
from qa.actions.threads import lock_post, refresh_question
from qa.actions.writing import count_against_limit
from qa.models import Post, Vote
from qa.policies.posts import may_vote
from qa.policies.restrictions import is_free
from qa.rules.rights import Right


@transaction.atomic
def cast_vote(viewer: Viewer, post_id: int, value: int) -> Post:
    """Make the viewer's vote on a post `value`: 1, -1, or 0 for none. A set value: sending it twice changes nothing.

    Returns the post with its new counts. Raises ValueError, Http404, PermissionDenied and TooMany.
    """
    if value not in (-1, 0, 1):
        raise ValueError("A vote is 1, 0 or -1.")
    question, post = lock_post(post_id)
    may_vote(viewer, post, question, options.current()).enforce()
    if value < 0:
        Verdict(*is_free(viewer, Right.VOTE_DOWN)).enforce()
    vote = Vote.objects.filter(post=post, voter=viewer.user).first()
    before = vote.value if vote else 0
    if value == before:
        return post
    count_against_limit(viewer, "votes")
    now = timezone.now()
    old_weight, new_weight = weigh([vote.updated_at if vote else now, now])
    if vote:
        vote.value, vote.updated_at = value, now
        vote.save(update_fields=["value", "updated_at"])
    else:
        Vote.objects.create(post=post, voter_id=viewer.member_id, value=value, created_at=now, updated_at=now)
    ups = (value > 0) - (before > 0)
    downs = (value < 0) - (before < 0)
    gain_before = votes_gain(post, post.up_count, post.down_count)
    post.up_count += ups
    post.down_count += downs
    post.up_weight += (value > 0) * new_weight - (before > 0) * old_weight
    post.down_weight += (value < 0) * new_weight - (before < 0) * old_weight
    post.save(update_fields=["up_count", "down_count", "up_weight", "down_weight"])
    refresh_question(question)
    ledger = Ledger()
    ledger.add(post.author_id, upvotes_received=ups, downvotes_received=downs)
    if not post.is_comment:  # votes on comments earn nothing
        noun = "question" if post.is_question else "answer"
        gain = votes_gain(post, post.up_count, post.down_count) - gain_before
        ledger.add(viewer.user_id, **{f"{noun}_upvotes_cast": ups, f"{noun}_downvotes_cast": downs})
        ledger.add(post.author_id, **{f"{noun}_votes_gain": gain})
    ledger.write()
    post.refresh_from_db(fields=["score"])
    return post
