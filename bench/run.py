"""make bench: one size, from an empty folder to a table."""

import argparse
import contextlib
import platform
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import corpus, figures, pages, report, server
from bench.figures import BARE, RATIO, STATIC, THROUGH_NGINX, Line, Round
from bench.measure import ATTEMPTS, PROCESSORS, Bench, count_queries
from bench.pages import MEMBER, VISITOR, Subject
from bench.wrk import CONNECTIONS, Request, drive, find_wrk

RESULTS = Path(__file__).with_name("results")
COLD_FROM = 20  # fewer addresses are over before the clock of /proc has ticked often enough
COUNTED = 10
NOBODY = "-"  # asks for the yardsticks


@dataclass(frozen=True)
class Plan:
    """How long and how often is measured."""

    seconds: float
    rounds: int
    addresses: int
    warming: float
    most_warming: int
    has_ratio: bool
    more_rounds: int  # for what is unsteady after the rounds

    @classmethod
    def make(cls, is_quick: bool) -> "Plan":
        return cls(2, 2, 40, 1, 2, False, 0) if is_quick else cls(4, 3, 200, 3, 6, True, 6)


@dataclass
class Notebook:
    """What was found so far, by page and viewer."""

    rounds: dict[tuple[str, str], list[Round]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[tuple[str, str], float] = field(default_factory=dict)
    bytes: dict[tuple[str, str], int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[Line]:
        bare = [one.server_ms + one.db_ms for one in self.rounds[BARE, NOBODY]]
        unit = statistics.median(bare)
        return [
            figures.condense(
                page, viewer, rounds, unit, self.queries.get((page, viewer)), self.bytes.get((page, viewer))
            )
            for (page, viewer), rounds in self.rounds.items()
        ]


def prepare(size: str, files: Path | None) -> Path:
    """Have a fresh copy of the corpus served next; return the folder of its files."""
    folder = corpus.prepare_environment(size)
    files = files or folder / "files"
    import django

    django.setup()
    corpus.load(size, files)
    corpus.copy()
    pages.raise_limits()
    return files


def choose_members(files: Path) -> list[int]:
    """Return members whose own profiles are not among those that are asked for: theirs are made for them alone."""
    return [int(number) for number in corpus.read_sample(files, "sample_users.txt")[-pages.MEMBERS :]]


def warm_templates(origin: str, reading: Sequence[Subject]) -> None:
    """Let every worker compile every template: members see no page that was kept for visitors."""
    for subject in reading:
        if subject.viewer == MEMBER:
            drive(origin, subject.requests, 2)


def measure_cold(bench: Bench, origin: str, subjects: Sequence[Subject], book: Notebook) -> None:
    """The first time that a visitor's page is asked for since the server started."""
    bench.settle()
    for subject in subjects:
        paths = list(dict.fromkeys(request.path for request in subject.requests))
        if subject.viewer == VISITOR and not subject.is_write and len(paths) >= COLD_FROM:
            found, _answers = bench.fetch_all(origin, [Request(path) for path in paths])
            book.rounds[subject.page, "visitor, cold"].append(found)


def take(requests: Sequence[Request], count: int) -> list[Request]:
    """Return that many requests, from the first again where there are fewer: one look alone would say little."""
    return [requests[number % len(requests)] for number in range(count)]


def look_closely(origin: str, subjects: Sequence[Subject], count: int, book: Notebook) -> None:
    """Count statements and bytes of each page, and say where a page is not what it should be."""
    with corpus.StatementLog() as log:
        for subject in subjects:
            queries, size, answers = count_queries(origin, take(subject.requests, count), log)
            book.queries[subject.key], book.bytes[subject.key] = queries, size
            wrong = [
                one.status
                for one in answers
                if one.status not in ((200, 302, 303) if subject.is_write else (200,))
            ]
            if wrong:
                book.notes.append(
                    f"{subject.page}, {subject.viewer}: answered {sorted(set(wrong))} {len(wrong)} times of {count}"
                )


def measure_rounds(
    bench: Bench,
    places: dict[str, tuple[str, list[int]]],
    subjects: Sequence[Subject],
    plan: Plan,
    book: Notebook,
) -> None:
    """Measure everything, then everything again: what the machine does meanwhile falls on all alike.

    What differs too much between the rounds is measured again, and again with what is still unsteady.
    """
    database = corpus.postmaster()
    for number in range(plan.rounds + plan.more_rounds):
        if number >= plan.rounds:
            subjects = [subject for subject in subjects if figures.is_unsteady(book.rounds[subject.key])]
        for subject in subjects:
            origin, roots = places.get(subject.page, places["site"])
            bench.roots["server"] = roots
            bench.roots["db"] = [] if subject.viewer == NOBODY else [database]
            found = bench.measure(origin, subject.requests, plan.seconds)
            book.rounds[subject.key].append(found)
            print(
                f"{number + 1}/{plan.rounds} {subject.page}, {subject.viewer}: {found.rps:,.0f}/s, "
                f"{found.server_ms:.2f} + {found.db_ms:.2f} ms, p99 {found.p99:.1f} ms, {found.errors} errors"
                + (f", others used {found.others:.0%}" if found.others > figures.DISTURBED_FROM else ""),
                flush=True,
            )


def measure_ratio(book: Notebook) -> float | None:
    """The first page of a question with two hundred answers, beside that of one with ten."""
    print("Comparing long and short questions ...", flush=True)
    command = [sys.executable, "-m", "bench.ratio"]
    answer = subprocess.run(command, cwd=corpus.ROOT, capture_output=True, text=True)  # noqa: S603
    if answer.returncode:  # the rest was measured and is worth keeping
        book.notes.append(f"no ratio of long to short questions: {answer.stderr.strip()[-200:]}")
        return None
    return float(answer.stdout)


def run(
    size: str, plan: Plan, command: str, files: Path | None, attempts: int
) -> tuple[list[dict[str, Any]], list[str]]:
    """Measure one size; return the lines of the report and the notes above them."""
    find_wrk()
    files, book, bench = prepare(size, files), Notebook(), Bench(attempts=attempts)
    cookies = pages.sign_in(choose_members(files))
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(server.open_folder())
        site = stack.enter_context(server.application(command, server.SITE, folder))
        bare = stack.enter_context(server.application(command, server.BARE, folder))
        places = {"site": (site.origin, [site.pid]), BARE: (bare.origin, [bare.pid])}
        addresses = pages.list_addresses(site.origin, files, plan.addresses)
        book.notes += [f"no {page}: the site has none" for page, paths in addresses.items() if not paths]
        reading = pages.list_reading(addresses, cookies)
        writing = pages.list_writing(files, cookies, plan.addresses)
        yardsticks = [Subject(BARE, NOBODY, [Request("/")])]
        if server.find_nginx():
            static = stack.enter_context(server.static_file())
            places[STATIC] = (static.origin, [static.pid])
            yardsticks.append(Subject(STATIC, NOBODY, [Request("/")]))
            front = stack.enter_context(server.front(site.origin))
            places[THROUGH_NGINX] = (front.origin, [front.pid, site.pid])
            questions = [Request(path) for path in addresses["question"]]
            yardsticks.append(Subject(THROUGH_NGINX, VISITOR, questions))
        else:
            book.notes.append("nginx is not installed: its lines are left out")
        bench.roots = {"db": [corpus.postmaster()], "server": [site.pid]}
        print("Warming up ...", flush=True)
        warm_templates(site.origin, reading)
        print("Asking for every page once ...", flush=True)
        measure_cold(bench, site.origin, reading, book)
        for subject in [*yardsticks, *reading]:
            bench.warm_up(
                places.get(subject.page, places["site"])[0], subject.requests, plan.warming, plan.most_warming
            )
        print("Counting statements ...", flush=True)
        bench.settle()
        look_closely(site.origin, reading, min(COUNTED, plan.addresses), book)
        measure_rounds(bench, places, [*yardsticks, *reading], plan, book)
        # Last: what was written just now is told by the second, and its pages are made anew as often.
        look_closely(site.origin, writing, min(COUNTED, plan.addresses), book)
        measure_rounds(bench, places, writing, plan, book)
    lines = [line.as_dict() for line in book.lines()]
    if plan.has_ratio:
        ratio = dict.fromkeys(lines[0]) | {"page": RATIO, "viewer": VISITOR}
        lines.append(ratio | {"errors": 0, "disturbed": False, "ratio": measure_ratio(book)})
    return lines, book.notes


def describe(size: str, plan: Plan, command: str) -> list[str]:
    """Say what was measured where."""
    from django import get_version
    from django.db import connection

    return [
        f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC, {platform.machine()}, {PROCESSORS} processors",
        f"Python {platform.python_version()}, Django {get_version()}, PostgreSQL {connection.get_database_version()[0]}",
        f"`{command.split()[0].rpartition('/')[2]} {' '.join(command.split()[1:])}`",
        f"{CONNECTIONS} connections, medians of {plan.rounds} rounds of {plan.seconds:g} s "
        f"(up to {plan.rounds + plan.more_rounds} where they differ), up to {plan.addresses} addresses a page",
        "One unit is the processor time of the bare Django view on the same server in the same run.",
    ]


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--size", choices=corpus.SIZES, default="S")
    parser.add_argument(
        "--server", required=True, help="command with {app} and {port}, as the site is deployed"
    )
    parser.add_argument("--corpus", type=Path, help="folder of the corpus files (default: written once)")
    parser.add_argument("--quick", action="store_true", help="short rounds, for trying; not kept")
    parser.add_argument(
        "--allow-disturbed", action="store_true", help="end well though others used the machine"
    )
    given = parser.parse_args(words)
    plan = Plan.make(given.quick)
    lines, notes = run(given.size, plan, given.server, given.corpus, 1 if given.allow_disturbed else ATTEMPTS)
    notes = describe(given.size, plan, given.server) + notes
    disturbed = [f"{line['page']}, {line['viewer']}" for line in lines if line["disturbed"]]
    if disturbed:
        notes.append(f"DISTURBED, not to be quoted: {'; '.join(disturbed)}")
    name = f"{datetime.now(tz=UTC):%Y-%m-%d}-{given.size}"
    stem = (
        RESULTS / name if not (given.quick or disturbed) else corpus.ROOT / ".data" / f"bench-{name}-unkept"
    )
    report.write(lines, given.size, stem, notes)
    print(stem.with_name(stem.name + ".md").read_text(encoding="utf-8"))
    if disturbed and not given.allow_disturbed:
        print(
            "Other programs used the machine, or the rounds differ too much: nothing was kept in bench/results."
        )
        return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
