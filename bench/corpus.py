"""The corpus in a database of its own: generated once, loaded once, copied anew for every run.

The loaded database is kept as `corpus` and never served; each run works on a copy, so that what is voted and written
while measuring is gone the next time. Needs the environment of `prepare_environment` before Django is imported.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIZES = ("S", "L", "XL")
GENERATOR = Path(__file__).with_name("generate.py")
KEPT, SERVED = "corpus", "forum"


def prepare_environment(size: str) -> Path:
    """Lead Django to the data folder of this size, whatever database the environment names; return that folder."""
    folder = ROOT / ".data" / f"bench-{size.lower()}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "FORUM_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "forum.settings",
        # Each request names a client address of its own: one network's limits are not what is measured.
        "TRUSTED_PROXY_COUNT": "1",
        "TIMED_FORMS": "0",
    }
    return folder


def generate(size: str, folder: Path) -> None:
    """Write the corpus files where they are not there yet."""
    if (folder / "meta.json").exists():
        return
    print(f"Writing corpus {size} into {folder} ...", flush=True)
    subprocess.run([sys.executable, str(GENERATOR), size, str(folder)], check=True)  # noqa: S603


def manage(*words: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "manage.py"), *words], cwd=ROOT, check=True)  # noqa: S603


@contextmanager
def administration() -> Iterator[Any]:
    """A cursor outside the databases that are made and dropped."""
    import psycopg2
    from django.conf import settings

    from forum.embedded.base import join_server

    host = str(join_server().socket_dir)
    connection = psycopg2.connect(host=host, user=settings.DATABASES["default"]["USER"], dbname="postgres")
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def rename(cursor: Any, old: str, new: str) -> None:
    cursor.execute(f"ALTER DATABASE {old} RENAME TO {new}")


def has_database(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def load(size: str, folder: Path) -> None:
    """Load the corpus files once; bring a database that was loaded earlier up to date. Leaves `corpus` alone."""
    with administration() as cursor:
        if has_database(cursor, KEPT):
            cursor.execute(f"DROP DATABASE IF EXISTS {SERVED} WITH (FORCE)")
            rename(cursor, KEPT, SERVED)
            manage("migrate", "--verbosity", "0")
            manage("shell", "--no-imports", "--command", SEARCHABLE)
        else:
            generate(size, folder)
            cursor.execute(f"DROP DATABASE IF EXISTS {SERVED} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {SERVED}")
            manage("migrate", "--verbosity", "0")
            manage("load_corpus", str(folder))
            manage("shell", "--no-imports", "--command", SEARCHABLE)
        rename(cursor, SERVED, KEPT)


# Documents and words are made by the worker, which does not run here: all of a site that has been open for a while.
SEARCHABLE = """
from django.db import connection
from qa.search.actions.words import find_last, rebuild_words
from qa.search.documents import advance
is_new = find_last() is None
while advance():
    is_new = True
if is_new:
    rebuild_words()
    connection.cursor().execute("VACUUM ANALYZE")
"""


def copy() -> None:
    """Serve a fresh copy of what was loaded."""
    from django.db import connections

    connections.close_all()
    with administration() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {SERVED} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {SERVED} TEMPLATE {KEPT} STRATEGY FILE_COPY")
        cursor.execute("CHECKPOINT")


def postmaster() -> int:
    """Return the number of the database server's first process."""
    from forum.embedded.base import join_server

    return int((join_server().data / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def read_sample(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text(encoding="utf-8").split("\n")[:-1]


class StatementLog:
    """Lets the database write down every statement for a while: the only count that no cache in front can hide from."""

    SKIPPED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "SHOW ")

    def __init__(self) -> None:
        from forum.embedded.base import join_server

        self.path = join_server().data / "server.log"

    def __enter__(self) -> "StatementLog":
        self.switch("all")
        return self

    def __exit__(self, *details: object) -> None:
        self.switch("none")

    def switch(self, word: str) -> None:
        with administration() as cursor:
            cursor.execute("ALTER SYSTEM SET log_statement = %s", [word])
            cursor.execute("SELECT pg_reload_conf(), pg_sleep(0.3)")

    def position(self) -> int:
        return self.path.stat().st_size

    def count_since(self, position: int) -> int:
        with self.path.open("rb") as log:
            log.seek(position)
            return count_statements(log.read().decode(errors="replace"))


def count_statements(log: str) -> int:
    """Count statements in a piece of the server's log; those around transactions are not counted."""
    count = 0
    for line in log.splitlines():
        _before, mark, statement = line.partition("LOG:  statement: ")
        if not mark:
            _before, mark, statement = line.partition("LOG:  execute ")
            statement = statement.partition(": ")[2]
        if mark and not statement.lstrip().upper().startswith(StatementLog.SKIPPED):
            count += 1
    return count
