"""make bench-mixed: readers, members and writers together for minutes; errors, memory over time, the slow end of answers."""

import argparse
import contextlib
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import corpus, pages, processes, server
from bench.pages import MEMBER, VISITOR, Subject
from bench.run import Plan, choose_members, prepare
from bench.wrk import Drive, Request, drive, find_wrk

SHARES = {VISITOR: 95, MEMBER: 4, "writer": 1}  # of a hundred requests
MIXED = 20_000  # lines to draw from
WATCHED_EVERY = 30  # seconds
FLAT = 0.05  # growth of memory in the second half that still counts as none
MOST_TAIL = 20  # p99 / p50


@dataclass(frozen=True)
class Sample:
    """Where the site stood after a stretch of time."""

    minutes: float
    result: Drive
    server_mb: float


def mix(subjects: Sequence[Subject], count: int = MIXED) -> list[Request]:
    """Return requests in the shares of SHARES, every kind of page alike within its share."""
    groups: dict[str, list[Subject]] = {VISITOR: [], MEMBER: [], "writer": []}
    for subject in subjects:
        if not subject.is_write:
            groups[subject.viewer].append(subject)
        elif subject.viewer == MEMBER:
            groups["writer"].append(subject)
    chance = random.Random(1)  # noqa: S311
    requests = []
    for name, share in SHARES.items():
        lines = count * share // 100
        requests += [chance.choice(chance.choice(groups[name]).requests) for _line in range(lines)]
    return requests


def judge(samples: Sequence[Sample]) -> list[str]:
    """Return what is not as it should be, in sentences."""
    complaints = []
    errors = sum(sample.result.errors for sample in samples)
    if errors:
        complaints.append(f"{errors} requests failed")
    tail = max(sample.result.p99 / sample.result.p50 for sample in samples if sample.result.p50)
    if tail > MOST_TAIL:
        complaints.append(f"p99 is up to {tail:.0f} times p50, more than {MOST_TAIL}")
    memory = [sample.server_mb for sample in samples]
    middle = memory[len(memory) // 2]
    if len(memory) > 2 and memory[-1] > middle * (1 + FLAT):
        complaints.append(f"memory grew from {middle:.0f} to {memory[-1]:.0f} MB in the second half")
    return complaints


def watch(origin: str, pid: int, requests: Sequence[Request], minutes: float) -> list[Sample]:
    samples: list[Sample] = []
    begun = time.monotonic()
    while not samples or time.monotonic() - begun < minutes * 60:
        result = drive(origin, requests, min(WATCHED_EVERY, minutes * 60))
        sample = Sample((time.monotonic() - begun) / 60, result, processes.read_memory(pid))
        samples.append(sample)
        print(
            f"{sample.minutes:5.1f} min  {result.rps:,.0f}/s  p50 {result.p50:.1f}  p99 {result.p99:.1f} ms  "
            f"{result.errors} errors  {sample.server_mb:.0f} MB",
            flush=True,
        )
    return samples


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench-mixed")
    parser.add_argument("--size", choices=corpus.SIZES, default="S")
    parser.add_argument(
        "--server", required=True, help="command with {app} and {port}, as the site is deployed"
    )
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    given = parser.parse_args(words)
    find_wrk()
    files, plan = prepare(given.size, given.corpus), Plan.make(is_quick=False)
    cookies = pages.sign_in(choose_members(files))
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(server.open_folder())
        site = stack.enter_context(server.application(given.server, server.SITE, folder))
        addresses = pages.list_addresses(site.origin, files, plan.addresses)
        subjects = pages.list_reading(addresses, cookies) + pages.list_writing(files, cookies, plan.addresses)
        samples = watch(site.origin, site.pid, mix(subjects), given.minutes)
        traces = site.log.read_text(errors="replace").count("Traceback")
    complaints = judge(samples) + ([f"{traces} tracebacks in the server's log"] if traces else [])
    print("\n".join(complaints) or "No errors, flat memory, no long tail.")
    return 3 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
