"""Another scale of points: all totals change at one moment, and none drifts whoever writes meanwhile."""

import random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accounts.models import User
from forum import options
from qa.actions import rescaling
from qa.actions.acceptances import accept_answer
from qa.actions.hidings import hide_post
from qa.actions.rescaling import advance, change_hotness, change_scale, do_batch
from qa.actions.standings import set_bonus
from qa.actions.votes import cast_vote
from qa.models import LogEntry, Recalculation, Rescaled
from qa.rules.points import NAMES, Scale
from tests import make
from tests.qa.actions.test_votes import run_together
from tests.work import work

pytestmark = pytest.mark.django_db
OTHERS = {
    "points_base": 5,
    "points_multiple": 3,
    "points_post_a": 7,
    "points_per_a_voted_up": 4,
    "points_a_voted_max_gain": 6,
    "points_per_c_voted_up": 2,
}


def change(cast, **values):
    return advance(change_scale(cast.administrator, values).pk)


def test_nothing_holds_before_everything_is_computed_and_then_all_at_once(cast, monkeypatch):
    monkeypatch.setattr(rescaling, "BATCH", 3)
    answer = make.answer(make.question(cast.asker), cast.answerer)
    for _ in range(3):
        cast_vote(make.member(), answer.pk, 1)
    found = change_scale(cast.administrator, OTHERS)
    assert do_batch(found.pk)
    found.refresh_from_db()
    assert (found.is_at_work, found.done_count, found.total_count) == (True, 3, User.objects.count())
    assert (make.points(cast.answerer), options.load().points_base) == (100 + 40 + 60, 100)
    assert make.drift() == []
    found = advance(found.pk)
    assert not found.is_at_work
    assert found.done_count == found.total_count
    assert (make.points(cast.answerer), options.load().points_base) == (5 + 3 * 7 + 3 * 6, 5)
    assert make.points(cast.reader) == 5
    assert make.drift() == []
    assert not Rescaled.objects.exists()


def test_what_is_written_while_it_is_prepared_counts_by_the_scale_in_force_and_then_by_the_new_one(
    cast, monkeypatch
):
    monkeypatch.setattr(rescaling, "BATCH", 100)
    answer = make.answer(make.question(cast.asker), cast.answerer)
    comment = make.comment(answer, cast.answerer)
    options.save({"are_comment_votes_allowed": True})
    found = change_scale(cast.administrator, OTHERS)
    assert do_batch(found.pk)
    cast_vote(cast.reader, answer.pk, 1)
    cast_vote(cast.reader, comment.pk, 1)
    set_bonus(cast.administrator, cast.answerer.user, 1000)
    assert make.points(cast.answerer) == 100 + 1000 + 40 + 20
    newcomer = make.member()
    advance(found.pk)
    assert make.points(cast.answerer) == 5 + 1000 + 3 * 7 + 3 * 4 + 3 * 2
    assert make.points(newcomer) == make.points(make.member()) == 5
    assert make.drift() == []


def test_every_value_of_the_scale_counts(cast):
    options.save({"are_comment_votes_allowed": True})
    question = make.question(cast.asker)
    answer, other = make.answer(question, cast.answerer), make.answer(question, cast.reader)
    comment = make.comment(answer, cast.expert)
    accept_answer(cast.asker, answer.pk)
    for number, voter in enumerate([make.member() for _ in range(9)]):
        for post in (question, answer, other, comment):
            cast_vote(voter, post.pk, 1 if number % 3 else -1)
    chosen, caps = random.Random(7), [name for name in NAMES if "_max_" in name]
    change(cast, **{f"points_{name}": 1000 for name in caps})
    for name in [*(name for name in NAMES if name not in caps), *caps]:
        before = dict(User.objects.values_list("pk", "points"))
        value = chosen.randrange(40, 90)
        change(cast, **{f"points_{name}": value})
        assert getattr(options.load(), f"points_{name}") == value
        assert before != dict(User.objects.values_list("pk", "points")), name
        assert make.drift() == []
    # And later differences, too.
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    cast_vote(make.member(), question.pk, -1)
    cast_vote(make.member(), comment.pk, 1)
    assert make.drift() == []


def test_only_administrators_change_the_scale_and_no_value_beyond_its_bounds(cast):
    with pytest.raises(PermissionDenied):
        change_scale(cast.moderator, OTHERS)
    with pytest.raises(ValueError, match="points_multiple"):
        change_scale(cast.administrator, {"points_multiple": 101})
    assert not Recalculation.objects.exists()


