"""Drives a server with wrk (Debian: apt install wrk) and reads what it reports."""

import json
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("replay.lua")
CONNECTIONS = 16
MARK = "SUMMARY "


@dataclass(frozen=True)
class Request:
    """What wrk asks for. A body makes it a form that is sent; `{key}` in it becomes a new number, `{word}` a new word."""

    path: str
    cookies: str = ""
    body: str = ""

    def as_line(self) -> str:
        method = "POST" if self.body else "GET"
        line = "\t".join((method, self.path, self.cookies or "-", self.body or "-"))
        if line.count("\t") != 3 or "\n" in line:
            raise ValueError(f"No tab and no new line fits into a request: {line!r}.")
        return line


@dataclass(frozen=True)
class Drive:
    """What came of driving a server for a while; times in milliseconds, `driver_seconds` is wrk's own processor time."""

    requests: int
    seconds: float
    bytes: int
    errors: int
    p50: float
    p95: float
    p99: float
    driver_seconds: float = 0.0

    @property
    def rps(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0


def parse_summary(output: str, driver_seconds: float = 0.0) -> Drive:
    """Read the line that replay.lua writes at the end. Raises ValueError where there is none."""
    for line in output.splitlines():
        if line.startswith(MARK):
            given = json.loads(line.removeprefix(MARK))
            return Drive(
                requests=given["requests"],
                seconds=given["seconds"],
                bytes=given["bytes"],
                errors=given["statuses"] + given["sockets"],
                p50=given["p50"],
                p95=given["p95"],
                p99=given["p99"],
                driver_seconds=driver_seconds,
            )
    raise ValueError(f"wrk reported nothing: {output[-500:]}")


def find_wrk() -> str:
    found = shutil.which("wrk")
    if not found:
        raise SystemExit("The benchmarks are driven by wrk, which is not here (Debian: apt install wrk).")
    return found


def drive(origin: str, requests: Sequence[Request], seconds: float, connections: int = CONNECTIONS) -> Drive:
    """Ask `origin` for the requests in random order, by that many connections at once."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as lines:
        lines.write("".join(one.as_line() + "\n" for one in requests))
        lines.flush()
        command = [find_wrk(), "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s"]
        command += ["-s", str(SCRIPT), origin, "--", lines.name, str(random.randrange(10**6))]  # noqa: S311
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603
        assert process.stdout is not None  # noqa: S101
        output = process.stdout.read()
        process.stdout.close()
        _pid, _status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(_status)
    return parse_summary(output, usage.ru_utime + usage.ru_stime)
