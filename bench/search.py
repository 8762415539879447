"""make bench-search: what a search, and what a suggestion while it is typed, costs the server, over the queries of a corpus.

Every query is asked once, so the door keeps none of the answers (it is cold); the application is called as a server calls it,
in this process, and the clock runs from the request to the last byte of the page: our own time and that of the database.
"""

import argparse
import io
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from bench import corpus

WARMING = 30
GOAL = 50.0
GOAL_OF_SUGGESTIONS = 20.0


@dataclass(frozen=True)
class Answer:
    """One search: how long it took, its status, what kind of search it was."""

    query: str
    milliseconds: float
    status: int
    kind: str


def ask(application: Callable[..., Any], path: str) -> tuple[int, int]:
    """Return status and length of a page."""
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    path, _mark, query = path.partition("?")
    environ |= {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1",
        "wsgi.input": io.BytesIO(b""),
    }
    statuses: list[int] = []
    body = application(environ, lambda status, headers, *more: statuses.append(int(status.split()[0])))
    length = sum(len(piece) for piece in body)
    if hasattr(body, "close"):
        body.close()
    return statuses[0], length


def name_kind(results: Any) -> str:
    """Say what became of a search."""
    if results is None:
        return "nothing asked"
    if results.is_too_slow:
        return "too slow"
    if results.complete_count is not None:
        return "few hold all words, filled up"
    if results.is_more:
        return "very many hold all words"
    return "some hold all words" if results.total else "nothing found"


def processor_seconds() -> tuple[float, float]:
    """Return what this process and the one of the database that serves it have used: no neighbour on the machine is in it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return time.process_time(), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(queries: Sequence[str]) -> tuple[list[Answer], tuple[float, float]]:
    """Ask for each query once; return the answers, and what a search took of the processors, our part and the database's."""
    from forum.wsgi import application
    from qa.search import query as searching

    seen: list[Any] = [None]
    engine = searching.find_engine()

    class Watched:
        def search(self, *arguments: Any) -> Any:
            seen[0] = engine.search(*arguments)
            return seen[0]

    searching.find_engine = lambda: Watched()  # type: ignore[assignment,return-value]
    for query in queries[-WARMING:]:
        ask(application, f"/search/?{urlencode({'q': f'{query} -zzz'})}")
    answers, before = [], processor_seconds()
    for query in queries:
        seen[0] = None
        begin = time.perf_counter()
        status, _length = ask(application, f"/search/?{urlencode({'q': query})}")
        answers.append(Answer(query, (time.perf_counter() - begin) * 1000, status, name_kind(seen[0])))
    ours, database = (
        (after - start) / len(queries) * 1000
        for start, after in zip(before, processor_seconds(), strict=True)
    )
    return answers, (ours, database)


def begin(queries: Sequence[str]) -> list[str]:
    """Return what somebody has typed of searches when suggestions are asked for: beginnings of one in ten, some with a letter
    left out (drawn with a seed)."""
    random = Random(1)  # noqa: S311
    typed = []
    for query in queries[::10]:
        typed += [query[:length] for length in sorted({2, 3, 5, len(query) // 2 + 2, len(query)})]
        gap = random.randrange(1, max(len(query) - 1, 2))
        typed.append(query[:gap] + query[gap + 1 :])
    return list(dict.fromkeys(typed))


def measure_suggestions(typed: Sequence[str]) -> list[Answer]:
    from forum.wsgi import application

    for words in typed[:WARMING]:
        ask(application, f"/suggest/search/?{urlencode({'q': words + ' '})}")
    answers = []
    for words in typed:
        before = time.perf_counter()
        status, _length = ask(application, f"/suggest/search/?{urlencode({'q': words})}")
        answers.append(Answer(words, (time.perf_counter() - before) * 1000, status, "suggestions"))
    return answers


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def describe(answers: Sequence[Answer]) -> list[str]:
    """Return the table: all searches, then each kind."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        kinds["all"].append(answer.milliseconds)
        kinds[answer.kind].append(answer.milliseconds)
    lines = ["| asked | share | median | p95 | p99 |", "|---|---|---|---|---|"]
    lines += [
        f"| {kind} | {len(found) / len(answers):.1%} | {statistics.median(found):.1f} ms | {quantile(found, 0.95):.1f} ms "
        f"| {quantile(found, 0.99):.1f} ms |"
        for kind, found in sorted(kinds.items(), key=lambda pair: -len(pair[1]))
    ]
    wrong = sorted({answer.status for answer in answers} - {200})
    return [*lines, "", f"statuses other than 200: {wrong or 'none'}"]


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.search")
    parser.add_argument("--size", choices=corpus.SIZES, default="S")
    parser.add_argument("--corpus", type=Path, help="folder of the corpus files (default: written once)")
    parser.add_argument("--data", type=Path, help="a folder whose database is loaded already, used as it is")
    parser.add_argument(
        "--queries", type=Path, help="a file of queries, one a line (default: those of the corpus)"
    )
    given = parser.parse_args(words)
    folder = corpus.prepare_environment(given.size)
    files = given.corpus or folder / "files"
    if given.data:
        os.environ["FORUM_DATA_DIR"] = str(given.data)
    import django

    django.setup()
    if not given.data:
        corpus.load(given.size, files)
        corpus.copy()
    from qa.search.documents import advance

    corpus.manage("migrate", "--verbosity", "0")
    while advance():
        pass
    queries = [
        line
        for line in (given.queries or files / "queries.txt").read_text(encoding="utf-8").split("\n")
        if line
    ]
    queries = list(dict.fromkeys(queries))
    answers, (ours, database) = measure(queries)
    print("\n".join(describe(answers)))
    print(f"processor time of a search: {ours:.1f} ms ours + {database:.1f} ms of the database")
    slowest = sorted(answers, key=lambda answer: -answer.milliseconds)[:5]
    print("slowest:", ", ".join(f"{answer.query} ({answer.milliseconds:.0f} ms)" for answer in slowest))
    suggested = measure_suggestions(begin(queries))
    print("\n".join(["", f"{len(suggested)} suggestions:", *describe(suggested)]))
    goals = ((answers, GOAL), (suggested, GOAL_OF_SUGGESTIONS))
    missed = [
        goal for found, goal in goals if quantile([answer.milliseconds for answer in found], 0.95) > goal
    ]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
