"""What stands in the sitemaps: sections, their parts, and the entries of a part in batches, so that memory stays flat."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.encoding import iri_to_uri

from accounts.models import User
from forum import options
from forum.options import Options
from qa.models import Category, Post, Tag
from qa.policies.indexing import Kind, may_index
from qa.seo.rules.sitemaps import PART, Entry, scale

BATCH = 1_000
NEWEST = 20_000  # questions with the newest activity, from which the times of parts are read
LARGEST = 2**63 - 1
# A part is in the index if anything stands in it: the first row of its span that fits is looked for in the primary key. (Without
# an order PostgreSQL would go through a whole index of questions for each part.)
PARTS = """
    SELECT n FROM generate_series(0, (SELECT coalesce(max(id), -1) FROM {table}) / %s) n
    CROSS JOIN LATERAL (SELECT FROM ({rows}) found WHERE found.id >= n * %s AND found.id < (n + 1) * %s
                        ORDER BY found.id LIMIT 1) first
    ORDER BY n
"""
TIMES = "SELECT id / %s, max(active_at) FROM ({rows}) found GROUP BY 1"


@dataclass(frozen=True)
class Section:
    """A kind of pages: the option that switches it, its rows, and how an entry is made of the columns read."""

    name: str
    option: str
    rows: Callable[[Options], QuerySet[Any]]
    columns: tuple[str, ...]
    write: Callable[[Any, "Range"], Entry]
    has_times: bool = False

    def is_on(self, current: Options) -> bool:
        return current.is_sitemap_on and getattr(current, self.option)


@dataclass(frozen=True)
class Range:
    """What the entries of a part are compared with: the highest and lowest hotness of all questions, where it is told."""

    has_priorities: bool
    lowest: float = 0.0
    highest: float = 0.0
    has_times: bool = True

    def rank(self, value: float | None) -> float | None:
        return value if self.has_priorities else None


def write_question(row: Any, span: Range) -> Entry:
    pk, slug, active_at, hotness = row
    question = Post(pk=pk, kind=Post.Kind.QUESTION, slug=slug)
    priority = scale(hotness, span.lowest, span.highest) if span.has_priorities else None
    return Entry(iri_to_uri(question.get_absolute_url()), active_at if span.has_times else None, priority)


def write_category(row: Any, span: Range) -> Entry:
    _pk, path = row
    return Entry(iri_to_uri(Category(path=path).get_absolute_url()), None, span.rank(0.5))


def write_tag(row: Any, span: Range) -> Entry:
    """Tags with more questions stand higher, from 0.25 to 0.5."""
    _pk, name, count = row
    return Entry(Tag(name=name).get_absolute_url(), None, span.rank(0.5 - 0.25 / max(count, 1)))


def write_member(row: Any, span: Range) -> Entry:
    _pk, name = row
    return Entry(User(username=name).get_absolute_url(), None, span.rank(0.25))


def with_count(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the number of questions that everybody may find: all, without those that are for members only."""
    return rows.annotate(open_count=F("question_count") - F("members_count"))


def indexable_tags(current: Options) -> QuerySet[Any]:
    return with_count(Tag.objects.in_use()).filter(open_count__gte=max(current.tag_indexed_from, 1))


def indexable_categories(current: Options) -> QuerySet[Any]:
    return with_count(Category.objects.without_words()).filter(open_count__gt=0)


def indexable_members(current: Options) -> QuerySet[Any]:
    """Members who wrote something; none where profiles are not for search engines."""
    if not may_index(Kind.PROFILE):
        return User.objects.none()
    wrote = Q(standing__question_count__gt=0) | Q(standing__answer_count__gt=0)
    return User.objects.filter(wrote, is_active=True)


SECTIONS = {
    section.name: section
    for section in (
        Section(
            "questions",
            "has_sitemap_questions",
            lambda current: Post.objects.indexable(),
            ("pk", "slug", "active_at", "hotness"),
            write_question,
            has_times=True,
        ),
        Section(
            "categories",
            "has_sitemap_categories",
            indexable_categories,
            ("pk", "path"),
            write_category,
        ),
        Section("tags", "has_sitemap_tags", indexable_tags, ("pk", "name", "open_count"), write_tag),
        Section("members", "has_sitemap_members", indexable_members, ("pk", "username"), write_member),
    )
}
PAGES = (
    ("/", 1.0),
    ("/questions/", 0.5),
    ("/hot/", 0.5),
    ("/unanswered/", 0.5),
    ("/tags/", 0.5),
    ("/categories/", 0.5),
)


def list_parts(current: Options) -> list[Entry]:
    """Return the parts in which something stands, with the time of the newest change where it is known for certain.

    The times come from the questions that changed last: a part without any of these is one that rests, and may be left alone.
    """
    found = [Entry("/sitemap/pages-0.xml")]
    for section in SECTIONS.values():
        if section.is_on(current):
            times = read_times(section, current) if section.has_times and current.is_time_shown else {}
            found += [
                Entry(f"/sitemap/{section.name}-{number}.xml", times.get(number))
                for number in list_numbers(section, current)
            ]
    return found


def list_numbers(section: Section, current: Options) -> list[int]:
    rows = section.rows(current)
    if rows.query.is_empty():
        return []
    sql, params = rows.order_by().values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(rows.model._meta.db_table)
        cursor.execute(PARTS.format(table=table, rows=sql), [PART, *params, PART, PART])
        return [int(number) for (number,) in cursor.fetchall()]


def read_times(section: Section, current: Options) -> dict[int, datetime]:
    """Return the newest change of parts, by their numbers, as far as it is among the newest of all."""
    rows = section.rows(current)
    if rows.query.is_empty():
        return {}
    newest = rows.order_by("-active_at", "-id").values("id", "active_at")[:NEWEST]
    sql, params = newest.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(TIMES.format(rows=sql), [PART, *params])
        return dict(cursor.fetchall())


def has_part(section: Section, number: int, current: Options) -> bool:
    begin, end = number * PART, (number + 1) * PART
    return end <= LARGEST and section.rows(current).filter(pk__gte=begin, pk__lt=end).exists()


def read_pages(current: Options) -> list[Entry]:
    """Return the pages that every forum has."""
    return [
        Entry(path, None, priority if current.has_sitemap_priorities else None) for path, priority in PAGES
    ]


def read_part(section: Section, number: int, current: Options) -> Iterator[list[Entry]]:
    """Yield the entries of a part in the order of their numbers, some at a time."""
    span = read_range(section, current)
    last, end = number * PART - 1, (number + 1) * PART
    with options.using(current):
        rows = section.rows(current)
    rows = rows.filter(pk__lt=end).order_by("pk").values_list(*section.columns)
    while True:
        batch = list(rows.filter(pk__gt=last)[:BATCH])
        if batch:
            yield [section.write(row, span) for row in batch]
        if len(batch) < BATCH:
            return
        last = batch[-1][0]


def read_range(section: Section, current: Options) -> Range:
    if not (section.has_times and current.has_sitemap_priorities):
        return Range(current.has_sitemap_priorities, has_times=current.is_time_shown)
    by_heat = Post.objects.listed().order_by("hotness", "id").values_list("hotness", flat=True)
    lowest, highest = by_heat.first() or 0.0, by_heat.reverse().first() or 0.0
    return Range(True, lowest, highest, has_times=current.is_time_shown)
