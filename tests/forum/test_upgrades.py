"""A forum with people and posts in it goes back to the tables of its first days, and comes forward to today's again."""

import re
import subprocess
import sys

import pytest

from tests.processes import CHECKOUT, environment, needs_proc, open_folder, stop_database

pytestmark = [pytest.mark.processes, needs_proc]
FIRST_DAYS = "0011_lists_by_index"
COUNTED = (
    "from qa.models import Post, ReviewItem; "
    "print(Post.objects.count(), ReviewItem.objects.filter(decided_at=None).count())"
)


def test_every_migration_is_made_with_posts_there_and_can_be_taken_back():
    with open_folder() as folder:

        def manage(*words):
            command = [sys.executable, "manage.py", *words]
            done = subprocess.run(
                command, cwd=CHECKOUT, env=environment(folder, DEBUG="1"), capture_output=True, text=True
            )
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
            return done.stdout

        try:
            manage("prepare", "--demo")
            before = manage("shell", "--no-imports", "-c", COUNTED)
            posts, waiting = map(int, before.split())
            assert posts > 100
            assert waiting > 0
            assert "qa.0018" in manage("migrate", "qa", FIRST_DAYS)
            manage("migrate")
            assert manage("shell", "--no-imports", "-c", COUNTED) == before
            assert re.search(r"^0 figures differed", manage("recount", "--check"), re.MULTILINE)
        finally:
            stop_database(folder)
