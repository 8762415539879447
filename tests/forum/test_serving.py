"""`make run` as somebody uses it who has cloned the repository: both servers, real requests, real deaths."""

import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.parse
import urllib.request

import pytest

from forum.localdb import exclusive_lock
from tests.processes import (
    CHECKOUT,
    PATIENCE,
    children,
    environment,
    find_processes,
    free_port,
    is_running,
    kill,
    lay_out,
    needs_proc,
    open_folder,
    postgres_pid,
    stop_database,
    wait_for_no_postgres,
    wait_until,
)

pytestmark = [
    pytest.mark.processes,
    needs_proc,
    pytest.mark.skipif(not shutil.which("make"), reason="needs make"),
]
# The environment that these tests run in, taken as complete: nothing is installed.
MAKE = [
    "make", "--no-print-directory", "-C", str(CHECKOUT), f"VENV={sys.prefix}", "-o", f"{sys.prefix}/.installed", "DEMO=",
]  # fmt: skip

TITLE = "Will this still be here after the power is cut?"


class AnyStatus(urllib.request.HTTPErrorProcessor):
    """Hands out every answer as it came, refusals and redirects too."""

    def http_response(self, request, response):
        return response


def hear_ctrl_c():
    """Whoever runs these tests as a shell's background job has Ctrl-C switched off, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Site:
    """One `make run` with a data folder of its own, and a visitor's browser."""

    def __init__(self, folder, *words):
        self.data, self.log, self.port, self.words = folder / "data", folder / "log", free_port(), words
        self.worker = 0
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar, AnyStatus())

    def make(self, **variables):
        with self.log.open("a") as log:
            return subprocess.Popen(
                [*MAKE, "run", f"PORT={self.port}", *self.words],
                env=environment(self.data, **variables), start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, preexec_fn=hear_ctrl_c,
            )  # fmt: skip

    def start(self):
        self.started = self.make()
        wait_until(lambda: self.started.poll() is not None or self.is_answering(), "the site answers")
        assert self.started.poll() is None, self.log.read_text()
        self.postgres = postgres_pid(self.data)
        [self.server] = children(self.started.pid)
        [self.worker] = wait_until(
            lambda: [pid for pid in find_processes("worker") if pid in children(self.server)],
            "the worker runs",
        )

    def is_answering(self):
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False

    def get(self, path, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        return self.browser.open(request, timeout=PATIENCE)

    def read(self, path):
        return self.get(path).read().decode()

    def ask(self, title):
        """Fill in the ask form; return the address of the new question."""
        form = self.read("/ask/")
        fields = {
            name: re.search(rf'name="{name}" value="([^"]+)"', form)[1] for name in ("submission_key",)
        } | {"title": title, "body": "I would like to know."}
        if 'name="category"' in form:
            fields["category"] = re.search(r'<option value="(\d+)"', form)[1]
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/ask/",
            urllib.parse.urlencode(fields).encode(),
            {"Origin": f"http://127.0.0.1:{self.port}"},
        )
        answer = self.browser.open(request, timeout=PATIENCE)
        assert answer.status == 302, answer.read().decode()
        return answer.headers["Location"]

    def serving_processes(self):
        return find_processes(f"127.0.0.1:{self.port}")

    def wait_for_nothing_left(self):
        wait_until(lambda: not self.serving_processes(), "no server is left")
        wait_until(lambda: not is_running(self.worker), "no worker is left")
        wait_for_no_postgres(self.data, self.postgres)
        self.started.wait(PATIENCE)

    def clean_up(self):
        for pid in self.serving_processes():
            os.kill(pid, signal.SIGKILL)
        if self.started.poll() is None:
            kill(self.started)
        stop_database(self.data)


@pytest.fixture
def development():
    with open_folder() as folder:
        site = Site(folder)
        yield site
        site.clean_up()


