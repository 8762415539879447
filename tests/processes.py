"""Starts, watches and kills whole processes for the tests marked `processes`. Waits for conditions, never for a time."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from forum.localdb import exclusive_lock

CHECKOUT = Path(__file__).parents[1]
PATIENCE = 60  # seconds until a condition that should come true counts as never coming true
PACKAGES = [path for path in sys.path if path.endswith("site-packages")]
LEADING_ASTRAY = (
    "DATABASE_URL", "DEBUG", "HTTPS", "DJANGO_SETTINGS_MODULE", "RUN_MAIN", "MAKEFLAGS", "MAKELEVEL", "MFLAGS",
)  # fmt: skip
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="watches processes in /proc")


def wait_until(condition, what):
    """Return the condition's first true answer; fail, saying what was waited for, when it never comes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE} s in vain until {what}")


def read_stat(pid):
    """State letter and parent of a process; ("", 0) where there is none."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "", 0
    return words[0], int(words[1])


def is_running(pid):
    """Whether the process lives (one that is dead and waits to be fetched does not)."""
    return read_stat(pid)[0] not in ("", "Z", "X")


def find_processes(*words):
    """Living processes whose command line holds all these words."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            given = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if all(word in given for word in words):
            found.append(int(folder.name))
    return [pid for pid in found if is_running(pid)]


def children(pid):
    numbers = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return [number for number in numbers if read_stat(number)[1] == pid and is_running(number)]


def postgres_pid(data):
    """The number in the lock file of the data folder's server; 0 where there is none."""
    for file in data.glob("pg*/postmaster.pid"):
        try:
            words = file.read_text().split()
        except FileNotFoundError:
            return 0
        return int(words[0]) if words else 0
    return 0


def wait_for_no_postgres(data, pid):
    assert pid
    wait_until(lambda: not postgres_pid(data) and not is_running(pid), "PostgreSQL is gone")


def kill_watcher(data):
    for watcher in find_processes("watch", str(data)):
        os.kill(watcher, signal.SIGKILL)
        wait_until(lambda pid=watcher: not is_running(pid), "the watcher is dead")


def stop_database(data):
    """At once, without the watcher's grace."""
    kill_watcher(data)
    server = postgres_pid(data)
    if is_running(server):
        os.kill(server, signal.SIGQUIT)
        wait_until(lambda: not is_running(server), "PostgreSQL is gone")


def lay_out(data):
    """Fill a folder with the data of a forum that `manage.py prepare` has made: once for all tests of a run, then copied."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = CHECKOUT / ".data"
    folder.mkdir(exist_ok=True)
    with exclusive_lock(folder / "prepared.lock"):
        kept = folder / "prepared"
        if not (kept / run).exists():
            shutil.rmtree(kept, ignore_errors=True)
            kept.mkdir()
            with open_folder() as made:
                subprocess.run(
                    [sys.executable, "manage.py", "prepare"],
                    cwd=CHECKOUT, env=environment(made / "data", DEBUG="1"), check=True,
                )  # fmt: skip
                kill_watcher(made / "data")
                server = postgres_pid(made / "data")
                os.kill(server, signal.SIGINT)  # in good order: there is nothing to repair in a copy
                wait_until(lambda: not is_running(server), "PostgreSQL is gone")
                subprocess.run(["cp", "-a", made / "data", kept / "data"], check=True)
            (kept / run).touch()
        subprocess.run(["cp", "-a", kept / "data", data], check=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def open_folder():
    """A folder that other users can enter, as a database started by root needs (pytest's own are closed)."""
    folder = Path(tempfile.mkdtemp(prefix="forum-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def environment(data, **more):
    """Our variables, without those that would lead a child to other data or settings."""
    kept = {name: value for name, value in os.environ.items() if name not in LEADING_ASTRAY}
    return kept | {"PYTHONPATH": str(CHECKOUT), "FORUM_DATA_DIR": str(data)} | more


def kill(process):
    """kill -9, and wait until the system says that it is dead."""
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)


def as_user(name):
    """Options of subprocess for running as that user (root only)."""
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def find_python_for(name, *modules):
    """A Python that this user may run and that finds the modules in our packages; skips where there is none."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        try:
            subprocess.run(
                [python, "-c", "".join(f"import {module};" for module in modules)],
                env={"PYTHONPATH": os.pathsep.join([str(CHECKOUT), *PACKAGES])},
                check=True, capture_output=True, cwd="/", **as_user(name),
            )  # fmt: skip
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip(f"no Python and checkout that the user {name} can read")
