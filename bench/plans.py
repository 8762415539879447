#!/usr/bin/env python
"""Looks at how PostgreSQL reads every page of lists, questions and profiles: at its first, middle and deepest page.

    make bench-plans        (needs a large forum: manage.py load_corpus)

The queries are the real ones: pages run through Django's test client, for a member and for a visitor, and what they ask is
asked again with EXPLAIN ANALYZE. A page fails when one of its plans reads a large table from end to end or sorts more than
a page or two of rows. Search pages are told, not failed: ranking has to look at every match. So are feeds: they sort what
stands below a bounded number of questions; and parts of the sitemap, which are bounded themselves.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LARGE_TABLE = 1_000
LARGE_SORT = 500
LARGE_FORUM = 10_000


@dataclass
class Plan:
    """What EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) said of one query."""

    sql: str
    root: dict[str, Any]
    milliseconds: float

    @property
    def blocks(self) -> int:
        """Blocks of 8 kB that were looked at."""
        return int(self.root.get("Shared Hit Blocks", 0)) + int(self.root.get("Shared Read Blocks", 0))


@dataclass
class Report:
    """One page, and what is wrong with its plans."""

    name: str
    address: str
    plans: list[Plan]
    page: Any = None
    faults: list[str] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        return sum(plan.milliseconds for plan in self.plans)

    @property
    def blocks(self) -> int:
        return sum(plan.blocks for plan in self.plans)


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a node of a plan and all below it."""
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)


def find_faults(root: dict[str, Any], row_counts: dict[str, int]) -> list[str]:
    """Return what a plan does that grows with the forum; `row_counts` holds the size of every table."""
    faults = []
    for node in walk(root):
        loops = int(node.get("Actual Loops", 1))
        if loops == 0:  # planned, never run
            continue
        kind, table = node["Node Type"], node.get("Relation Name", "")
        if kind in ("Seq Scan", "Sample Scan") and row_counts.get(table, 0) > LARGE_TABLE:
            faults.append(f"reads {table} ({row_counts[table]:,} rows) from end to end")
        if kind in ("Sort", "Incremental Sort"):
            sorted_rows = sum(
                int(child.get("Actual Rows", 0) * child.get("Actual Loops", 1)) for child in node["Plans"]
            )
            if sorted_rows > LARGE_SORT:
                faults.append(f"sorts {sorted_rows:,} rows by {', '.join(node.get('Sort Key', []))}")
    return faults


def set_up() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()  # responses then tell the context that their page was made of


class Looker:
    """Runs pages and explains what they ask."""

    def __init__(self, client: Any) -> None:
        from django.db import connection

        self.client, self.connection = client, connection
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'")
            self.row_counts = dict(cursor.fetchall())

    def look(self, name: str, address: str) -> Report:
        """Return the report on a page."""
        asked: list[tuple[str, Any]] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.lstrip("( ").upper().startswith(("SELECT", "WITH")):
                asked.append((sql, params))
            return execute(sql, params, many, context)

        self.client.get(address)  # what is read once per process is read now
        with self.connection.execute_wrapper(note):
            response = self.client.get(address)
            if response.streaming:
                response.getvalue()  # asks while it is sent
        page = (response.context or {}).get("page")
        report = Report(name, address, [self.explain(sql, params) for sql, params in asked], page)
        if response.status_code != 200:
            report.faults.append(f"answers with {response.status_code}")
        for plan in report.plans:
            report.faults += [
                f"{fault}\n      {plan.sql}" for fault in find_faults(plan.root, self.row_counts)
            ]
        return report

    def explain(self, sql: str, params: Any) -> Plan:
        with self.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
            (found,) = cursor.fetchone()[0]
        return Plan(sql, found["Plan"], found["Execution Time"])

    def look_at_list(self, name: str, address: str) -> Iterator[Report]:
        """Yield reports on the first page, one in the middle with its neighbours by their links, and the deepest."""
        report = self.look(f"{name}, first page", address)
        yield report
        middle, last = find_depths(report.page)
        mark = "&" if "?" in address else "?"
        if middle > 1:
            report = self.look(f"{name}, middle", f"{address}{mark}page={middle}")
            yield report
            if report.page:
                yield self.look(f"{name}, middle, next by its link", report.page.next_url)
                yield self.look(f"{name}, middle, previous by its link", report.page.previous_url)
        if last > 1:
            yield self.look(f"{name}, deepest", f"{address}{mark}page={last}")


