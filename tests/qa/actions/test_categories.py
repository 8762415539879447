"""The category tree: places, order, moving, deleting."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from qa.actions.categories import delete_category, save_category
from qa.models import Category
from tests import make

pytestmark = pytest.mark.django_db


def paths():
    return [category.path for category in Category.objects.in_tree_order()]


def put(name, parent=None, position=0):
    category = Category(name=name, slug=name.lower(), parent=parent, position=position)
    return save_category(make.SYSTEM, category)


def test_the_tree_reads_from_the_top_siblings_by_position_and_children_behind_their_parent():
    work = put("Work", position=2)
    mind = put("Mind", position=1)
    put("Mind-map", position=1)
    put("Sleep", mind, 1)
    put("Anger", mind, 0)
    put("Boss", work)
    assert paths() == ["mind", "mind/anger", "mind/sleep", "mind-map", "work", "work/boss"]


def test_a_category_that_moves_takes_along_what_is_below_it_and_its_questions_count_in_the_new_place():
    mind, work = put("Mind"), put("Work")
    sleep = put("Sleep", mind)
    deep = put("Dreams", sleep)
    make.question(category=deep)
    sleep.parent = work
    save_category(make.SYSTEM, sleep)
    assert paths() == ["mind", "work", "work/sleep", "work/sleep/dreams"]
    counts = dict(Category.objects.values_list("path", "question_count"))
    assert counts == {"mind": 0, "work": 1, "work/sleep": 1, "work/sleep/dreams": 1}
    assert make.drift() == []


def test_a_fifth_level_a_circle_and_a_second_one_of_the_same_address_are_refused():
    levels = [put("One")]
    for name in ("Two", "Three", "Four"):
        levels.append(put(name, levels[-1]))
    with pytest.raises(ValidationError, match="4 levels"):
        put("Five", levels[-1])
    levels[0].parent = levels[2]
    with pytest.raises(ValidationError, match="below itself"):
        save_category(make.SYSTEM, levels[0])
    with pytest.raises(ValidationError, match="address part"):
        put("One")
    assert len(paths()) == 4


def test_moving_a_branch_must_leave_room_for_all_of_it():
    top = put("Top")
    below = put("Below", top)
    branch = put("Branch")
    put("Leaf", put("Twig", branch))
    branch.parent = below
    with pytest.raises(ValidationError, match="4 levels"):
        save_category(make.SYSTEM, branch)


def test_only_an_empty_category_is_deleted():
    top = put("Top")
    below = put("Below", top)
    make.question(category=below)
    for category in (top, below):
        with pytest.raises(ValidationError, match="elsewhere first"):
            delete_category(make.SYSTEM, category)
    empty = put("Empty")
    delete_category(make.SYSTEM, empty)
    assert paths() == ["top", "top/below"]


def test_moderators_do_not_change_the_tree(cast):
    with pytest.raises(PermissionDenied):
        save_category(cast.moderator, Category(name="New", slug="new"))
    with pytest.raises(PermissionDenied):
        delete_category(cast.moderator, put("Old"))
