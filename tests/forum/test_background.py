"""Tasks: they come with the transaction, are tried again, survive their worker, and the clock puts some on the list."""

from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forum import background
from forum.background import upkeep
from forum.background.worker import Pulse, Worker
from forum.models import ScheduledTask
from forum.models import Worker as WorkerRow
from tests.forum import background_tasks
from tests.forum.background_tasks import fail, succeed
from tests.processes import wait_until
from tests.work import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_done():
    background_tasks.done.clear()


def test_a_task_is_done_once():
    succeed.enqueue("one")
    assert (work(), work()) == (1, 0)
    assert background_tasks.done == ["one"]


def test_a_task_comes_and_goes_with_the_transaction_that_made_it_necessary():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        succeed.enqueue("never")
        raise ZeroDivisionError
    assert work() == 0


def test_what_fails_is_tried_again_later_and_at_last_left_as_failed():
    fail.enqueue("sam")
    for attempt, wait in ((1, timedelta(seconds=30)), (2, timedelta(minutes=2))):
        assert work() == 1
        row = DBTaskResult.objects.get()
        assert (row.status, len(row.worker_ids)) == ("READY", attempt)
        assert timedelta(0) <= timezone.now() + wait - row.run_after < timedelta(seconds=20)
        assert work() == 0
        DBTaskResult.objects.update(run_after=timezone.now())
    assert work() == 1
    assert DBTaskResult.objects.get().status == "FAILED"
    assert work() == 0


def test_what_is_kept_of_a_failure_names_no_address():
    fail.enqueue("sam")
    work()
    kept = DBTaskResult.objects.get().traceback
    assert "mailbox of …" in kept
    assert "@example.org" not in kept.replace(
        "mailbox of {word}@example.org is full <{word}@example.org>", ""
    )


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 30), (2, 120), (3, 480), (4, 1920), (5, 7680), (6, 21_600), (99, 21_600)]
)
def test_each_wait_is_four_times_as_long_up_to_six_hours(attempt, seconds):
    assert background.wait_after(attempt).total_seconds() == seconds


def leave_running(worker):
    succeed.enqueue("left")
    DBTaskResult.objects.update(status="RUNNING", worker_ids=[worker])


def test_a_task_of_a_dead_worker_is_taken_up_by_another():
    leave_running("worker-4242")
    assert upkeep.take_up_what_was_left() == 1
    assert work() == 1
    assert background_tasks.done == ["left"]


def test_a_task_of_a_living_worker_is_left_to_it():
    pulse = Pulse(4243)
    pulse.hold()
    pulse.hold()  # a second time changes nothing
    try:
        leave_running("worker-4243")
        assert 4243 in upkeep.find_living()
        assert upkeep.take_up_what_was_left() == 0
    finally:
        pulse.lose()
    wait_until(lambda: 4243 not in upkeep.find_living(), "the database has let go of the lock")
    assert upkeep.take_up_what_was_left() == 1


def test_a_task_that_kills_every_worker_is_given_up():
    leave_running("worker-1")
    for _attempt in range(3):
        upkeep.take_up_what_was_left()
        for row in DBTaskResult.objects.filter(status="READY"):
            row.claim("worker-1")
    assert DBTaskResult.objects.get().status == "FAILED"


def test_periodic_tasks_are_put_on_the_list_once_in_their_time(monkeypatch):
    made = background.Periodic(NoArguments(), timedelta(hours=1))
    monkeypatch.setattr(upkeep, "periodic_tasks", {"x": made})
    assert (upkeep.enqueue_what_is_due(), upkeep.enqueue_what_is_due()) == (1, 0)
    for days in (-3, 40):  # missed; put off by a clock that was ahead
        ScheduledTask.objects.update(next_at=timezone.now() + timedelta(days=days))
        assert (upkeep.enqueue_what_is_due(), upkeep.enqueue_what_is_due()) == (1, 0), days
    ScheduledTask.objects.update(
        next_at=timezone.now() + timedelta(days=2, hours=1)
    )  # our clock was set back
    assert upkeep.enqueue_what_is_due() == 0


class NoArguments:
    def enqueue(self):
        return succeed.enqueue("clock")


@pytest.mark.django_db(transaction=True)
def test_only_one_worker_at_a_time_looks_after_the_list():
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [upkeep.TICK])
        assert upkeep.tick() is False
        cursor.execute("SELECT pg_advisory_unlock(%s)", [upkeep.TICK])
    other.close()
    assert upkeep.tick() is True


def test_what_is_old_is_forgotten_and_what_failed_is_kept_longer():
    for _number in range(2):
        succeed.enqueue("old")
    done, failed = DBTaskResult.objects.all()
    two_days_ago = timezone.now() - timedelta(days=2)
    DBTaskResult.objects.filter(pk=done.pk).update(status="SUCCESSFUL", finished_at=two_days_ago)
    DBTaskResult.objects.filter(pk=failed.pk).update(status="FAILED", finished_at=two_days_ago)
    WorkerRow.objects.create(seen_at=two_days_ago)
    assert upkeep.forget_what_is_old() == 1
    assert DBTaskResult.objects.get().pk == failed.pk
    assert not WorkerRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_stops_when_it_is_no_longer_wanted():
    succeed.enqueue("first")
    wanted = iter([True, True, False, False])
    worker = Worker(lambda: next(wanted))
    worker.run()
    assert background_tasks.done == ["first"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_connection_is_cut_goes_on_under_another_number_and_takes_up_what_it_left():
    worker = Worker()
    worker.work()
    first = worker.pulse.number
    leave_running(upkeep.name_worker(first))
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )
    worker.ticked_at = -upkeep.PULSE
    assert worker.work() is False
    wait_until(lambda: first not in upkeep.find_living(), "the database has let go of the lock")
    wait_until(worker.work, "the task is done")
    worker.end()
    assert background_tasks.done == ["left"]
