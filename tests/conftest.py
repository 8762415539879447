"""What every test may rely on: a clean view counter, no leftovers between tests, a browser when there is one."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.db.models.signals import post_migrate
from django.template.base import Template
from django.test import utils

from bench.server import find_nginx
from qa.actions.view_counts import counter

CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
MADE_WITH_THE_TABLES = ("django_content_type", "auth_permission", "django_site")


def pytest_configure(config):
    # Playwright's event loop runs in the test's own thread; the database is still used from one thread at a time.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_collection_modifyitems(config, items):
    if CHROMIUM:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium found: install chromium or set CHROMIUM"))


def pytest_terminal_summary(terminalreporter):
    if not CHROMIUM:
        terminalreporter.section("NO CHROMIUM: EVERY BROWSER TEST WAS LEFT OUT", sep="!", red=True)
    if not find_nginx():
        terminalreporter.section("NO NGINX: NOTHING IN FRONT OF THE FORUM WAS TESTED", sep="!", red=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {
        **browser_type_launch_args,
        "executable_path": str(Path(CHROMIUM)) if CHROMIUM else None,
        "args": flags,
    }


@pytest.fixture(scope="session", autouse=True)
def django_test_environment(django_test_environment):
    """Pages are read as people read them: no copy of what went into each template is kept for response.context."""
    Template._render = utils._TestState.saved_data.template_render


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Nobody waits until a commit of these tests is on the disk; what survives a crash has tests with data of their own."""
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
            cursor.execute(f'ALTER DATABASE "{name}" SET jit = off')
            cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
            if cursor.fetchone()[0]:
                type(connection.ops).sql_flush = empty_tables
                post_migrate.receivers = []  # they made what empty_tables leaves alone: nothing is to be made again
        connection.close()


def empty_tables(operations, style, tables, *, reset_sequences=False, allow_cascade=False):
    """What empties the database after a test that committed. TRUNCATE makes new files for every table and index, half a second
    for a few rows; triggers and references are left out, as they are by TRUNCATE. What stands there for every model stays:
    to make it again after each test takes longer than all else."""
    deletions = "".join(
        f"DELETE FROM {operations.quote_name(table)};"
        for table in tables
        if table not in MADE_WITH_THE_TABLES
    )
    return [f"SET LOCAL session_replication_role = replica; {deletions}"] if tables else []


@pytest.fixture(autouse=True)
def _fresh_view_counter():
    counter.take()
    counter.seen.clear()
    yield


@pytest.fixture
def cast(db):
    """The people of every story: asker, answerer, reader, expert, editor, moderator, administrator."""
    from tests import make

    return make.cast()


def pytest_collection_finish(session):
    """What has been imported and collected stays to the end: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
