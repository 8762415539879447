"""What an erasure would do, in numbers, before anybody is asked whether they are sure."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from qa.models import Appeal, Draft, Favourite, Post, Vote
from qa.news.models import Notice
from qa.privacy.models import Departure
from qa.talks.models import Message, WallPost


@dataclass(frozen=True)
class DryRun:
    """How much there is of a member's, and what of their posts would stay standing for other people's words."""

    question_count: int
    answer_count: int
    comment_count: int
    whole_count: int
    vote_count: int
    message_count: int
    wall_count: int
    file_count: int
    draft_count: int
    favourite_count: int
    notice_count: int
    appeal_count: int

    @property
    def post_count(self) -> int:
        return self.question_count + self.answer_count + self.comment_count

    @property
    def blanked_count(self) -> int:
        """Posts of which a sentence would stay, because others wrote below them."""
        return self.post_count - self.whole_count


def try_out(member: User) -> DryRun:
    """Return what an erasure would find."""
    posts = Post.objects.filter(author=member)
    by_kind = dict(posts.values_list("kind").annotate(n=Count("pk")).order_by())
    below = Post.objects.filter(Q(parent=OuterRef("pk")) | Q(question=OuterRef("pk"))).exclude(author=member)
    return DryRun(
        question_count=by_kind.get(Post.Kind.QUESTION, 0),
        answer_count=by_kind.get(Post.Kind.ANSWER, 0),
        comment_count=by_kind.get(Post.Kind.COMMENT, 0),
        whole_count=posts.exclude(Exists(below)).count(),
        vote_count=Vote.objects.filter(voter=member).exclude(value=0).count(),
        message_count=Message.objects.filter(author=member).count(),
        wall_count=WallPost.objects.filter(Q(author=member) | Q(owner=member)).count(),
        file_count=member.images.count() + member.attachments.count(),
        draft_count=Draft.objects.filter(member=member).count(),
        favourite_count=Favourite.objects.filter(member=member).count(),
        notice_count=Notice.objects.filter(recipient=member).count(),
        appeal_count=Appeal.objects.filter(appellant=member, state=Appeal.State.OPEN).count(),
    )


def find_open(member: User) -> Departure | None:
    return Departure.objects.open().filter(member=member).first()
