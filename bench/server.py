"""Starts what is measured: the application server by the command that the site is deployed with, and nginx."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import PAGE_BYTES

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
DEPLOYED = ROOT / "deploy/nginx.conf"
SITE, BARE = "forum.wsgi:application", "bench.bare:application"
NGINX_FRAME = """
daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""
STATIC_SITE = "    server {{ listen 127.0.0.1:{port}; root {folder}/www; }}"


@dataclass(frozen=True)
class Server:
    """A server that answers: its first process, where it is reached, and what it has to say for itself."""

    pid: int
    origin: str
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(origin: str, path: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the server answers. Raises SystemExit with the end of its log when it never does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(origin + path, timeout=PATIENCE).close()  # noqa: S310
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The server did not start.\n{log.read_text(errors='replace')[-3000:]}")


@contextlib.contextmanager
def running(command: list[str], path: str, port: int, folder: Path, **variables: str) -> Iterator[Server]:
    """Run a command for as long as the block lasts; its processes are gone afterwards."""
    log = folder / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env=os.environ | variables,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    origin = f"http://127.0.0.1:{port}"
    try:
        wait_for(origin, path, process, log)
        yield Server(process.pid, origin, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def application(command: str, app: str, folder: Path) -> Iterator[Server]:
    """Run SITE or BARE on the server that `command` starts ({app} and {port} are filled in)."""
    port = free_port()
    words = shlex.split(command.format(app=app, port=port))
    variables = {"PYTHONPATH": str(ROOT)} | ({} if app == SITE else {"DJANGO_SETTINGS_MODULE": ""})
    with running(words, "/healthz" if app == SITE else "/", port, folder, **variables) as server:
        yield server


def find_nginx() -> str:
    """Return the path of nginx, or '' where there is none."""
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin") or ""


@contextlib.contextmanager
def nginx(site: str, port: int, folder: Path, path: str = "/") -> Iterator[Server]:
    """Run nginx with a piece of its http context."""
    for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi", "cache"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name).chmod(0o777)
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX_FRAME.format(folder=folder, site=site), encoding="utf-8")
    command = [find_nginx(), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(configuration)]
    with running(command, path, port, folder) as server:
        yield server


def adapt(configuration: str, port: int, upstream: str, folder: Path, *, is_limited: bool) -> str:
    """Return deploy/nginx.conf for trying: on one port of this machine, without TLS, with its cache in a folder.

    Raises ValueError when a place to be changed is not there (any more).
    """
    changes = [
        (r"    listen (\[::\]:)?(80|443)[^;]*;\n", ""),
        (r"    ssl_[^;]*;\n", ""),
        (r"    server_name _;", f"    listen 127.0.0.1:{port} default_server;\n    server_name _;"),
        (
            r"(?s)server \{\n    server_name forum.example.org;\n    server_tokens off;\n    location /.well-known.*?\n\}\n",
            "",
        ),
        (r"    server_name forum.example.org;", f"    listen 127.0.0.1:{port};\n    server_name 127.0.0.1;"),
        (r"server 127\.0\.0\.1:8000;", f"server {upstream};"),
        (r"/var/cache/nginx/forum", f"{folder}/cache"),
        (r"/srv/forum/staticfiles", f"{ROOT}/staticfiles"),
        (r"proxy_set_header Host \$host;", f"proxy_set_header Host $host:{port};"),
    ]
    if not is_limited:
        changes += [
            (r"rate=\d+r/s", "rate=1000000r/s"),
            (r"limit_conn forum_open \d+", "limit_conn forum_open 10000"),
        ]
    for pattern, words in changes:
        configuration, count = re.subn(pattern, lambda _match, words=words: words, configuration)  # type: ignore[misc]
        if not count:
            raise ValueError(f"deploy/nginx.conf has no place like {pattern}.")
    return configuration


@contextlib.contextmanager
def front(origin: str, *, is_limited: bool = False) -> Iterator[Server]:
    """Run nginx as deployed in front of a server, without limits if not asked for: all the load comes from one address."""
    with open_folder() as folder:
        port = free_port()
        site = adapt(
            DEPLOYED.read_text(encoding="utf-8"),
            port,
            origin.removeprefix("http://"),
            folder,
            is_limited=is_limited,
        )
        with nginx(site, port, folder, "/robots.txt") as server:
            yield server


@contextlib.contextmanager
def static_file() -> Iterator[Server]:
    """Run nginx over one file of the size of the yardstick."""
    with open_folder() as folder:
        port = free_port()
        (folder / "www").mkdir(mode=0o755)
        (folder / "www/index.html").write_bytes(b"." * PAGE_BYTES)
        with nginx(STATIC_SITE.format(port=port, folder=folder), port, folder) as server:
            yield server


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A folder for a while that other users can enter: nginx started by root works as somebody else."""
    with tempfile.TemporaryDirectory(prefix="forum-bench-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
