"""Comments below posts: oldest first, long lists folded to the newest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from accounts.viewers import Viewer
from forum.options import Options
from qa.models import Post
from qa.reads.answers import seen_by


@dataclass
class Comments:
    """The comments shown below one post, and how many earlier ones are folded away."""

    shown: list[Post] = field(default_factory=list)
    earlier_count: int = 0


NONE = Comments()


def load_comments(
    viewer: Viewer, posts: Sequence[Post], options: Options, *, show: int | None = None, is_all: bool = False
) -> Mapping[int, Comments]:
    """Return the comments below these posts by the post's id, in one query.

    More than `comments_fold_from` of them are folded to the newest `comments_fold_to`, except where the post `show`
    stands: its own comments when `is_all`, or the list that it is a comment in.
    """
    newest_first = [F("created_at").desc(), F("id").desc()]
    rows = Post.objects.filter(parent_id__in=[post.pk for post in posts], kind=Post.Kind.COMMENT)
    rows = rows.filter(seen_by(viewer, posts[0].question or posts[0])).annotate(
        place=Window(RowNumber(), partition_by="parent_id", order_by=newest_first),
        total=Window(Count("id"), partition_by="parent_id"),
    )
    wanted = Q(total__lte=options.comments_fold_from) | Q(place__lte=options.comments_fold_to)
    if show is not None:
        place_of_comment = Post.objects.filter(pk=show, kind=Post.Kind.COMMENT).values("parent_id")
        wanted |= Q(parent_id__in=place_of_comment) | Q(parent_id=show if is_all else None)
    below: dict[int, Comments] = defaultdict(Comments)
    for comment in (
        rows.filter(wanted)
        .with_authors()
        .defer("body", "body_text", "search_vector")
        .order_by("created_at", "id")
    ):
        comments = below[comment.parent_id or 0]
        comments.shown.append(comment)
        comments.earlier_count = comment.total - len(comments.shown)
    return below
