"""The category tree: creating, moving, ordering, deleting. Paths, depths, names, former addresses and counts follow."""

import time
from collections.abc import Iterable, Sequence
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max
from django.http import Http404
from django.utils.translation import gettext as _
from psycopg2.errors import LockNotAvailable

from accounts.viewers import Viewer
from forum import options
from forum.lib.markdown import TooComplex, render
from forum.lib.rows import fetch
from qa.actions.audience import raise_many
from qa.actions.threads import lock_catalogue
from qa.models import Category, FormerPath, Post, Refiling
from qa.models.categories import MAX_DEPTH
from qa.policies.posts import may_manage_catalogue
from qa.reads.categories import Branch
from qa.rules.addresses import is_reserved

Where = Literal["first", "up", "down", "last"]
MOST_ATTEMPTS = 200
PAUSE_SECONDS = 0.01
EDITABLE = (
    "name", "slug", "parent", "position", "description", "post_level", "audience", "shows_scores", "grades", "guidance",
    "form_template", "disclaimer", "disclaimer_html", "colour",
)  # fmt: skip
PLACE_COLUMNS = ("path", "depth", "tree_key", "names", "disclaimer_html")
EXPECTED_COUNTS = """
    SELECT c.id, count(q.id) AS question_count, count(q.id) FILTER (WHERE q.audience = 2) AS members_count FROM qa_category c
    LEFT JOIN qa_category d ON d.path = c.path OR starts_with(d.path, c.path || '/')
    LEFT JOIN qa_post q ON q.category_id = d.id AND q.kind = 'Q' AND NOT q.is_hidden
    GROUP BY c.id
"""
# Where every category stands, from names, address parts, positions and parents alone. A space sorts before every character
# of an address part, so what is below a category directly follows it.
EXPECTED_PLACES = """
    WITH RECURSIVE tree AS (
        SELECT id, slug::text AS path, 1 AS depth, lpad(position::text, 5, '0') || '-' || slug AS tree_key,
               ARRAY[name::text] AS names, CASE WHEN disclaimer = '' THEN '' ELSE disclaimer_html END AS disclaimer_html
        FROM qa_category WHERE parent_id IS NULL
        UNION ALL
        SELECT c.id, t.path || '/' || c.slug, t.depth + 1,
               t.tree_key || ' ' || lpad(c.position::text, 5, '0') || '-' || c.slug, t.names || c.name::text,
               CASE WHEN c.disclaimer = '' THEN t.disclaimer_html ELSE c.disclaimer_html END
        FROM qa_category c JOIN tree t ON t.id = c.parent_id)
    SELECT id, path, depth, tree_key, names::varchar(80)[] AS names, disclaimer_html FROM tree
"""
STORE_PLACES = f"""
    WITH expected AS ({EXPECTED_PLACES}),
    left_behind AS (
        INSERT INTO qa_formerpath (path, category_id, left_at)
        SELECT c.path, c.id, now() FROM qa_category c JOIN expected e ON e.id = c.id WHERE c.path <> e.path
        ON CONFLICT (path) DO UPDATE SET category_id = excluded.category_id, left_at = excluded.left_at)
    UPDATE qa_category c SET {", ".join(f"{name} = e.{name}" for name in PLACE_COLUMNS)} FROM expected e
    WHERE e.id = c.id AND ({" OR ".join(f"c.{name} IS DISTINCT FROM e.{name}" for name in PLACE_COLUMNS)})
"""  # noqa: S608
DROP_RETAKEN = "DELETE FROM qa_formerpath f USING qa_category c WHERE c.path = f.path"
SCORELESS = """
    SELECT c.id FROM qa_category c WHERE EXISTS (
        SELECT FROM qa_category d WHERE NOT d.shows_scores AND (c.path = d.path OR starts_with(c.path, d.path || '/')))
    ORDER BY c.id
"""
# The nearest that says something, of itself and those above.
GRADES = """
    SELECT c.id, (SELECT d.grades FROM qa_category d
                  WHERE d.grades <> '' AND (c.path = d.path OR starts_with(c.path, d.path || '/'))
                  ORDER BY d.depth DESC LIMIT 1) AS offer
    FROM qa_category c ORDER BY c.id
"""
RAISED = """
    SELECT q.id, least.audience FROM qa_post q JOIN (
        SELECT own.id, max(up.audience) AS audience FROM qa_category own
        JOIN qa_category up ON up.path = own.path OR starts_with(own.path, up.path || '/')
        WHERE {those} GROUP BY own.id) least ON least.id = q.category_id
    WHERE q.kind = 'Q' AND q.audience < least.audience ORDER BY q.id
"""
HOLD_BRANCH = """
    SELECT c.id, c.post_level, c.depth, c.audience, c.is_leaving FROM qa_category c
    WHERE c.path = ANY(%s) ORDER BY c.id FOR KEY SHARE
"""
LOCK_PLACES = (
    "SELECT c.id, c.is_leaving FROM qa_category c WHERE c.id = ANY(%s) ORDER BY c.id FOR NO KEY UPDATE"
)
FIND_BRANCH = """
    SELECT up.id FROM qa_category own JOIN qa_category up ON up.path = own.path OR starts_with(own.path, up.path || '/')
    WHERE own.id = %s ORDER BY up.depth
"""


