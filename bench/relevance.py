"""make bench-relevance: does a search find what people look for? Over the demo community, in a database of its own.

bench/queries/demo.csv holds what people type (written by hand: as it should be, mistyped, in other words) and the titles of
the questions that must be found; bench/queries/synonyms.csv what the owner of such a site would say of words that mean the same.
Searches go through the search page, as everybody's do. Printed for each kind: recall (which share of the titles stands among
the first ten results) and the mean reciprocal rank of the first of them; each for the half by which rules were tuned and
for the other half (docs/performance.md says how strictly it was held back).
"""

import argparse
import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

ROOT = Path(__file__).resolve().parent.parent
QUERIES = Path(__file__).with_name("queries") / "demo.csv"
SYNONYMS = Path(__file__).with_name("queries") / "synonyms.csv"
FIRST = 10
GOALS = {"plain": 0.95, "mistyped": 0.90}
RESULT = re.compile(r'<h[23][^>]*class="row__title"[^>]*>\s*<a[^>]*href="/questions/(\d+)/')
Find = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Query:
    """A line of the set."""

    part: str
    kind: str
    text: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """A query with what it found: the share of its titles among the first results, and one by the rank of the first."""

    query: Query
    recall: float
    reciprocal_rank: float


def read_queries() -> list[Query]:
    with QUERIES.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [Query(row["part"], row["kind"], row["query"], tuple(row["titles"].split(" || "))) for row in rows]


def read_synonyms() -> list[dict[str, str]]:
    with SYNONYMS.open(newline="") as lines:
        return list(csv.DictReader(lines))


def judge(query: Query, found: Sequence[str]) -> Judged:
    """Compare the titles that were found, best first, with those that must be."""
    first = list(found[:FIRST])
    wanted = set(query.titles)
    ranks = [place for place, title in enumerate(first, start=1) if title in wanted]
    return Judged(query, len(wanted & set(first)) / len(wanted), 1 / ranks[0] if ranks else 0.0)


def summarise(judged: Iterable[Judged]) -> list[tuple[str, str, int, float, float]]:
    """Return (kind, part, queries, recall, mean reciprocal rank), each kind's halves and then all of it."""
    lines = []
    all_of_them = list(judged)
    for kind in dict.fromkeys(one.query.kind for one in all_of_them):
        for part in ("tune", "held", "all"):
            some = [one for one in all_of_them if one.query.kind == kind and part in (one.query.part, "all")]
            if some:
                recall, rank = fmean(one.recall for one in some), fmean(one.reciprocal_rank for one in some)
                lines.append((kind, part, len(some), recall, rank))
    return lines


def prepare_site() -> None:
    """Lead Django to a demo community of its own, loaded where it is not there yet. Nothing of Django is imported before."""
    folder = ROOT / ".data" / "relevance"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "FORUM_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "forum.settings",
        "DEBUG": "1",
        "SITE_URL": "http://localhost:8000",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "prepare", "--demo"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    import django

    django.setup()


def teach_synonyms() -> None:
    """Say what means the same: the owner's list into its table, the rest as the synonyms of tags come."""
    from forum.lib.text import normalise_key
    from qa.search import vocabulary
    from qa.search.models import Synonym

    rows = read_synonyms()
    Synonym.objects.all().delete()
    Synonym.objects.bulk_create(
        Synonym(words=row["words"], means=row["means"], is_mutual=row["is_mutual"] == "yes")
        for row in rows
        if row["source"] == "owner"
    )
    of_tags = {normalise_key(row["words"]): row["means"] for row in rows if row["source"] == "tag"}
    vocabulary.use_pairs(lambda keys: [(key, of_tags[key]) for key in keys if key in of_tags])


def make_finder(host: str = "localhost") -> Find:
    """Return what asks the search page and reads the titles it lists."""
    from django.test import Client

    from qa.models import Post

    client = Client(headers={"host": host})
    titles = dict(Post.objects.questions().values_list("pk", "title"))

    def find(text: str) -> list[str]:
        answer = client.get("/search/", {"q": text}, follow=True)
        if answer.status_code != 200:
            raise RuntimeError(f"A search for {text!r} was answered with {answer.status_code}.")
        return [titles[int(pk)] for pk in dict.fromkeys(RESULT.findall(answer.content.decode()))]

    return find


def report(judged: Sequence[Judged], *, is_long: bool) -> bool:
    """Print the table, with `is_long` each query that did not find all; return whether the goals are reached."""
    is_good = True
    print(f"{'kind':10} {'part':5} {'n':>4} {'recall@10':>10} {'MRR':>6}")
    for kind, part, count, recall, rank in summarise(judged):
        goal = GOALS.get(kind)
        is_missed = part == "all" and goal is not None and recall < goal
        is_good &= not is_missed
        print(
            f"{kind:10} {part:5} {count:4} {recall:10.3f} {rank:6.3f}{f'  below {goal}' if is_missed else ''}"
        )
    for one in judged if is_long else ():
        if one.recall < 1:
            print(f"  {one.query.part} {one.query.kind}: {one.query.text!r} {one.recall:.2f}")
    return is_good


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="relevance")
    parser.add_argument("--long", action="store_true", help="name the queries that did not find everything")
    given = parser.parse_args(words)
    prepare_site()
    teach_synonyms()
    find = make_finder()
    judged = [judge(query, find(query.text)) for query in read_queries()]
    return 0 if report(judged, is_long=given.long) else 3


if __name__ == "__main__":
    raise SystemExit(main())