def find_depths(page: Any) -> tuple[int, int]:
    """Return the numbers of a page in the middle and of the deepest one that a bare number surely opens."""
    from forum.lib.paging import MOST_COUNTED, MOST_SKIPPED

    if page is None:
        return 1, 1
    last = MOST_COUNTED // page.size if page.is_capped else page.page_count
    return min(last // 2, MOST_SKIPPED // page.size), last


def list_addresses() -> dict[str, str]:
    """Return every list of a forum: for tags, categories and members, the largest."""
    from django.db.models import F

    from qa.models import Category, Standing, Tag
    from qa.reads.listings import SORTS, UNANSWERED_FILTERS

    lists = {f"questions by {sort}": f"/questions/?sort={sort}" for sort in SORTS}
    lists |= {f"unanswered by {by}": f"/unanswered/?by={by}" for by in UNANSWERED_FILTERS}
    lists |= {"hot": "/hot/", "activity": "/activity/", "tags": "/tags/", "members": "/users/"}
    for tag in Tag.objects.order_by("-question_count")[:1]:
        lists["largest tag"] = tag.get_absolute_url()
    for tag in Tag.objects.filter(question_count__gt=30).order_by("question_count")[:1]:
        lists["small tag"] = tag.get_absolute_url()
    for depth in (1, 2):
        for category in Category.objects.filter(depth=depth).order_by("-question_count")[:1]:
            lists[f"largest category of level {depth}"] = category.get_absolute_url()
    busiest = Standing.objects.order_by(-(F("question_count") + F("answer_count"))).select_related("user")
    for standing in busiest[:1]:
        lists["questions of the busiest member"] = f"{standing.user.get_absolute_url()}questions/"
        lists["answers of the busiest member"] = f"{standing.user.get_absolute_url()}answers/"
    return lists


def other_addresses() -> dict[str, str]:
    from accounts.models import User
    from qa.models import Post

    pages = {"home": "/", "categories": "/categories/", "ask": "/ask/", "sitemap": "/sitemap.xml"}
    for name, order in (("most answers", "-answer_count"), ("most views", "-view_count")):
        for question in Post.objects.listed().order_by(order, "-id")[:1]:
            pages[f"question with {name}"] = question.get_absolute_url()
    for name, order in (("most points", "-points"), ("fewest points", "points")):
        for member in User.objects.filter(is_active=True).order_by(order)[:1]:
            pages[f"profile with {name}"] = member.get_absolute_url()
    return pages


def sitemap_addresses() -> dict[str, str]:
    from qa.models import Post
    from qa.seo.rules.sitemaps import PART

    hottest = Post.objects.listed().order_by("-hotness", "-id")[:1]
    return {f"sitemap with {post.pk}": f"/sitemap/questions-{post.pk // PART}.xml" for post in hottest}


def search_addresses() -> dict[str, str]:
    """Return searches for two words of some titles, and for a frequent word."""
    from qa.models import Post

    pages = {"search for a frequent word": "/search/?q=people"}
    for question in Post.objects.listed().order_by("-created_at", "-id")[:3]:
        words = "+".join(sorted(question.slug.split("-"), key=len)[-2:])
        pages[f"search for {words}"] = f"/search/?q={words}"
    return pages


def feed_addresses() -> dict[str, str]:
    """Return the feeds that there are at first, and those of the largest category."""
    from qa.feeds.catalogue import LISTS, offer_list
    from qa.models import Category

    offers = {f"feed of {name}": offer_list(name) for name in LISTS}
    for category in Category.objects.order_by("-question_count")[:1]:
        offers |= {f"feed of {name}, largest category": offer_list(name, category) for name in LISTS}
    return {name: offer.atom for name, offer in offers.items() if offer}


def look_at_everything() -> Iterator[tuple[Report, bool]]:
    """Yield a report on each page, and whether its faults count."""
    from django.test import Client

    from accounts.models import User

    member = Client()
    member.force_login(
        User.objects.filter(is_active=True, level=0).order_by("pk")[0],
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    # What is for members only is left out of visitors' lists while they are read.
    for who, client in (("member", member), ("visitor", Client())):
        looker = Looker(client)
        for name, address in list_addresses().items():
            for report in looker.look_at_list(f"{who}: {name}", address):
                yield report, True
        for name, address in other_addresses().items():
            yield looker.look(f"{who}: {name}", address), True
        for name, address in (feed_addresses() | search_addresses() | sitemap_addresses()).items():
            yield looker.look(f"{who}: {name}", address), False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--if-large", action="store_true", help="a small forum is passed over, not refused")
    arguments = parser.parse_args()
    set_up()
    from django.db import transaction

    from qa.models import Post

    if not Post.objects.all()[LARGE_FORUM : LARGE_FORUM + 1].exists():
        print("Plans: this forum is too small to tell anything; load a corpus first (manage.py load_corpus).")
        return 0 if arguments.if_large else 1
    failed = 0
    with transaction.atomic():
        for report, counts in look_at_everything():
            state = "ok" if not report.faults else "FAILS" if counts else "told"
            failed += state == "FAILS"
            print(
                f"{state:6}{report.milliseconds:9.2f} ms {report.blocks:7,} blocks {len(report.plans):3} queries  "
                f"{report.name}  {report.address}"
            )
            for fault in report.faults:
                print(f"    {fault}")
        transaction.set_rollback(True)
    print(
        f"{failed} pages with plans that grow with the forum." if failed else "No plan grows with the forum."
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
