"""Sitemaps: every address that search engines may know, once, and no other."""

import gzip
import tracemalloc
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum import options
from qa.actions.hidings import hide_post
from qa.models import Category, Post, Tag
from qa.seo.reads import sitemaps as reads
from qa.seo.rules import sitemaps as rules
from tests import make

pytestmark = pytest.mark.django_db
NS = f"{{{rules.XMLNS}}}"
BASE = "http://testserver"


def fetch(address, **headers):
    response = Client().get(address, headers=headers)
    assert response.status_code == 200, address
    return response.getvalue()


def read(address):
    """Return the entries of a sitemap or of the index: {address: {name: text}}, each of them once."""
    root = ElementTree.fromstring(fetch(address))
    rows = [{child.tag.removeprefix(NS): child.text for child in entry} for entry in root]
    found = {row.pop("loc"): row for row in rows}
    assert len(found) == len(rows)
    return found


def read_all(section=""):
    """Return what stands in all parts that the index names."""
    found = {}
    for part in read("/sitemap.xml"):
        if f"/{section}" in part:
            entries = read(part.removeprefix(BASE))
            assert entries
            assert not set(entries) & set(found)
            found |= entries
    return found


def set_part(monkeypatch, size, batch):
    monkeypatch.setattr(rules, "PART", size)
    monkeypatch.setattr(reads, "PART", size)
    monkeypatch.setattr(reads, "BATCH", batch)


