"""Which categories one may ask in."""

from accounts.viewers import Viewer
from qa.models import Category
from qa.models.categories import EVERYBODY
from qa.policies.posts import may_file_in


def find_post_level(category: Category) -> int:
    """Return the level that asking in a category needs: the highest on its branch. One query."""
    levels = Category.objects.branch_to(category).values_list("post_level", flat=True)
    return max(levels, default=EVERYBODY)


def list_open_categories(viewer: Viewer, kept: int | None = None) -> list[Category] | None:
    """Return the tree without the branches that the viewer may not ask in, but for the category `kept`; None where
    there are no categories at all. One query."""
    levels: dict[int | None, int] = {None: EVERYBODY}
    found: list[Category] = []
    for category in Category.objects.in_tree_order():
        levels[category.pk] = max(category.post_level, levels[category.parent_id])
        if may_file_in(viewer, category, levels[category.pk]) or category.pk == kept:
            found.append(category)
    return found if len(levels) > 1 else None
