"""Who ticked the box below what they wrote: "E-mail me when ...". Without it no mail goes out about that post."""

from collections.abc import Mapping

from django.db.models import Q

from accounts.aliases import list_aliases
from qa.models import Activity, Post
from qa.news.reads.audience import find_parent
from qa.news.rules.kinds import Kind
from qa.news.rules.preferences import NEEDS_TICK

OF_PARENT = (Kind.ANSWER, Kind.COMMENT, Kind.FOLLOW_ON)


def find_unticked(audience: Mapping[int, Kind], post: Post | None, question: Post | None) -> set[int]:
    """Return those of an audience who are told because of a post of theirs, and left its box empty."""
    asked = {member_id for member_id, kind in audience.items() if kind in NEEDS_TICK}
    if post is None or question is None or not asked:
        return set()
    return {member_id for member_id in asked if not is_ticked(member_id, audience[member_id], post, question)}


def is_ticked(member_id: int, kind: Kind, post: Post, question: Post) -> bool:
    """Whether the member ticked the box of the post for which they are told."""
    if kind in OF_PARENT:
        parent = find_parent(post, question)
        return parent is not None and parent.wants_notice
    if kind == Kind.THREAD:
        own = Post.objects.filter(parent_id=post.parent_id, kind=Post.Kind.COMMENT)
        own = own.filter(Q(author_id=member_id) | Q(mask_key__in=list_aliases(member_id, post.question_pk)))
        return own.filter(pk__lt=post.pk, wants_notice=True, is_hidden=False).exists()
    return post.wants_notice


def is_still_ticked(kind: Kind, fact: Activity | None, member_id: int, post: Post | None) -> bool:
    """Whether that holds now as well, when the mail is about to go out."""
    if kind not in NEEDS_TICK or post is None or fact is None:
        return True
    question = post if post.is_question else post.question
    return question is not None and is_ticked(member_id, kind, post, question)
