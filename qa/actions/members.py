"""Deleting an account, and what that means for what its owner wrote and voted."""

from django.db import transaction
from django.db.models import Count, Q

from accounts.models import User
from accounts.policies import may_delete_member
from accounts.viewers import NOBODY, Viewer
from qa.actions.modlog import sever_member
from qa.actions.standings import recompute_standings
from qa.actions.tallies import recompute_tallies
from qa.actions.threads import lock_question, refresh_question
from qa.models import Post, PostAddress


@transaction.atomic
def delete_member(viewer: Viewer, member: User) -> None:
    """Delete an account. Its posts stay, without an author; its votes and flags go, and the figures follow.

    What the moderation log says of the person goes, too; the log says that it did.

    Raises PermissionDenied.
    """
    may_delete_member(viewer, member).enforce()
    touched = Post.objects.filter(Q(votes__voter=member) | Q(flags__flagger=member)).distinct()
    post_ids = list(touched.values_list("pk", flat=True))
    question_ids = {own or pk for pk, own in touched.values_list("pk", "question_id")}
    questions = [lock_question(pk) for pk in sorted(question_ids)]
    authors = set(
        Post.objects.filter(pk__in=post_ids, author__isnull=False).values_list("author_id", flat=True)
    )
    sever_member(viewer if viewer.user_id != member.pk else NOBODY, member)
    PostAddress.objects.filter(post__author=member).delete()
    User.objects.get(pk=member.pk).delete()
    recompute_tallies(post_ids)
    for question in questions:
        refresh_question(question)
    recompute_standings(authors - {member.pk})


def count_dependants(member: User) -> dict[str, int]:
    """Say what a deletion would touch, for the page that asks whether one is sure."""
    posts = Post.objects.filter(author=member)
    return dict(posts.values_list("kind").annotate(n=Count("pk"))) | {
        "votes": member.votes.exclude(value=0).count()
    }