def make_many(count, start=1):
    """Many questions at once, every seventh of them hidden, with gaps between their numbers."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        Post(
            pk=start + 3 * number,
            kind="Q",
            title=f"Question {number}",
            slug=f"question-{number}",
            is_hidden=number % 7 == 0,
            active_at=moment + timedelta(minutes=number),
            hotness=number,
        )
        for number in range(1, count + 1)
    ]
    Post.objects.bulk_create(rows, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE qa_post")


def test_every_question_that_may_be_found_is_there_once_and_no_other(monkeypatch):
    set_part(monkeypatch, 700, 90)
    make_many(1_500)
    found = read_all("questions")
    expected = {BASE + question.get_absolute_url() for question in Post.objects.indexable()}
    assert len(expected) == 1_500 - 1_500 // 7
    assert set(found) == expected
    parts = [part for part in read("/sitemap.xml") if "/questions-" in part]
    assert len(parts) == -(-(1 + 3 * 1_500) // 700)


def test_an_address_stays_in_its_part_and_empty_parts_are_left_out(monkeypatch, cast):
    set_part(monkeypatch, 100, 10)
    make_many(20, start=1_000_000)
    make_many(20, start=5_000_000)
    parts = [part for part in read("/sitemap.xml") if "/questions-" in part]
    assert parts == [f"{BASE}/sitemap/questions-{number}.xml" for number in (10_000, 50_000)]
    before = set(read("/sitemap/questions-10000.xml"))
    Post.objects.filter(slug="question-3").update(is_hidden=True)
    assert len(before - set(read("/sitemap/questions-10000.xml"))) == 1 + 1 - 1
    assert Client().get("/sitemap/questions-10001.xml").status_code == 404


def test_it_says_when_a_thread_changed_last(cast):
    question = make.question(cast.asker)
    make.answer(question)
    question.refresh_from_db()
    moment = question.active_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert read_all("questions")[BASE + question.get_absolute_url()]["lastmod"] == moment
    number = question.pk // rules.PART
    assert read("/sitemap.xml")[f"{BASE}/sitemap/questions-{number}.xml"]["lastmod"] == moment
    options.save({"is_time_shown": False})
    assert "lastmod" not in str(read("/sitemap.xml")) + str(read_all())


def test_a_part_of_which_nothing_is_among_the_newest_claims_no_time(monkeypatch):
    set_part(monkeypatch, 100, 10)
    make_many(20, start=1_000_000)
    monkeypatch.setattr(reads, "NEWEST", 5)
    make_many(20, start=5_000_000)
    Post.objects.filter(pk__lt=2_000_000).update(active_at=datetime(2025, 1, 1, tzinfo=UTC))
    found = read("/sitemap.xml")
    assert "lastmod" not in found[f"{BASE}/sitemap/questions-10000.xml"]
    assert "lastmod" in found[f"{BASE}/sitemap/questions-50000.xml"]


def test_questions_rank_by_how_hot_they_are_where_the_owner_wants_that(cast):
    questions = [make.question(cast.asker) for _ in range(3)]
    for question, hotness in zip(questions, (10, 55, 100), strict=True):
        Post.objects.filter(pk=question.pk).update(hotness=hotness)
    found = read_all("questions")
    ranks = [found[BASE + question.get_absolute_url()]["priority"] for question in questions]
    assert ranks == ["0.10", "0.55", "1.00"]
    options.save({"has_sitemap_priorities": False})
    assert "priority" not in str(read_all())


def test_tags_with_enough_questions_categories_with_any_and_members_who_wrote_are_there(cast):
    health, _empty = make.category("Health"), make.category("Empty")
    for _ in range(2):
        make.question(cast.asker, tags=("sleep", "größe"), category=health)
    make.question(cast.asker, tags=("once",))
    make.user("silent")
    options.save({"are_profiles_indexed": True})
    assert {unquote(one) for one in read_all("tags")} == {f"{BASE}/tags/sleep/", f"{BASE}/tags/größe/"}
    assert set(read_all("categories")) == {f"{BASE}/categories/health/"}
    assert set(read_all("members")) == {f"{BASE}/users/asker/"}
    assert {f"{BASE}/", f"{BASE}/questions/", f"{BASE}/tags/"} <= set(read_all("pages"))


def test_every_address_in_it_is_a_page_at_once(cast):
    make.question(
        cast.asker, "Größe & <Maß> — 失眠?", tags=("a&b", "größe"), category=make.category("Health")
    )
    make.question(cast.asker, tags=("a&b", "größe"))
    found = read_all()
    assert len(found) >= 9
    for address in found:
        assert address.isascii()
        assert Client().get(address.removeprefix(BASE)).status_code == 200, address


@pytest.mark.parametrize("section", ["questions", "categories", "tags", "members"])
def test_each_section_has_its_switch(cast, section):
    for _ in range(2):
        make.question(
            cast.asker, tags=("sleep",), category=Category.objects.first() or make.category("Health")
        )
    options.save({"are_profiles_indexed": True})
    [part] = [part for part in read("/sitemap.xml") if f"/{section}-" in part]
    options.save({f"has_sitemap_{section}": False})
    assert f"/{section}-" not in str(read("/sitemap.xml"))
    assert Client().get(part.removeprefix(BASE)).status_code == 404


def test_switched_off_there_is_none_and_robots_are_not_told_of_any(cast):
    make.question(cast.asker)
    assert f"Sitemap: {BASE}/sitemap.xml" in Client().get("/robots.txt").content.decode().splitlines()
    options.save({"is_sitemap_on": False})
    assert Client().get("/sitemap.xml").status_code == 404
    assert Client().get("/sitemap/pages-0.xml").status_code == 404
    assert "Sitemap" not in Client().get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    "name",
    ["nothing-0", "questions-1", f"questions-{10**20}", "pages-1", "questions-99999999999999999999999"],
)
def test_what_is_no_part_is_not_found(cast, name):
    make.question(cast.asker)
    assert Client().get(f"/sitemap/{name}.xml").status_code == 404


def test_a_site_without_a_question_has_its_pages(db):
    assert list(read("/sitemap.xml")) == [f"{BASE}/sitemap/pages-0.xml"]


def test_it_comes_packed_for_those_who_take_that_and_a_head_makes_nothing(cast):
    make.question(cast.asker)
    plain = fetch("/sitemap/pages-0.xml")
    packed = Client().get("/sitemap/pages-0.xml", headers={"Accept-Encoding": "br, gzip"})
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.getvalue()) == plain
    assert (
        "Content-Encoding"
        not in Client().get("/sitemap.xml", headers={"Accept-Encoding": "gzip;q=0"}).headers
    )
    head = Client().head("/sitemap.xml")
    assert (head.status_code, head.streaming, head.getvalue()) == (200, False, b"")
    assert head.headers["X-Robots-Tag"] == "noindex"
    assert "no" not in head.headers["Cache-Control"].split(",")


def test_hidden_while_it_is_read_it_is_not_in_what_follows(monkeypatch, cast):
    set_part(monkeypatch, 100_000, 2)
    questions = [make.question(cast.asker) for _ in range(6)]
    pieces = iter(Client().get("/sitemap/questions-0.xml"))
    next(pieces), next(pieces)
    hide_post(cast.moderator, questions[5].pk, reason="Not for here.")
    assert questions[5].slug not in b"".join(pieces).decode()


def test_memory_and_the_work_for_one_piece_stay_flat(monkeypatch):
    set_part(monkeypatch, 200_000, 50)
    make_many(2_000)
    current = options.current()
    section = reads.SECTIONS["questions"]
    list(reads.read_part(section, 0, current))  # what is made once is made now

    def peak(most):
        tracemalloc.start()
        size = 0
        for piece in islice(rules.write_part(BASE, reads.read_part(section, 0, current)), most):
            size += len(piece)
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest, size

    (short, _), (whole, size) = peak(3), peak(1_000)
    assert size > 200_000
    assert whole < short + 100_000
    assert whole < 300_000  # all entries at once take more than a million
    with CaptureQueriesContext(connection) as queries:
        list(reads.read_part(section, 0, current))
    assert len(queries) <= 2_000 / 50


def test_an_entry_can_be_no_longer_than_a_part_has_room_for():
    slug = "失" * 200
    question = Post(pk=10**18, kind="Q", slug=slug)
    row = (question.pk, slug, datetime(2026, 1, 1, tzinfo=UTC), 1.0)
    entry = reads.write_question(row, reads.Range(True, 0.0, 1.0))
    longest = len(rules.write_entry(f"https://{'h' * 253}", entry))
    assert longest * rules.PART < 50_000_000
    assert rules.PART <= 50_000


def test_what_is_compared_stays_between_its_bounds():
    assert [rules.scale(value, 0, 100) for value in (-5, 0, 50, 100, 500)] == [0.1, 0.1, 0.55, 1.0, 1.0]
    assert rules.scale(3, 3, 3) == 1.0
    assert Tag._meta.get_field("name").max_length == 40
