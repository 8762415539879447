"""Posts that wait for approval, and how many there are."""

from accounts.viewers import Viewer
from forum import stamps
from qa.models import Post
from qa.models.querysets import PostQuerySet
from qa.policies.posts import may_see_held
from qa.reads.scopes import in_scope
from qa.rules.rights import Right


def held_posts(viewer: Viewer) -> PostQuerySet:
    """Return the posts that wait and that the viewer may decide, the oldest first, with what a row shows of them."""
    rows = Post.objects.held().filter(in_scope(viewer, Right.MODERATE))
    return rows.select_related("author", "question", "category", "hiding")


def count_held(viewer: Viewer) -> int | None:
    """Return how many posts wait, for those who may look at them; None, and no query, for everybody else."""
    if not may_see_held(viewer):
        return None
    stamps.note(stamps.Kind.POSTS)  # it stands in the head of pages that otherwise rely on their own rows
    return Post.objects.filter(in_scope(viewer, Right.MODERATE), is_held=True).count()
