"""Comments below posts: oldest first, long lists folded to the newest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import BigIntegerField, Count, F, Q, Window
from django.db.models.functions import RowNumber

from accounts.viewers import Viewer
from forum.lib.statements import Given, Statement, among
from forum.options import Options
from qa.models import Post
from qa.reads.answers import eyes_of, me_of, seen_with, take_off


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
    statement = comments_statement(
        eyes_of(viewer, posts[0].question or posts[0]),
        options.comments_fold_from,
        options.comments_fold_to,
        "" if show is None else "all" if is_all else "show",
    )
    parents = [post.pk for post in posts]
    below: dict[int, Comments] = defaultdict(Comments)
    masks = viewer.aliases_in(posts[0].question_pk)
    for comment in statement.run(me=me_of(viewer), masks=masks, show=show, parents=parents):
        comments = below[comment.parent_id or 0]
        comments.shown.append(comment)
        total, _place = (take_off(comment, name) for name in ("total", "place"))
        comments.earlier_count = total - len(comments.shown)
    return below


@lru_cache(maxsize=200)
def comments_statement(eyes: str, fold_from: int, fold_to: int, unfolds: str) -> Statement[Post]:
    """The query of `load_comments`; `unfolds`: "show" the list of a comment, "all" that of a post, too."""
    newest_first = [F("created_at").desc(), F("id").desc()]
    rows = Post.objects.filter(among("parent_id", Given("parents")), kind=Post.Kind.COMMENT)
    rows = rows.filter(seen_with(eyes, Given("me"), Given("masks"))).annotate(
        place=Window(RowNumber(), partition_by="parent_id", order_by=newest_first),
        total=Window(Count("id"), partition_by="parent_id"),
    )
    wanted = Q(total__lte=fold_from) | Q(place__lte=fold_to)
    if unfolds:
        place_of_comment = Post.objects.filter(
            pk=Given("show", BigIntegerField()), kind=Post.Kind.COMMENT
        ).values("parent_id")
        wanted |= Q(parent_id__in=place_of_comment)
    if unfolds == "all":
        wanted |= Q(parent_id=Given("show", BigIntegerField()))
    return Statement(rows.filter(wanted).for_cards().order_by("created_at", "id"))