def hold_branch(category: Category | None) -> Branch:
    """Return the branch of a category; until the transaction ends nobody moves or deletes it.

    Raises ValidationError when it is gone or going.
    """
    if category is None:
        return Branch()
    rows = fetch(HOLD_BRANCH, [category.branch_paths])
    ids = [row[0] for row in sorted(rows, key=lambda row: row[2])]
    if ids[-1:] == [category.pk]:
        if any(is_leaving for pk, *_more, is_leaving in rows if pk == category.pk):
            raise gone()
        return Branch(max(row[1] for row in rows), tuple(ids), max(row[3] for row in rows))
    found = Category.objects.filter(pk=category.pk).first()  # moved since it was read, or gone
    if found is None:
        raise gone()
    return hold_branch(found)


def lock_places(before: Iterable[int], category: Category | None) -> list[int]:
    """Lock the categories that a question leaves (`before`) and those that it comes into, in one order for all writers.

    Returns the ids of the latter: `category` and those above it now, from the root. Raises ValidationError when it is
    gone or going.
    """
    after = find_branch_ids(category)
    for _attempt in range(MOST_ATTEMPTS):
        with transaction.atomic():
            is_leaving: dict[int, bool] = dict(fetch(LOCK_PLACES, [sorted({*before, *after})]))
            now = find_branch_ids(category)
            if now == after:
                if category is not None and is_leaving.get(category.pk, True):
                    raise gone()
                return now
            after = now
            # Moved meanwhile: what is locked is let go, for its new branch may come first in the order.
            transaction.set_rollback(True)
    raise gone()


def find_branch_ids(category: Category | None) -> list[int]:
    """Return the ids of a category and those above it, from the root, as they stand now."""
    return [pk for (pk,) in fetch(FIND_BRANCH, [category.pk])] if category is not None else []


def gone() -> ValidationError:
    return ValidationError(_("This category is not there any more. Please choose another one."))


