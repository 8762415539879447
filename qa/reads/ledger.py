"""Where a member's points come from: each post with what it earned, and what stands beside the posts.

Nothing of it is stored. It is read from the rows that the total is made of, by the scale in force, so the two cannot
disagree: what all this comes to is User.points (tests/qa/actions/test_points.py).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from qa.models import Post, Standing
from qa.models.querysets import PLACE_COLUMNS, PostQuerySet
from qa.policies.posts import may_see
from qa.reads.scores import scoreless_ids
from qa.rules.points import Scale

PARENT_COLUMNS = (
    "id",
    "kind",
    "question_id",
    "author_id",
    "is_hidden",
    "is_held",
    "visitor_key",
    "category_ids",
    "audience",
)
NO_POST = _("a post that is not public")


@dataclass(frozen=True)
class Entry:
    """One reason for points. Votes of others have no time: it could tell who voted."""

    what: str | Promise
    amount: int
    at: datetime | None = None


@dataclass(frozen=True)
class Line:
    """A post with all it earned; without `url` it is one that the reader may not see."""

    title: str | Promise
    url: str
    at: datetime
    entries: list[Entry]

    @property
    def amount(self) -> int:
        return sum(entry.amount for entry in self.entries)


@dataclass(frozen=True)
class Ledger:
    """What a member's points come to, but for the posts one by one. `posts` is what all posts earned together."""

    begin: int
    bonus: int
    cast: int
    cast_count: int
    posts: int
    is_whole: bool  # whether posts that are not public are listed, too
    has_unlisted: bool = False  # whether there are categories without scores: their posts are not listed


def reads_whole_ledger(viewer: Viewer, member: User) -> bool:
    """Whether posts that are not public are listed: for the member and for moderators."""
    return viewer.user_id == member.pk or viewer.has_level(Level.MODERATOR)


def load_ledger(viewer: Viewer, member: User) -> Ledger:
    """Return what stands above the list of posts."""
    scale = current_scale()
    standing = Standing.objects.filter(user=member).first() or Standing(user=member)
    cast = {name: getattr(standing, name) for name in CAST}
    earned = scale.worth_of(cast)
    return Ledger(
        begin=scale.base,
        bonus=member.bonus_points,
        cast=earned,
        cast_count=sum(cast.values()),
        posts=member.points - scale.base - member.bonus_points - earned,
        is_whole=reads_whole_ledger(viewer, member),
        has_unlisted=bool(scoreless_ids()),
    )


CAST = (
    "question_upvotes_cast",
    "question_downvotes_cast",
    "answer_upvotes_cast",
    "answer_downvotes_cast",
)


def current_scale() -> Scale:
    return Scale.of(options.current())


def posts_with_points(
    member: User, *, is_whole: bool, has_all: bool = False, for_members: bool = True
) -> PostQuerySet:
    """Return a member's posts that earned something, the newest first; only public ones unless `is_whole`.

    Those in categories that show no scores are left out of what anybody sees, unless `has_all`.
    """
    scale = current_scale()
    voted = Q(up_count__gt=0) | Q(down_count__gt=0)
    if not (scale.per_c_voted_up or scale.per_c_voted_down):
        voted &= ~Q(kind=Post.Kind.COMMENT)
    rows = Post.objects.filter(voted | Q(is_hidden=False) & ~Q(kind=Post.Kind.COMMENT), author=member)
    rows = rows if is_whole else rows.visible(for_members=for_members)
    scoreless = scoreless_ids()
    if scoreless and not has_all:
        rows = rows.exclude(
            Q(category_id__in=scoreless) | Q(question__isnull=False, question__category_id__in=scoreless)
        )
    return (
        rows.select_related("question", "parent", "acceptance", "accepted_for")
        .only(
            *PLACE_COLUMNS,
            *(
                "title",
                "created_at",
                "is_hidden",
                "is_held",
                "up_count",
                "down_count",
                "parent_id",
                "visitor_key",
            ),
            "category_ids",
            *(f"question__{name}" for name in (*PARENT_COLUMNS, "title", "slug")),
            *(f"parent__{name}" for name in PARENT_COLUMNS),
            "acceptance__accepted_at",
            "accepted_for__accepted_at",
        )
        .order_by("-created_at", "-id")
    )


def tell_line(viewer: Viewer, post: Post) -> Line:
    """Return what a post of posts_with_points earned, as this viewer may read it."""
    question = post.question or post
    above = [question]
    if post.parent is not None and post.parent_id != post.question_id:
        post.parent.question = question
        above.append(post.parent)
    is_seen = all(may_see(viewer, one) for one in (post, *above))
    title, url = (question.title, post.get_absolute_url()) if is_seen else (NO_POST, "")
    return Line(title, url, post.created_at, list_entries(post, current_scale()))


def list_entries(post: Post, scale: Scale) -> list[Entry]:
    """Return what a post earns its author, each reason for itself; qa.actions.standings counts the very same."""
    found: list[Entry] = []
    related = post._state.fields_cache
    if post.is_question and not post.is_hidden:
        found.append(Entry(_("asked"), scale.multiple * scale.post_q, post.created_at))
        if related.get("acceptance"):
            accepted_at = post.acceptance.accepted_at
            found.append(Entry(_("accepted an answer"), scale.multiple * scale.select_a, accepted_at))
    if post.is_answer and not post.is_hidden:
        found.append(Entry(_("answered"), scale.multiple * scale.post_a, post.created_at))
        is_own = post.question is not None and post.question.author_id == post.author_id
        if related.get("accepted_for") and not is_own:
            accepted_at = post.accepted_for.accepted_at
            found.append(Entry(_("accepted by the asker"), scale.multiple * scale.a_selected, accepted_at))
    if post.up_count or post.down_count:
        gain = scale.multiple * scale.gain(post.kind, post.up_count, post.down_count)
        found.append(Entry(tell_votes(post), gain))
    return found


def tell_votes(post: Post) -> str:
    ups = ngettext("%(n)d vote up", "%(n)d votes up", post.up_count) % {"n": post.up_count}
    downs = ngettext("%(n)d down", "%(n)d down", post.down_count) % {"n": post.down_count}
    return f"{ups}, {downs}"
