"""Where scores stand on pages: not in categories whose owner wants none (Category.shows_scores), nor below those.

Votes are cast there as everywhere, and order answers; but no page says how many, or what anybody's points and titles are. The
ids of those categories stand among the site options, so that asking costs no query.
"""

from functools import lru_cache

from accounts.models import User
from forum import options
from qa.models import Post


@lru_cache(maxsize=8)
def read_ids(text: str) -> frozenset[int]:
    return frozenset(int(word) for word in text.split(",") if word.isdigit())


def scoreless_ids() -> frozenset[int]:
    """Return the ids of all categories that show no scores."""
    return read_ids(options.current().scoreless_categories)


def shows_scores(category_id: int | None) -> bool:
    """Whether pages say how something in this category was voted on, and by whom with how many points it was written."""
    return category_id is None or category_id not in scoreless_ids()


def shows_points(user: User) -> bool:
    """Whether points and titles stand after a member's name: not where the account is closed or kept in memory, whose points
    nobody follows any more. (Who was loaded without that column is taken for active: this asks nothing.)"""
    return bool(user.__dict__.get("is_active", True))


def has_scores(post: Post) -> bool:
    """Whether scores stand beside a post; one that is no question has to know its question."""
    ids = scoreless_ids()
    return not ids or (post.question or post).category_id not in ids
