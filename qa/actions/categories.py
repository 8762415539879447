"""The category tree: creating, moving, deleting. Paths, depths and counts follow."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import fetch
from qa.actions.audience import raise_many
from qa.actions.threads import lock_catalogue
from qa.models import Category, Post
from qa.models.categories import MAX_DEPTH
from qa.policies.posts import may_manage_catalogue
from qa.reads.categories import Branch

EXPECTED_COUNTS = """
    SELECT c.id, count(q.id) AS question_count, count(q.id) FILTER (WHERE q.audience = 2) AS members_count FROM qa_category c
    LEFT JOIN qa_category d ON d.path = c.path OR starts_with(d.path, c.path || '/')
    LEFT JOIN qa_post q ON q.category_id = d.id AND q.kind = 'Q' AND NOT q.is_hidden
    GROUP BY c.id
"""

SCORELESS = """
    SELECT c.id FROM qa_category c WHERE EXISTS (
        SELECT FROM qa_category d WHERE NOT d.shows_scores AND (c.path = d.path OR starts_with(c.path, d.path || '/')))
    ORDER BY c.id
"""
RAISED = """
    SELECT q.id, least.audience FROM qa_post q JOIN (
        SELECT own.id, max(up.audience) AS audience FROM qa_category own
        JOIN qa_category up ON up.path = own.path OR starts_with(own.path, up.path || '/')
        WHERE {those} GROUP BY own.id) least ON least.id = q.category_id
    WHERE q.kind = 'Q' AND q.audience < least.audience ORDER BY q.id
"""
HOLD_BRANCH = """
    SELECT c.id, c.post_level, c.depth, c.audience FROM qa_category c WHERE c.path = ANY(%s) ORDER BY c.id FOR KEY SHARE
"""


def hold_branch(category: Category | None) -> Branch:
    """Return the branch of a category; until the transaction ends nobody moves or deletes it."""
    if category is None:
        return Branch()
    rows = fetch(HOLD_BRANCH, [category.branch_paths])
    ids = [pk for _depth, pk in sorted((depth, pk) for pk, _level, depth, _audience in rows)]
    if ids[-1:] == [category.pk]:
        audience = max(audience for _pk, _level, _depth, audience in rows)
        return Branch(max(level for _pk, level, _depth, _audience in rows), tuple(ids), audience)
    return hold_branch(Category.objects.filter(pk=category.pk).first())  # moved since it was read


@transaction.atomic
def save_category(viewer: Viewer, category: Category) -> Category:
    """Create or change a category (name, address part, description, position, parent, who asks and who finds, scores).

    Moving one takes everything below it along. Raises PermissionDenied, and ValidationError for a move below itself,
    deeper than four levels, or to where its address part is taken.
    """
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    lock_questions_below(category)
    list(Category.objects.select_for_update().order_by("pk").values_list("pk"))
    if category.parent_id:
        # Read under the lock: somebody may have moved it while this one was being filled in.
        category.parent = Category.objects.get(pk=category.parent_id)
    refuse_bad_place(category)
    place(category)
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError as error:
        raise ValidationError(_("There is a category with this address part in the same place.")) from error
    replace_paths(category)
    store_branches(category)
    raise_audiences(category)
    store_category_counts()
    store_scoreless()
    category.refresh_from_db()
    return category


@transaction.atomic
def delete_category(viewer: Viewer, category: Category) -> None:
    """Delete a category that holds neither questions nor categories. Raises PermissionDenied and ValidationError."""
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    locked = Category.objects.select_for_update().get(pk=category.pk)
    if locked.children.exists() or locked.questions.exists():
        raise ValidationError(_("Move the questions and categories inside elsewhere first."))
    locked.delete()
    store_scoreless()


def raise_audiences(category: Category) -> None:
    """Let what stands in a category and below it be for no more people than the category's branch says.

    What was for fewer stays so: nobody's question is opened by a change of categories.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            RAISED.format(those="own.path = %(path)s OR starts_with(own.path, %(path)s || '/')"),
            {"path": category.path},
        )
        pairs: dict[int, list[int]] = {}
        for pk, audience in cursor.fetchall():
            pairs.setdefault(audience, []).append(pk)
    for audience, ids in pairs.items():
        raise_many(ids, audience)


def lock_questions_below(category: Category) -> None:
    """Where a category moves or narrows, lock its questions before any category: the order in which threads are written."""
    before = Category.objects.filter(pk=category.pk).first()
    if before is not None and (before.parent_id, before.audience) != (category.parent_id, category.audience):
        list(
            Post.objects.questions()
            .below(before)
            .select_for_update(no_key=True)
            .order_by("pk")
            .values_list("pk")
        )


def place(category: Category) -> None:
    above = category.parent
    category.depth = above.depth + 1 if above else 1
    category.path = f"{above.path}/{category.slug}" if above else category.slug
    # A space sorts before every character of an address part, so what is below a category directly follows it.
    own_key = f"{category.position:05d}-{category.slug}"
    category.tree_key = f"{above.tree_key} {own_key}" if above else own_key


def refuse_bad_place(category: Category) -> None:
    above = category.parent
    while above is not None:
        if above.pk == category.pk:
            raise ValidationError(_("A category cannot be moved below itself."))
        above = above.parent
    depth = category.parent.depth + 1 if category.parent else 1
    if depth + height(category) > MAX_DEPTH:
        raise ValidationError(_("Categories go %(depth)d levels deep at most.") % {"depth": MAX_DEPTH})


def height(category: Category) -> int:
    """Return how many levels there are below a category."""
    if category.pk is None:
        return 0
    return max((1 + height(child) for child in category.children.all()), default=0)


def replace_paths(category: Category) -> None:
    for child in category.children.all():
        child.parent = category
        place(child)
        child.save(update_fields=["path", "depth", "tree_key"])
        replace_paths(child)


def store_branches(category: Category) -> None:
    """Tell the questions below which categories now stand above them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE qa_post q SET category_ids = branch.ids FROM ("
            "SELECT own.id, array_agg(up.id ORDER BY up.depth) AS ids FROM qa_category own "
            "JOIN qa_category up ON up.path = own.path OR starts_with(own.path, up.path || '/') "
            "WHERE own.path = %(path)s OR starts_with(own.path, %(path)s || '/') GROUP BY own.id) branch "
            "WHERE q.category_id = branch.id AND q.category_ids IS DISTINCT FROM branch.ids",
            {"path": category.path},
        )


def find_scoreless() -> str:
    """Return what the copy among the options has to be: the ids of categories without scores and all below them."""
    return ",".join(str(pk) for (pk,) in fetch(SCORELESS, None))


def store_scoreless() -> None:
    """Let every page know which categories show no scores."""
    found = find_scoreless()
    if found != options.load().scoreless_categories:
        options.save({"scoreless_categories": found})


def store_category_counts() -> None:
    """Set every category's count of visible questions, those of descendants included."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE qa_category c SET question_count = e.question_count, members_count = e.members_count "  # noqa: S608
            f"FROM ({EXPECTED_COUNTS}) e WHERE e.id = c.id "
            "AND (c.question_count, c.members_count) IS DISTINCT FROM (e.question_count, e.members_count)"
        )
