"""The category tree: places, order, moving, deleting; former addresses."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import get_resolver

from qa.actions.categories import delete_category, move_category, order_categories, save_category
from qa.actions.edits import retag_question
from qa.actions.hidings import hide_post, show_post
from qa.actions.recount import recount
from qa.models import Category, FormerPath, Post
from qa.reads.categories import find_moved
from qa.rules.addresses import RESERVED, is_reserved
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


def test_buttons_move_a_category_among_those_beside_it_and_at_the_end_nothing_changes():
    top = put("Top")
    for name in ("Anger", "Boss", "Calm"):
        put(name, top)
    make.question(category=Category.objects.get(name="Calm"))
    for name, where, order in [
        ("Calm", "up", ["anger", "calm", "boss"]),
        ("Calm", "first", ["calm", "anger", "boss"]),
        ("Calm", "up", ["calm", "anger", "boss"]),
        ("Calm", "down", ["anger", "calm", "boss"]),
        ("Anger", "last", ["calm", "boss", "anger"]),
        ("Anger", "down", ["calm", "boss", "anger"]),
    ]:
        move_category(make.SYSTEM, Category.objects.get(name=name).pk, where)
        assert paths() == ["top", *(f"top/{slug}" for slug in order)], (name, where)
    assert make.drift() == []
    assert not FormerPath.objects.exists()


def test_an_order_names_some_and_the_others_stay_behind_them_with_all_that_is_within():
    for name in ("Anger", "Boss", "Calm"):
        put("Within", put(name))
    ids = dict(Category.objects.filter(parent=None).values_list("name", "pk"))
    order_categories(make.SYSTEM, None, [ids["Calm"], ids["Anger"], ids["Calm"], 10**9])
    assert paths() == ["calm", "calm/within", "anger", "anger/within", "boss", "boss/within"]
    assert make.drift() == []


def test_ordering_is_for_administrators_and_for_what_is_there(cast):
    top = put("Top")
    with pytest.raises(PermissionDenied):
        move_category(cast.moderator, top.pk, "up")
    with pytest.raises(PermissionDenied):
        order_categories(cast.moderator, None, [top.pk])
    with pytest.raises(Http404):
        move_category(make.SYSTEM, 10**9, "up")


def test_old_addresses_of_a_branch_lead_to_where_it_is_now_however_often_it_moved():
    mind, work = put("Mind"), put("Work")
    sleep = put("Sleep", mind)
    dreams = put("Dreams", sleep)
    for parent, slug in ((work, "sleep"), (work, "rest"), (None, "rest")):
        sleep.parent, sleep.slug = parent, slug
        save_category(make.SYSTEM, sleep)
    for old in ("mind/sleep", "work/sleep", "work/rest"):
        assert find_moved(old) == sleep, old
        assert find_moved(f"{old}/dreams") == dreams, old
    assert find_moved("rest") is None, "this is its address now"
    assert paths() == ["mind", "rest", "rest/dreams", "work"]


def test_what_goes_back_and_what_takes_an_old_address_leave_no_circle():
    sleep = put("Sleep")
    for slug in ("rest", "sleep", "rest"):
        sleep.slug = slug
        save_category(make.SYSTEM, sleep)
    assert list(FormerPath.objects.values_list("path", flat=True)) == ["sleep"]
    other = put("Sleep")
    assert find_moved("sleep") is None
    assert not FormerPath.objects.exists(), "the new one has the address"
    other.slug = "slumber"
    save_category(make.SYSTEM, other)
    assert find_moved("sleep") == other, "the last one that had it"


def test_no_category_at_the_top_has_the_address_of_another_page():
    with pytest.raises(ValidationError, match="another page"):
        put("Tags")
    with pytest.raises(ValidationError, match="another page"):
        put("42")
    within = put("Tags", put("Health"))
    assert within.path == "health/tags"
    within.parent = None
    with pytest.raises(ValidationError, match="another page"):
        save_category(make.SYSTEM, within)


def test_an_address_that_was_given_before_it_was_reserved_may_stay():
    old = put("Old")
    Category.objects.filter(pk=old.pk).update(slug="tags", path="tags", tree_key="00000-tags")
    old.refresh_from_db()
    old.name = "Tags of old"
    assert save_category(make.SYSTEM, old).path == "tags"


def test_the_first_parts_of_all_our_addresses_are_reserved():
    patterns = get_resolver().url_patterns
    patterns = [
        inner
        for outer in patterns
        for inner in (
            outer.url_patterns if str(outer.pattern) == "" and hasattr(outer, "url_patterns") else [outer]
        )
    ]
    firsts = {str(pattern.pattern).split("/")[0] for pattern in patterns} - {""}
    words = {first for first in firsts if first.replace("-", "").replace("_", "").isalnum()}
    assert len(words) > 20
    assert words <= RESERVED
    assert is_reserved("TAGS")
    assert not is_reserved("sleep")


def test_saving_leaves_figures_alone_that_others_changed_meanwhile():
    sleep = put("Sleep")
    stale = Category.objects.get(pk=sleep.pk)
    make.question(category=sleep)
    stale.name = "Rest"
    save_category(make.SYSTEM, stale)
    assert Category.objects.get(pk=sleep.pk).question_count == 1
    assert make.drift() == []


def test_names_and_disclaimers_are_those_of_the_branch_and_follow_every_change():
    health = put("Health")
    sleep = put("Sleep", health)
    dreams = put("Dreams", sleep)
    health.disclaimer = "**Not** medical advice."
    save_category(make.SYSTEM, health)
    dreams.refresh_from_db()
    assert dreams.names == ["Health", "Sleep", "Dreams"]
    assert [url for _name, url in dreams.trail] == [
        "/categories/health/",
        "/categories/health/sleep/",
        "/categories/health/sleep/dreams/",
    ]
    assert "<strong>Not</strong> medical advice." in dreams.notice
    sleep.refresh_from_db()
    sleep.disclaimer, sleep.name = "Ask your doctor.", "Rest"
    save_category(make.SYSTEM, sleep)
    dreams.refresh_from_db()
    assert "Ask your doctor." in dreams.notice
    assert dreams.names == ["Health", "Rest", "Dreams"]
    sleep.disclaimer, sleep.parent = "", None
    save_category(make.SYSTEM, sleep)
    dreams.refresh_from_db()
    assert (dreams.notice, dreams.names) == ("", ["Rest", "Dreams"])
    assert make.drift() == []


def test_recount_mends_places_that_somebody_changed_behind_its_back():
    put("Dreams", put("Sleep"))
    Category.objects.filter(name="Dreams").update(path="wrong", tree_key="wrong", names=["Wrong"])
    assert make.drift() == ["qa_category.path: 1", "qa_category.tree_key: 1", "qa_category.names: 1"]
    list(recount())
    assert make.drift() == []
    assert paths() == ["sleep", "sleep/dreams"]


def test_a_question_that_goes_to_a_category_that_moved_meanwhile_counts_where_that_is_now(cast):
    mind, work = put("Mind"), put("Work")
    sleep = put("Sleep", mind)
    stale = Category.objects.get(pk=sleep.pk)
    question = make.question(cast.asker, category=work)
    sleep.parent = work
    save_category(make.SYSTEM, sleep)
    retag_question(cast.moderator, question.pk, stale, [], version=1)
    assert Post.objects.get(pk=question.pk).category_ids == [work.pk, sleep.pk]
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert make.drift() == []
    show_post(cast.moderator, question.pk)
    assert make.drift() == []
    assert Category.objects.get(pk=work.pk).question_count == 1


def test_a_category_that_is_gone_is_told_to_whoever_chose_it(cast):
    gone = put("Gone")
    question = make.question(cast.asker)
    delete_category(make.SYSTEM, Category.objects.get(pk=gone.pk))
    with pytest.raises(ValidationError, match="not there any more"):
        make.question(cast.asker, category=gone)
    with pytest.raises(ValidationError, match="not there any more"):
        retag_question(cast.moderator, question.pk, gone, [], version=1)
