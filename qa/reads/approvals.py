"""Posts that wait for approval, and how many there are."""

from accounts.viewers import Viewer
from forum import stamps
from qa.models import Post
from qa.models.querysets import PostQuerySet
from qa.policies.posts import may_see_held


def held_posts() -> PostQuerySet:
    """Return the posts that wait, the oldest first, with what a row shows of them."""
    return Post.objects.held().select_related("author", "question", "category", "hiding")


def count_held(viewer: Viewer) -> int | None:
    """Return how many posts wait, for those who may look at them; None, and no query, for everybody else."""
    if not may_see_held(viewer):
        return None
    stamps.note(stamps.Kind.POSTS)  # it stands in the head of pages that otherwise rely on their own rows
    return Post.objects.filter(is_held=True).count()
