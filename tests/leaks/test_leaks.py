"""The leak linter over all channels, and over each with a leak that was planted there."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from forum.parts import parts
from qa.hooks.models import Event
from qa.models import Activity, ReviewItem
from tests import make
from tests.leaks.channels import CHANNELS, NOWHERE, lint
from tests.leaks.dump import HINTS
from tests.leaks.plants import PLANTS
from tests.leaks.story import MASKED, SEALED, told
from tests.leaks.walk import Walk, strip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker, tmp_path_factory):
    """The story is told once, and committed: another program (pg_dump) has to see it."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_")
        empty()
        try:
            with told(tmp_path_factory.mktemp("leaks")) as found:
                yield found
        finally:
            empty()


@pytest.fixture
def _django_db_helper(story):
    """In place of pytest-django's, which would empty the database after each test."""


def empty():
    call_command("flush", verbosity=0, interactive=False, allow_cascade=False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM forum_involvement")  # no model's table


def test_nothing_tells_who_wrote_masked_or_sealed(story):
    """In one test: the channels share what was read of each address."""
    found = lint(Walk(story))
    assert not found, "\n".join(f"{one.channel}: {one.where}: {one.what}" for one in found)


@pytest.mark.parametrize("name", CHANNELS)
def test_a_leak_that_is_planted_is_found(story, monkeypatch, name):
    planted = PLANTS[name]
    with ExitStack() as stack:
        if not planted.is_committed:
            stack.enter_context(transaction.atomic())
            stack.callback(transaction.set_rollback, True)
        act = planted.act(story, monkeypatch)
        if act is not None:
            next(act)
            stack.callback(next, act, None)
        found = lint(Walk(story, planted.only(story)), [name])
        monkeypatch.undo()
    parts.kept.clear()
    assert {one.channel for one in found if one.where != NOWHERE} == {name}


def test_every_channel_has_a_leak_that_is_planted_there_and_a_line_in_the_document():
    assert sorted(PLANTS) == sorted(CHANNELS)
    words = (Path(settings.BASE_DIR) / "docs/anonymity.md").read_text(encoding="utf-8")
    table = words.partition("| Channel |")[2].partition("\n\n")[0].replace(", of ", ", pages of ")
    assert {name.strip() for row in table.splitlines()[2:] for name in row.split("|")[1].split(",")} == set(
        CHANNELS
    )
    assert all(f"`{table}`" in words for table in HINTS)


def test_the_story_reaches_what_is_searched(story):
    """Nothing is found in what has nothing to do with the posts."""
    mails = "".join(text for _addresses, text in story.mails)
    digests = [text for _addresses, text in story.mails if "things new for you" in text]
    tasks = " ".join(DBTaskResult.objects.values_list("task_path", flat=True))
    told = "".join(str(row) for row in Event.objects.values_list("post_number", flat=True))
    for grade in (MASKED, SEALED):
        numbers = [str(number) for number, one in story.hidden.items() if one == grade]
        assert any(number in mails for number in numbers), grade
        assert any(number in told for number in numbers), grade
    assert digests
    assert "send_digest" in tasks
    assert ReviewItem.objects.filter(post__in=story.hidden).count() >= 4
    assert {verb for verb in Activity.Verb if Activity.objects.filter(post__in=story.hidden, verb=verb).exists()} >= {
        "asked", "answered", "commented", "edited", "closed", "reopened", "accepted", "hidden",
    }  # fmt: skip


@pytest.mark.parametrize("grade", [MASKED, SEALED])
def test_two_members_of_one_class_read_the_same_page_and_the_author_alone_another_one(story, grade):
    address = getattr(story, grade)["question"].get_absolute_url()
    texts = []
    for viewer in (story.cast.one, story.cast.two):
        page = strip(make.client(viewer).get(address).content.decode())
        texts.append(page.replace(viewer.user.username, "X").replace(str(viewer.user_id), "N"))
    assert texts[0] == texts[1]
    assert "(you)" not in texts[0]
    own = make.client(story.canary.viewer).get(address).content.decode()
    assert ("(you)" in own) == (grade == MASKED)
