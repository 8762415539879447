"""Questions that move from one category to another, and categories that go with questions in them."""

import random
import threading
from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404

from forum import options
from forum.lib.errors import Conflict
from qa.actions.categories import delete_category, move_category, save_category
from qa.actions.edits import retag_question
from qa.actions.favourites import set_favourite_category
from qa.actions.hidings import hide_post, show_post
from qa.actions.refilings import (
    advance,
    carry_on,
    dissolve_category,
    do_batch,
    refile_questions,
    stop_refiling,
)
from qa.models import Category, FormerPath, Post, Refiling
from qa.reads.categories import find_moved
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
State = Refiling.State
GONE = "not there any more"


@pytest.fixture
def tree(cast):
    """Health (with Sleep in it) and Jobs; three questions in Sleep, one of them hidden, one in Health, one in none."""
    cast.health, cast.jobs = make.category("Health"), make.category("Jobs")
    cast.sleep = make.category("Sleep", cast.health)
    cast.in_sleep = [make.question(cast.asker, category=cast.sleep) for _ in range(3)]
    hide_post(cast.moderator, cast.in_sleep[0].pk, reason="Not for here.")
    cast.in_health = make.question(cast.asker, category=cast.health)
    cast.alone = make.question(cast.asker)
    return cast


def counts():
    return dict(Category.objects.values_list("name", "question_count"))


def places():
    return dict(Post.objects.questions().values_list("pk", "category__name"))


def test_all_questions_of_a_category_go_elsewhere_hidden_ones_too(tree):
    move = advance(refile_questions(tree.administrator, tree.sleep, tree.jobs).pk)
    assert (move.state, move.total, move.done_count) == (State.DONE, 3, 3)
    assert move.ended_at is not None
    assert [places()[one.pk] for one in tree.in_sleep] == ["Jobs"] * 3
    assert places()[tree.in_health.pk] == "Health"
    assert counts() == {"Health": 1, "Sleep": 0, "Jobs": 2}
    assert make.drift() == []
    show_post(tree.moderator, tree.in_sleep[0].pk)
    assert counts()["Jobs"] == 3
    assert make.drift() == []


def test_those_of_the_categories_within_go_along_where_that_is_wanted(tree):
    advance(refile_questions(tree.administrator, tree.health, tree.jobs, has_below=True).pk)
    assert set(places().values()) == {"Jobs", None}
    assert counts() == {"Health": 0, "Sleep": 0, "Jobs": 3}
    assert make.drift() == []


def test_from_a_branch_into_one_of_its_own_categories(tree):
    move = advance(refile_questions(tree.administrator, tree.health, tree.sleep, has_below=True).pk)
    assert (move.total, move.done_count) == (1, 1), "those in Sleep are there already"
    assert counts() == {"Health": 3, "Sleep": 3, "Jobs": 0}
    assert make.drift() == []


def test_questions_without_a_category_get_one(tree):
    hidden = make.question(tree.asker)
    hide_post(tree.moderator, hidden.pk, reason="Not for here.")
    move = advance(refile_questions(tree.administrator, None, tree.jobs).pk)
    assert move.done_count == 2
    assert None not in places().values()
    assert counts()["Jobs"] == 1
    assert make.drift() == []


def test_out_of_all_categories_only_where_a_question_needs_none(tree):
    with pytest.raises(ValidationError, match="needs a category"):
        refile_questions(tree.administrator, tree.sleep, None)
    options.save({"is_category_required": False})
    advance(refile_questions(tree.administrator, tree.sleep, None).pk)
    assert counts() == {"Health": 1, "Sleep": 0, "Jobs": 0}
    assert make.drift() == []


def test_many_move_in_steps_and_figures_are_right_after_each_of_them(tree):
    move = refile_questions(tree.administrator, tree.sleep, tree.jobs)
    for done in (1, 2, 3):
        assert do_batch(move.pk, 1)
        move.refresh_from_db()
        assert (move.done_count, move.state) == (done, State.RUNNING)
        assert make.drift() == []
    assert not do_batch(move.pk, 1)
    move.refresh_from_db()
    assert move.state == State.DONE
    assert not do_batch(move.pk, 1), "once is enough"


def test_the_worker_carries_on_where_nobody_looks(tree):
    move = refile_questions(tree.administrator, tree.sleep, tree.jobs)
    work()
    move.refresh_from_db()
    assert move.state == State.DONE
    assert carry_on.func(10**9) is True


def test_what_is_asked_meanwhile_stays_where_it_was_asked(tree):
    move = refile_questions(tree.administrator, tree.sleep, tree.jobs)
    later = make.question(tree.asker, category=tree.sleep)
    advance(move.pk)
    assert places()[later.pk] == "Sleep"
    assert make.drift() == []


