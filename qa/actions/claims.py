"""Claiming what one wrote from the same browser before signing in."""

from django.db import transaction
from django.db.models import Q

from accounts.viewers import Viewer
from forum import options
from qa.actions.standings import recompute_standings
from qa.actions.tallies import recompute_tallies
from qa.actions.threads import lock_post, refresh_question
from qa.actions.writing import LIMITS, count_against_limit
from qa.models import Acceptance, Activity, NoticeAddress, Post, Revision, Vote
from qa.policies.posts import may_claim


@transaction.atomic
def claim_post(viewer: Viewer, post_id: int) -> Post:
    """Make the viewer the author of a post that their browser wrote without an account.

    It counts as if written now for the limits, votes they cast on it go, and the mail address left for it is forgotten
    (their account's takes its place). Raises Http404, PermissionDenied and TooMany.
    """
    question, post = lock_post(post_id)
    answered = has_answered(viewer, question, exclude=post.pk)
    may_claim(viewer, post, question, has_answered=answered, options=options.current()).enforce()
    count_against_limit(viewer, LIMITS[Post.Kind(post.kind)])
    Vote.objects.filter(post=post, voter=viewer.user).delete()
    NoticeAddress.objects.filter(post=post).delete()
    post.author, post.visitor_key, post.author_name = viewer.user, "", ""
    post.save(update_fields=["author", "visitor_key", "author_name"])
    Revision.objects.filter(post=post, version=1, editor=None).update(editor=viewer.user)
    written = (Activity.Verb.ASKED, Activity.Verb.ANSWERED, Activity.Verb.COMMENTED)
    Activity.objects.filter(post=post, actor=None, verb__in=written).update(actor=viewer.user)
    recompute_tallies([post.pk])
    refresh_question(question)
    helped = Acceptance.objects.filter(question=question, answer__author__isnull=False)
    recompute_standings({viewer.member_id, *helped.values_list("answer__author_id", flat=True)})
    return post


def has_answered(viewer: Viewer, question: Post, *, exclude: int | None = None) -> bool:
    """Whether the viewer has an answer to this question, visible or waiting for approval (other than `exclude`)."""
    rows = Post.objects.filter(Q(is_hidden=False) | Q(is_held=True), question=question, kind=Post.Kind.ANSWER)
    rows = rows.exclude(pk=exclude or 0)
    if viewer.is_member:
        own = Q(author=viewer.user) | Q(mask_key__in=viewer.aliases_in(question.pk))
        return rows.filter(own).exists()
    return bool(viewer.visitor_key) and rows.filter(visitor_key=viewer.visitor_key).exists()
