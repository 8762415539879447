"""Background work in the console."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Level
from forum.background import upkeep
from tests import make
from tests.forum.background_tasks import fail, succeed
from tests.work import work

pytestmark = pytest.mark.django_db
PATH = "/admin/forum/backgroundtask/"


def sign_in(client, level):
    client.force_login(make.user(level=level), backend=make.BACKEND)
    return client


def test_administrators_see_how_the_work_stands_and_moderators_do_not(client):
    succeed.enqueue("word")
    page = sign_in(client, Level.ADMINISTRATOR).get(PATH).content.decode()
    assert "Due: 1" in page
    assert "No worker is running" in page
    assert sign_in(client, Level.MODERATOR).get(PATH).status_code == 403


def test_what_has_been_due_for_long_is_pointed_at(client, monkeypatch):
    succeed.enqueue("word")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=20))
    monkeypatch.setattr("forum.background.figures.find_living", lambda: {1})
    page = sign_in(client, Level.ADMINISTRATOR).get(PATH).content.decode()
    assert "The oldest task has been due for 20" in page
    assert "No worker is running" not in page


def test_a_failed_task_shows_its_error_and_is_tried_again_on_request(client):
    fail.enqueue("sam")
    for _attempt in range(3):
        work()
        DBTaskResult.objects.update(run_after=timezone.now())
    failed = DBTaskResult.objects.get(status="FAILED")
    browser = sign_in(client, Level.ADMINISTRATOR)
    assert "builtins.OSError" in browser.get(PATH).content.decode()
    assert browser.get(f"{PATH}{failed.pk}/change/").status_code == 200
    marked = {"action": "try_selected_again", "_selected_action": [str(failed.pk)]}
    answer = browser.post(PATH, marked, follow=True)
    assert "1 task is tried again" in answer.content.decode()
    assert DBTaskResult.objects.get().status == "READY"


@pytest.mark.parametrize("mark", ["rubbish", "1", "'; --"])
def test_marks_that_are_no_keys_change_nothing(client, mark):
    succeed.enqueue("word")
    marked = {"action": "try_selected_again", "_selected_action": [mark]}
    assert sign_in(client, Level.ADMINISTRATOR).post(PATH, marked).status_code in (200, 302)


def test_a_task_at_work_is_not_put_on_the_list_a_second_time():
    succeed.enqueue("word")
    DBTaskResult.objects.update(status="RUNNING")
    assert upkeep.try_again(DBTaskResult.objects.all()) == 0