@pytest.fixture
def production():
    (CHECKOUT / ".data").mkdir(exist_ok=True)
    with exclusive_lock(CHECKOUT / ".data" / "collecting.lock"):  # tests on other cores collect as well
        subprocess.run([*MAKE, "PROD=1", "staticfiles/.collected"], env=environment("unused"), check=True)
    with open_folder() as folder:
        site = Site(folder, "PROD=1")
        lay_out(site.data)
        yield site
        site.clean_up()


def kill_server(site):
    os.kill(site.server, signal.SIGKILL)


def kill_a_child(site):
    os.kill(next(pid for pid in children(site.server) if pid != site.worker), signal.SIGKILL)


def kill_make(site):
    os.kill(site.started.pid, signal.SIGKILL)


def press_ctrl_c(site):
    os.killpg(site.started.pid, signal.SIGINT)


def live_through(site, deaths):
    """After each death nothing is left, and what was posted just before is there at the next start."""
    site.start()
    for number, die in enumerate(deaths, start=1):
        address = site.ask(f"{TITLE} {number}")
        die(site)
        site.wait_for_nothing_left()
        site.start()
        assert f"{TITLE} {number}" in site.read(address)


def test_the_development_server_leaves_nothing_behind_and_loses_nothing_however_it_dies(development):
    lay_out(development.data)
    live_through(development, [kill_server, kill_a_child, kill_make, press_ctrl_c])
    assert "Traceback" not in development.log.read_text()


def test_the_production_server_leaves_nothing_behind_and_loses_nothing_however_it_dies(production):
    live_through(production, [kill_server, kill_make, press_ctrl_c])
    assert "Traceback" not in production.log.read_text()


def test_the_development_server_on_its_own_takes_its_child_along(development):
    command = [
        sys.executable,
        CHECKOUT / "manage.py",
        "runserver",
        "--skip-checks",
        f"127.0.0.1:{development.port}",
    ]
    with development.log.open("a") as log:
        development.started = subprocess.Popen(
            command, env=environment(development.data), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    wait_until(development.is_answering, "the site answers")
    development.postgres = postgres_pid(development.data)
    kill(development.started)
    development.wait_for_nothing_left()


def test_in_production_files_are_hashed_compressed_and_kept_for_ever_and_pages_carry_their_guard(production):
    production.start()
    page = production.get("/questions/")
    assert page.status == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Permissions-Policy"]
    files = re.findall(r'(?:href|src)="(/static/[^"#]+)', page.read().decode())
    assert {path.rpartition(".")[2] for path in files} >= {"css", "js", "svg"}
    for path in files:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", path), path
        file = production.get(path)
        assert file.status == 200, path
        assert file.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    for coding in ("br", "gzip"):
        packed = production.get(
            next(path for path in files if path.endswith(".css")), **{"Accept-Encoding": coding}
        )
        assert packed.headers["Content-Encoding"] == coding
        assert packed.headers["Vary"] == "Accept-Encoding"
    assert production.read("/healthz") == '{"database": "up"}'
    missing = production.get("/nowhere/")
    assert missing.status == 404
    assert "DEBUG" not in missing.read().decode()


def refuse(site, **variables):
    """What `make run` says when it cannot: sentences, no traceback."""
    with open_folder() as folder:
        site.log = folder / "refused"
        process = site.make(**variables)
        process.wait(PATIENCE)
        said = site.log.read_text()
    assert process.returncode != 0
    assert "Traceback" not in said
    return said


def test_a_port_in_use_is_named_in_a_sentence(development):
    lay_out(development.data)
    development.start()
    said = refuse(development)
    assert f"Port {development.port} is in use already" in said
    assert f"make run PORT={development.port + 1}" in said
    assert development.is_answering()


@pytest.mark.parametrize(
    "address",
    [
        "mysql://somebody@localhost/forum",
        "postgresql://somebody@host:port/forum",
        "postgresql://somebody@127.0.0.1:1/forum",
    ],
)
def test_a_wrong_database_url_is_named_in_a_sentence(address):
    with open_folder() as folder:
        assert "DATABASE_URL" in refuse(Site(folder), DATABASE_URL=address)