def test_one_at_a_time_so_that_two_never_carry_questions_in_a_circle(tree):
    refile_questions(tree.administrator, tree.sleep, tree.jobs)
    with pytest.raises(ValidationError, match="being moved already"):
        refile_questions(tree.administrator, tree.jobs, tree.sleep)
    with pytest.raises(ValidationError, match="being moved already"):
        dissolve_category(tree.administrator, tree.jobs, tree.health)
    tree.jobs.refresh_from_db()
    assert not tree.jobs.is_leaving


def test_what_cannot_be_is_refused_with_a_sentence(tree):
    lost = Category(pk=10**9)
    for act, sentence in [
        (lambda: refile_questions(tree.administrator, tree.sleep, tree.sleep), "there already"),
        (lambda: dissolve_category(tree.administrator, tree.sleep, tree.sleep), "there already"),
        (lambda: dissolve_category(tree.administrator, tree.health, tree.jobs), "take them along"),
        (lambda: dissolve_category(tree.administrator, tree.health, tree.jobs, is_taking_along=True, heir=tree.sleep),
         "what is being deleted"),
        (lambda: dissolve_category(tree.administrator, tree.sleep, None), "needs a category"),
        (lambda: refile_questions(tree.administrator, lost, tree.jobs), GONE),
        (lambda: refile_questions(tree.administrator, tree.sleep, lost), GONE),
    ]:  # fmt: skip
        with pytest.raises(ValidationError, match=sentence):
            act()
    with pytest.raises(PermissionDenied):
        refile_questions(tree.moderator, tree.sleep, tree.jobs)
    with pytest.raises(PermissionDenied):
        dissolve_category(tree.moderator, tree.sleep, tree.jobs)
    with pytest.raises(Http404):
        advance(10**9)
    assert not Refiling.objects.exists()


def test_a_category_goes_when_its_questions_are_elsewhere_and_its_addresses_lead_there(tree):
    tree.sleep.slug = "slumber"
    save_category(tree.administrator, tree.sleep)
    set_favourite_category(tree.reader, tree.sleep.pk, True)
    move = advance(dissolve_category(tree.administrator, tree.sleep, tree.jobs).pk)
    assert (move.state, move.source, move.source_name, move.target_name) == (
        State.DONE,
        None,
        "Sleep",
        "Jobs",
    )
    assert not Category.objects.filter(name="Sleep").exists()
    assert [places()[one.pk] for one in tree.in_sleep] == ["Jobs"] * 3
    assert find_moved("health/sleep") == find_moved("health/slumber") == tree.jobs
    assert make.drift() == []


def test_one_of_many_questions_goes_in_steps_takes_no_more_and_is_right_at_every_moment(tree):
    move = dissolve_category(tree.administrator, tree.sleep, tree.jobs)
    for _ in range(3):
        do_batch(move.pk, 1)
        assert make.drift() == []
        with pytest.raises(ValidationError, match=GONE):
            make.question(category=tree.sleep)
        with pytest.raises(ValidationError, match=GONE):
            retag_question(tree.moderator, tree.in_health.pk, tree.sleep, [], version=1)
        with pytest.raises(ValidationError, match="being deleted"):
            make.category("Dreams", tree.sleep)
    advance(move.pk)
    assert not Category.objects.filter(name="Sleep").exists()
    assert make.drift() == []


def test_what_is_within_is_taken_along_and_found_by_its_old_address(tree):
    dreams = make.category("Dreams", tree.sleep)
    question = make.question(tree.asker, category=dreams)
    move = dissolve_category(tree.administrator, tree.sleep, tree.jobs, is_taking_along=True, heir=tree.jobs)
    advance(move.pk)
    dreams.refresh_from_db()
    assert dreams.path == "jobs/dreams"
    assert find_moved("health/sleep/dreams") == dreams
    assert Post.objects.get(pk=question.pk).category_ids == [tree.jobs.pk, dreams.pk]
    assert counts() == {"Health": 1, "Jobs": 3, "Dreams": 1}
    assert make.drift() == []


def test_what_cannot_be_taken_along_keeps_everything_as_it_was(tree):
    make.category("Sleep", tree.jobs)
    with pytest.raises(ValidationError, match="Sleep: There is a category with this address part"):
        dissolve_category(tree.administrator, tree.health, tree.jobs, is_taking_along=True, heir=tree.jobs)
    tree.health.refresh_from_db()
    assert not tree.health.is_leaving
    assert not Refiling.objects.exists()


def test_while_questions_come_or_go_neither_end_is_deleted(tree):
    empty = make.category("Empty")
    move = refile_questions(tree.administrator, tree.sleep, empty)
    with pytest.raises(ValidationError, match="being moved here"):
        delete_category(tree.administrator, empty)
    advance(move.pk)
    with pytest.raises(ValidationError, match="elsewhere first"):
        delete_category(tree.administrator, empty)