@transaction.atomic
def save_category(viewer: Viewer, category: Category) -> Category:
    """Create or change a category (name, address part, description, position, parent, who asks and who finds, scores,
    what is told).

    Moving one takes everything below it along, and its old addresses lead to the new ones. Raises PermissionDenied, and
    ValidationError for a move below itself, deeper than four levels, or to where its address part is taken or reserved.
    """
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    before = Category.objects.without_words().filter(pk=category.pk).first()
    is_moving = before is not None and (
        (before.parent_id, before.audience) != (category.parent_id, category.audience)
    )
    lock_tree(before if is_moving else None)
    if category.parent_id:
        # Read under the lock: somebody may have moved it while this one was being filled in.
        category.parent = find_parent(category.parent_id)
    refuse_bad_place(category)
    category.disclaimer_html = render_words(category.disclaimer) if category.disclaimer else ""
    place(category)
    try:
        with transaction.atomic():
            # Its path is written with those below it; figures that others keep are left alone.
            category.save(update_fields=None if before is None else [*EDITABLE, "depth"])
    except IntegrityError as error:
        raise ValidationError(_("There is a category with this address part in the same place.")) from error
    store_places()
    if is_moving:
        category.refresh_from_db(fields=["path"])
        store_branches(category)
        raise_audiences(category)
        store_category_counts()
    store_scoreless()
    category.refresh_from_db()
    return category


@transaction.atomic
def move_category(viewer: Viewer, category_id: int, where: Where) -> Category:
    """Put a category one place up or down among those beside it, or first or last. At the end nothing changes.

    Raises PermissionDenied and Http404.
    """
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    category = Category.objects.without_words().filter(pk=category_id).first()
    if category is None:
        raise Http404(_("There is no such category (any more)."))
    ids = list_siblings(category.parent_id)
    now = ids.index(category.pk)
    ids.remove(category.pk)
    ids.insert({"first": 0, "up": max(now - 1, 0), "down": now + 1, "last": len(ids)}[where], category.pk)
    store_order(ids)
    return category


@transaction.atomic
def order_categories(viewer: Viewer, parent_id: int | None, ids: Sequence[int]) -> None:
    """Put the categories right below a parent (None: at the top) into an order. What is not named keeps its place behind
    them, and what is not there (any more) is passed over. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    there = list_siblings(parent_id)
    wanted = [pk for pk in dict.fromkeys(ids) if pk in set(there)]
    store_order([*wanted, *(pk for pk in there if pk not in set(wanted))])


def list_siblings(parent_id: int | None) -> list[int]:
    """Return the ids of what stands right below a category, in order."""
    return list(Category.objects.filter(parent_id=parent_id).in_tree_order().values_list("pk", flat=True))


def store_order(ids: list[int]) -> None:
    lock_tree()
    for position, pk in enumerate(ids, 1):
        Category.objects.filter(pk=pk).exclude(position=position).update(position=position)
    store_places()


def find_last_position(parent_id: int | None) -> int:
    """Return the position behind all that stand right below a category."""
    last = Category.objects.filter(parent_id=parent_id).aggregate(last=Max("position"))["last"]
    return 0 if last is None else min(last + 1, 32_767)


@transaction.atomic
def delete_category(viewer: Viewer, category: Category) -> None:
    """Delete a category that holds neither questions nor categories. Raises PermissionDenied and ValidationError."""
    may_manage_catalogue(viewer).enforce()
    lock_catalogue()
    locked = Category.objects.select_for_update().get(pk=category.pk)
    if locked.children.exists() or locked.questions.exists():
        raise ValidationError(_("Move the questions and categories inside elsewhere first."))
    refuse_in_use(locked)
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


def refuse_in_use(category: Category) -> None:
    """Raise ValidationError while questions are on their way into or out of a category."""
    running = Refiling.objects.filter(state=Refiling.State.RUNNING)
    if running.filter(source=category).exists() or running.filter(target=category).exists():
        raise ValidationError(_("Questions are being moved here. Please wait until that is done."))


def lock_tree(moving: Category | None = None) -> None:
    """Lock all categories; before them, as all writers do, the questions below one that is `moving`.

    Nothing waits for a category while it holds others, nor for a question that came below meanwhile: it lets go and tries
    again, so it can be part of no circle of waiting. (Who asks holds a branch long before its counts change.) After a while
    of trying it waits all the same.
    """
    for _attempt in range(MOST_ATTEMPTS):
        try:
            with transaction.atomic():
                if moving is not None:
                    lock_questions_below(moving)
                list(Category.objects.select_for_update(nowait=True).order_by("pk").values_list("pk"))
                if moving is not None:
                    lock_questions_below(moving, nowait=True)
                return
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
        time.sleep(PAUSE_SECONDS)
    list(Category.objects.select_for_update().order_by("pk").values_list("pk"))


def lock_questions_below(category: Category, *, nowait: bool = False) -> None:
    rows = Post.objects.questions().below(category).order_by("pk").values_list("pk")
    list(rows.select_for_update(no_key=True, nowait=nowait))


def find_parent(pk: int) -> Category:
    parent = Category.objects.filter(pk=pk).first()
    if parent is None:
        raise ValidationError(_("The category that it was to stand in is not there any more."))
    if parent.is_leaving:
        raise ValidationError(_("“%(category)s” is being deleted.") % {"category": parent})
    return parent


def render_words(text: str) -> str:
    """Return the owner's Markdown as safe HTML. Raises ValidationError when it is too complex."""
    try:
        return str(render(text))
    except TooComplex as error:
        raise ValidationError({"disclaimer": str(error)}) from error


