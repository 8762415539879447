"""Which categories one may ask in."""

from typing import NamedTuple

from accounts.viewers import Viewer
from qa.models import Category
from qa.models.categories import EVERYBODY
from qa.policies.posts import may_file_in


class Branch(NamedTuple):
    """A category with all above it: the level that asking there needs (the highest of theirs), their ids, and for whom
    questions there are (the fewest of theirs)."""

    post_level: int = EVERYBODY
    ids: tuple[int, ...] = ()
    audience: int = 0

    def grow(self, category: Category) -> "Branch":
        """Return the branch of a category right below."""
        return Branch(
            max(self.post_level, category.post_level),
            (*self.ids, category.pk),
            max(self.audience, category.audience),
        )


def find_branch(category: Category | None) -> Branch:
    """Return the branch of a category. One query; none, without a category."""
    branch = Branch()
    for part in Category.objects.branch_to(category) if category else ():
        branch = branch.grow(part)
    return branch


def list_open_categories(viewer: Viewer, kept: int | None = None) -> list[Category] | None:
    """Return the tree without the branches that the viewer may not ask in, but for the category `kept`; None where
    there are no categories at all. One query."""
    branches: dict[int | None, Branch] = {None: Branch()}
    found: list[Category] = []
    for category in Category.objects.in_tree_order():
        branches[category.pk] = branch = branches[category.parent_id].grow(category)
        category.least_audience = branch.audience
        if may_file_in(viewer, category, branch.post_level, branch.ids) or category.pk == kept:
            found.append(category)
    return found if len(branches) > 1 else None
