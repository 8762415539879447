"""What tests cost: a plug-in for pytest that adds up processor time per file, however loaded the machine is.

`make costs ARGS=tests/qa/views` says, for each file, the seconds of the tests themselves, of processes that they start (browsers,
servers), and of PostgreSQL. Reads /proc: Linux.
"""

import os
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

TICKS = os.sysconf("SC_CLK_TCK")
SHOWN = 40


class Seconds(NamedTuple):
    """Processor time by where it went."""

    own: float = 0.0
    started: float = 0.0
    postgres: float = 0.0

    def plus(self, begun: "Seconds", ended: "Seconds") -> "Seconds":
        return Seconds(*(sum(three) for three in zip(self, ended, (-one for one in begun), strict=True)))


spent: dict[str, Seconds] = defaultdict(Seconds)
counts: dict[str, set[str]] = defaultdict(set)


def read_seconds(pid: int) -> float:
    """Return what a process and all that it started have taken until now, those that ended included."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / TICKS + sum(map(read_seconds, list_children(pid)))


def list_children(pid: int) -> list[int]:
    try:
        lists = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for one in lists for child in one.split()]


def find_postgres() -> int:
    """Return the process of this checkout's database; 0 before it runs."""
    for file in Path(os.environ.get("FORUM_DATA_DIR", ".data")).glob("pg*/postmaster.pid"):
        return int(file.read_text().split()[0])
    return 0


def look() -> Seconds:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    living = sum(map(read_seconds, list_children(os.getpid())))
    postgres = find_postgres()
    return Seconds(
        time.process_time(),
        living + ended.ru_utime + ended.ru_stime,
        read_seconds(postgres) if postgres else 0.0,
    )


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    begun = look()
    yield
    file = item.nodeid.partition("::")[0]
    spent[file] = spent[file].plus(begun, look())
    counts[file].add(item.nodeid)


def list_lines() -> list[str]:
    """Return the table: the dearest file first, all of them together above it."""
    rows = [(sum(seconds), len(counts[file]), seconds, file) for file, seconds in spent.items()]
    whole = Seconds(*(sum(column) for column in zip(*spent.values(), strict=True)))
    together = (sum(whole), sum(row[1] for row in rows), whole, "together")
    lines = [f"{'seconds':>8} {'tests':>6} {'own':>8} {'started':>8} {'postgres':>8}"]
    for total, count, seconds, file in [together, *sorted(rows, reverse=True)[:SHOWN]]:
        lines.append(f"{total:8.1f} {count:6} " + " ".join(f"{one:8.1f}" for one in seconds) + f"  {file}")
    return lines


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if spent:
        terminalreporter.section("processor time")
        for line in list_lines():
            terminalreporter.write_line(line)