def place(category: Category) -> None:
    """Set what follows from the parent and its own words (as EXPECTED_PLACES does for all)."""
    above = category.parent
    category.depth = above.depth + 1 if above else 1
    category.path = f"{above.path}/{category.slug}" if above else category.slug
    category.names = [*(above.names if above else []), category.name]
    own_key = f"{category.position:05d}-{category.slug}"
    category.tree_key = f"{above.tree_key} {own_key}" if above else own_key
    if above and not category.disclaimer:
        category.disclaimer_html = above.disclaimer_html


def refuse_bad_place(category: Category) -> None:
    above = category.parent
    while above is not None:
        if above.pk == category.pk:
            raise ValidationError(_("A category cannot be moved below itself."))
        above = above.parent
    depth = category.parent.depth + 1 if category.parent else 1
    if depth + height(category) > MAX_DEPTH:
        raise ValidationError(_("Categories go %(depth)d levels deep at most.") % {"depth": MAX_DEPTH})
    if category.parent_id is None and is_reserved(category.slug):
        known = Category.objects.filter(pk=category.pk, parent=None, slug=category.slug)
        if category.pk is None or not known.exists():
            raise ValidationError(
                _("“%(word)s” is the address of another page. Please choose another address part.")
                % {"word": category.slug}
            )


def height(category: Category) -> int:
    """Return how many levels there are below a category."""
    if category.pk is None:
        return 0
    return max((1 + height(child) for child in category.children.without_words()), default=0)


def store_places() -> None:
    """Give every category what follows from where it stands; where that is another address, the old one leads to it."""
    with connection.cursor() as cursor:
        cursor.execute(STORE_PLACES)
        cursor.execute(DROP_RETAKEN)


def leave_address(path: str, category: Category, heir: Category) -> None:
    """Let the address of a category that is about to go, and all that led to it, lead to another one."""
    FormerPath.objects.filter(category=category).update(category=heir)
    FormerPath.objects.update_or_create(path=path, defaults={"category": heir})


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


def find_grades() -> str:
    """Return what the copy of the ways to write without a name has to be that categories offer."""
    return ",".join(f"{pk}:{offer}" for pk, offer in fetch(GRADES, None) if offer)


def store_scoreless() -> None:
    """Let every page know which categories show no scores, and what they offer of writing without a name."""
    found, kept = {"scoreless_categories": find_scoreless(), "category_grades": find_grades()}, options.load()
    changed = {name: value for name, value in found.items() if value != getattr(kept, name)}
    if changed:
        options.save(changed)


def store_category_counts() -> None:
    """Set every category's count of visible questions, those of descendants included."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE qa_category c SET question_count = e.question_count, members_count = e.members_count "  # noqa: S608
            f"FROM ({EXPECTED_COUNTS}) e WHERE e.id = c.id "
            "AND (c.question_count, c.members_count) IS DISTINCT FROM (e.question_count, e.members_count)"
        )