def test_another_wish_replaces_the_one_at_work(cast):
    first = change_scale(cast.administrator, OTHERS)
    do_batch(first.pk)
    second = change_scale(cast.administrator, {"points_base": 50})
    assert not Recalculation.objects.filter(pk=first.pk).exists()
    advance(second.pk)
    assert make.points(cast.reader) == 50
    assert options.load().points_multiple == 10


def test_the_worker_carries_it_on_and_the_log_tells_of_it(cast):
    change_scale(cast.administrator, {"points_base": 50})
    work()
    assert make.points(cast.reader) == 50
    assert LogEntry.objects.filter(verb=LogEntry.Verb.CHANGED_SETTINGS).count() == 1


def test_computing_anew_by_the_same_values_mends_totals_that_somebody_changed(cast):
    User.objects.filter(pk=cast.reader.user_id).update(points=7)
    change(cast)
    assert make.points(cast.reader) == 100


@pytest.mark.django_db(transaction=True)
def test_totals_belong_to_one_scale_while_many_write_and_the_scale_changes_again_and_again(monkeypatch):
    monkeypatch.setattr(rescaling, "BATCH", 5)
    administrator = make.member(level=100)
    asker = make.member()
    question = make.question(asker)
    answers = [make.answer(question, make.member()) for _ in range(4)]

    def vote(number):
        chosen, voter = random.Random(number), make.member()
        for _ in range(25):
            cast_vote(voter, chosen.choice(answers).pk, chosen.choice([-1, 0, 1]))

    def join(number):
        for _ in range(20):
            make.answer(question, make.member())

    def rescale():
        for number in range(6):
            found = change_scale(
                administrator, {"points_base": number, "points_a_voted_max_gain": 1 + number}
            )
            while found.is_at_work:
                found = advance(found.pk)
            with transaction.atomic():  # everybody's totals at one moment
                totals = dict(User.objects.values_list("pk", "points"))
            assert totals[administrator.user_id] in (number, 100), totals

    run_together([*(lambda n=n: vote(n) for n in range(6)), lambda: join(1), rescale])
    assert make.drift() == []
    assert User.objects.get(pk=administrator.user_id).points == 5
    connection.close()


def test_members_begin_with_the_points_in_force_whoever_writes_their_row(cast):
    change(cast, points_base=250)
    assert User.objects.create_user("newcomer").pk
    assert User.objects.get(username="newcomer").points == 250
    assert Scale.of(options.load()).base == 250


def test_other_weights_hold_at_once_and_every_question_follows(cast, monkeypatch):
    monkeypatch.setattr(rescaling, "BATCH", 2)
    questions = [make.question(cast.asker) for _ in range(5)]
    make.answer(questions[0], cast.answerer)
    cast_vote(cast.reader, questions[1].pk, -1)
    found = change_hotness(cast.administrator, {"hotness_form": "weighed", "hot_weight_votes": 1000.0})
    assert options.load().hotness_form == "weighed"
    assert do_batch(found.pk)
    found = advance(found.pk)
    assert (found.is_at_work, found.done_count, found.total_count) == (False, 5, 5)
    assert make.drift() == []
    cast_vote(cast.reader, questions[2].pk, 1)
    make.question(cast.asker)
    assert make.drift() == []
    with pytest.raises(PermissionDenied):
        change_hotness(cast.moderator, {"hotness_form": "static"})


@pytest.mark.django_db(transaction=True)
def test_no_question_keeps_another_hotness_while_many_write_and_the_weights_change(monkeypatch):
    monkeypatch.setattr(rescaling, "BATCH", 3)
    administrator = make.member(level=100)
    questions = [make.question(make.member()) for _ in range(6)]

    def write(number):
        chosen, voter = random.Random(number), make.member()
        for turn in range(15):
            cast_vote(voter, chosen.choice(questions).pk, chosen.choice([-1, 0, 1]))
            if turn % 5 == 0:
                make.answer(make.question(voter), make.member())

    def reheat():
        for number in range(6):
            form = "static" if number % 2 else "weighed"
            found = change_hotness(administrator, {"hotness_form": form, "hot_weight_votes": 100.0 + number})
            while found.is_at_work:
                found = advance(found.pk)

    run_together([*(lambda n=n: write(n) for n in range(6)), reheat])
    assert make.drift() == []