def test_it_can_be_stopped_where_it_is_and_the_category_stays_open(tree):
    move = dissolve_category(tree.administrator, tree.sleep, tree.jobs)
    do_batch(move.pk, 2)
    with pytest.raises(PermissionDenied):
        stop_refiling(tree.moderator, move.pk)
    stop_refiling(tree.administrator, move.pk)
    assert advance(move.pk).state == State.STOPPED
    make.question(category=tree.sleep)
    assert counts() == {"Health": 3, "Sleep": 2, "Jobs": 1}
    assert make.drift() == []
    advance(dissolve_category(tree.administrator, tree.sleep, tree.jobs).pk)
    assert not Category.objects.filter(name="Sleep").exists()


def test_what_came_behind_the_last_step_is_taken_along_too(tree):
    move = dissolve_category(tree.administrator, tree.sleep, tree.jobs)
    do_batch(move.pk)
    first = tree.in_sleep[0].pk
    Post.objects.filter(pk=first).update(category=tree.sleep, category_ids=[tree.health.pk, tree.sleep.pk])
    advance(move.pk)
    assert places()[first] == "Jobs"
    assert make.drift() == []


# --- What many do at one moment ---------------------------------------------------------------------


class Somebody:
    """Does things by chance, but the same on every run; what is refused with a sentence is passed over."""

    def __init__(self, cast, seed, *acts):
        self.cast, self.chance = cast, random.Random(seed)
        self.acts = acts

    def act(self):
        with suppress(ValidationError, PermissionDenied, Http404, Conflict):
            self.chance.choice(self.acts)(self)

    def category(self):
        return self.chance.choice(list(Category.objects.order_by("pk")))

    def place(self):
        return self.chance.choice([None, self.category()])


def found(some):
    number = make.count()
    save_category(
        some.cast.administrator,
        Category(name=f"Made {number}", slug=f"made-{number}", parent=some.category()),
    )


def move(some):
    category = some.category()
    category.parent = some.place()
    save_category(some.cast.administrator, category)


def rename(some):
    category = some.category()
    category.slug = f"named-{some.chance.randrange(6)}"
    save_category(some.cast.administrator, category)


def reorder(some):
    move_category(
        some.cast.administrator, some.category().pk, some.chance.choice(["first", "up", "down", "last"])
    )


def dissolve(some):
    if Category.objects.count() > 3:
        dissolve_category(
            some.cast.administrator, some.category(), some.category(), is_taking_along=True, heir=some.place()
        )


def refile(some):
    refile_questions(
        some.cast.administrator, some.place(), some.category(), has_below=some.chance.random() < 0.5
    )


def go_on(some):
    running = Refiling.objects.filter(state=State.RUNNING).first()
    if running is not None:
        do_batch(running.pk, some.chance.choice([1, 3, 50]))


def ask(some):
    make.question(some.cast.asker, category=some.place())


def retag(some):
    question = some.chance.choice(list(Post.objects.listed().order_by("pk")) or [None])
    if question is not None:
        retag_question(some.cast.moderator, question.pk, some.place(), [], version=question.version)


def hide_or_show(some):
    question = some.chance.choice(list(Post.objects.questions().order_by("pk")) or [None])
    if question is not None and question.is_hidden:
        show_post(some.cast.moderator, question.pk)
    elif question is not None:
        hide_post(some.cast.moderator, question.pk, reason="Not for here.")


OWNER = (found, move, rename, reorder, dissolve, refile, go_on, go_on)
WRITER = (ask, ask, retag, hide_or_show)


def assert_all_true():
    assert make.drift() == []
    now = set(Category.objects.values_list("path", flat=True))
    assert not now & set(FormerPath.objects.values_list("path", flat=True)), "an address leads to one place"


def start():
    options.save(
        {"is_category_required": False, "questions_per_member": 1_000, "questions_per_network": 1_000}
    )
    for name in ("Health", "Jobs", "Family"):
        make.category(name)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_done_to_the_tree_in_whatever_order_all_figures_are_those_of_the_rows(cast, seed):
    start()
    owner, writer = Somebody(cast, seed, *OWNER), Somebody(cast, seed, *WRITER)
    for _ in range(40):
        owner.act()
        writer.act()
    assert_all_true()
    assert Category.objects.count() >= 3
    assert Post.objects.questions().count() > 5


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing_and_never_wait_for_each_other_in_a_circle(cast):
    start()
    failures, barrier = [], threading.Barrier(4, timeout=20)

    def do(someone):
        try:
            barrier.wait()
            for _ in range(25):
                someone.act()
        except Exception as failure:  # all of them, deadlocks above all, are to be seen
            failures.append(failure)
        finally:
            connection.close()

    people = [Somebody(cast, 5, *OWNER), *(Somebody(cast, seed, *WRITER) for seed in (6, 7, 8))]
    threads = [threading.Thread(target=do, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    running = Refiling.objects.filter(state=State.RUNNING).first()
    if running is not None:
        advance(running.pk, seconds=30)
    assert_all_true()
