"""Processor time and memory of whole trees of processes, and of everything else on the machine, from /proc."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
# Columns of the first line of /proc/stat that are work: user, nice, system, stolen by the host. Interrupts are left out:
# those of our own packets belong to no process.
WORKING_COLUMNS = (1, 2, 3, 8)


@dataclass(frozen=True)
class Process:
    """One line of /proc/<pid>/stat: who it is, whose child it is, and its processor time with that of its dead children."""

    pid: int
    parent: int
    seconds: float


def parse_stat(line: str) -> Process:
    """Read a line of /proc/<pid>/stat. The name stands in brackets and may hold spaces and brackets itself."""
    head, _bracket, rest = line.rpartition(")")
    words = rest.split()
    return Process(
        pid=int(head.split(" ", 1)[0]),
        parent=int(words[1]),
        seconds=sum(int(word) for word in words[11:15]) / TICKS_A_SECOND,
    )


def read_processes() -> list[Process]:
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                found.append(parse_stat((folder / "stat").read_text(encoding="utf-8", errors="replace")))
            except OSError:  # it ended meanwhile
                continue
    return found


def pick_tree(root: int, processes: Iterable[Process]) -> list[Process]:
    """Return the process `root` and everything below it."""
    processes = list(processes)
    tree, front = [one for one in processes if one.pid == root], {root}
    while front:
        below = [one for one in processes if one.parent in front]
        tree += below
        front = {one.pid for one in below}
    return tree


def add_up(root: int, processes: Iterable[Process]) -> float:
    """Return the processor time of a tree in seconds; a child that ended is counted by the parent that fetched it."""
    return sum(one.seconds for one in pick_tree(root, processes))


def parse_machine(text: str) -> float:
    """Return the seconds that all processors of the machine have worked, from /proc/stat."""
    words = text.split("\n", 1)[0].split()
    return sum(int(words[column]) for column in WORKING_COLUMNS) / TICKS_A_SECOND


def read_machine() -> float:
    return parse_machine((PROC / "stat").read_text(encoding="utf-8"))


def parse_memory(text: str) -> int:
    """Return the kilobytes of a /proc/<pid>/smaps_rollup: its share of what it shares with others."""
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def read_memory(root: int) -> float:
    """Return the memory of a tree in megabytes."""
    kilobytes = 0
    for one in pick_tree(root, read_processes()):
        try:
            kilobytes += parse_memory((PROC / str(one.pid) / "smaps_rollup").read_text(encoding="utf-8"))
        except OSError:
            continue
    return kilobytes / 1024


@dataclass(frozen=True)
class Reading:
    """Everybody's processor time at one moment, in seconds."""

    at: float
    machine: float
    trees: dict[str, float]

    def spent(self, earlier: "Reading", name: str) -> float:
        return self.trees.get(name, 0.0) - earlier.trees.get(name, 0.0)


def others_share(before: Reading, after: Reading, driver_seconds: float, processors: int) -> float:
    """Return the share of the machine (0 to 1) that neither our trees nor the driver of the load used."""
    room = (after.at - before.at) * processors
    ours = driver_seconds + sum(after.spent(before, name) for name in after.trees)
    return max(0.0, after.machine - before.machine - ours) / room if room else 0.0
