"""Which categories one may ask in, what is told there, where a category went, and the tree beside a list."""

import json
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils.safestring import SafeString

from accounts.viewers import Viewer
from qa.models import Category
from qa.models.categories import EVERYBODY
from qa.policies.posts import may_file_in


class Branch(NamedTuple):
    """A category with all above it: the level that asking there needs (the highest of theirs), and their ids."""

    post_level: int = EVERYBODY
    ids: tuple[int, ...] = ()

    def grow(self, category: Category) -> "Branch":
        """Return the branch of a category right below."""
        return Branch(max(self.post_level, category.post_level), (*self.ids, category.pk))


def find_branch(category: Category | None) -> Branch:
    """Return the branch of a category. One query; none, without a category."""
    branch = Branch()
    for part in Category.objects.branch_to(category).without_words() if category else ():
        branch = branch.grow(part)
    return branch


def list_open_categories(viewer: Viewer, kept: int | None = None) -> list[Category] | None:
    """Return the tree without the branches that the viewer may not ask in, but for the category `kept`; None where
    there are no categories at all. Each knows the one above it. One query."""
    branches: dict[int | None, Branch] = {None: Branch()}
    known: dict[int, Category] = {}
    found: list[Category] = []
    has_guidance = Q(guidance__gt="")
    for category in (
        Category.objects.defer("guidance", "disclaimer").annotate(has_guidance=has_guidance).in_tree_order()
    ):
        known[category.pk] = category
        category.parent = known[category.parent_id] if category.parent_id else None
        branches[category.pk] = branch = branches[category.parent_id].grow(category)
        is_open = may_file_in(viewer, category, *branch) and not category.is_leaving
        if is_open or category.pk == kept:
            found.append(category)
    return found if len(branches) > 1 else None


def find_moved(path: str) -> Category | None:
    """Return the category that had this address before; None when there is none. One query."""
    return Category.objects.without_words().filter(former_paths__path=path).first()


def find_guidance(category: Category) -> str:
    """Return what helps when asking in a category (Markdown): its own words, or those of the nearest above. One query."""
    words = Category.objects.branch_to(category).exclude(guidance="").order_by("-depth")
    return words.values_list("guidance", flat=True).first() or ""


@dataclass(frozen=True)
class Guide:
    """What a category tells askers, its own words or those of the nearest above that has some; and the text to begin with."""

    guidance: str = ""
    form_template: str = ""


def load_guide(pk: int | None) -> Guide:
    """Return what a category tells askers; nothing where there is no such category. Two queries."""
    category = Category.objects.filter(pk=pk or 0).only("path").first()
    rows = list(
        Category.objects.branch_to(category).order_by("-depth").values_list("guidance", "form_template")
    )
    return Guide(
        next((guidance for guidance, _template in rows if guidance), ""),
        next((template for _guidance, template in rows if template), ""),
    )


@dataclass(frozen=True)
class Node:
    """A category in the tree beside a list, with those within it. `is_open`: the list shows this one, or one within."""

    name: str
    address: str
    question_count: int
    colour: str = ""
    is_open: bool = False
    is_current: bool = False
    children: tuple["Node", ...] = ()


# One row of a tree: id, parent, name, path, count, colour. Other statements may read them all along, as one value.
TREE = """
    (SELECT coalesce(jsonb_agg(jsonb_build_array(c.id, c.parent_id, c.name, c.path, c.question_count, c.colour)
                               ORDER BY c.tree_key), '[]')::text FROM qa_category c)
"""
TreeRow = tuple[int, int | None, str, str, int, str]


def load_tree() -> tuple[Node, ...]:
    """Return the whole tree. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {TREE}")
        return grow_tree(read_rows(cursor.fetchone()[0]))


def read_rows(text: str) -> list[TreeRow]:
    """Return the rows of TREE."""
    return [
        (pk, above, name, path, count, colour) for pk, above, name, path, count, colour in json.loads(text)
    ]


def grow_tree(rows: list[TreeRow], current: str = "") -> tuple[Node, ...]:
    """Return the tree of such rows, in their order; `current` is the path of the category that the list shows."""
    below: dict[int | None, list[TreeRow]] = {}
    for row in rows:
        below.setdefault(row[1], []).append(row)

    def grow(above: int | None) -> tuple[Node, ...]:
        return tuple(
            Node(
                name,
                f"/categories/{path}/",
                count,
                colour,
                current == path or current.startswith(f"{path}/"),
                current == path,
                grow(pk),
            )
            for pk, _above, name, path, count, colour in below.get(above, ())
        )

    return grow(None)


def row_of(category: Category) -> TreeRow:
    """Return a loaded category as a row of TREE."""
    return (
        category.pk,
        category.parent_id,
        category.name,
        category.path,
        category.question_count,
        category.colour,
    )


def notice_of(category: Category | None) -> SafeString | None:
    """Return what readers of a question in this category should know; None without anything."""
    return category.notice if category is not None and category.disclaimer_html else None
