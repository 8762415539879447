"""Numbered pages: which rows, which neighbours, and what is refused."""

from datetime import datetime

import pytest
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from forum.lib import paging
from forum.lib.errors import BadRequest
from forum.lib.paging import (
    Order,
    Page,
    find_field,
    paginate,
    read_page_number,
    read_value,
    write_value,
)
from forum.models import SiteOption
from qa.models import Post
from tests import make


def ask(query=""):
    return RequestFactory().get(f"/list/{query}")


def page(number, total, size=10, address="/list/?sort=hot"):
    return Page([], number, size, total, address)


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 1), ("?page=1", 1), ("?page=7", 7), ("?page=007", 7), ("?page=999999999", 999999999)],
)
def test_a_page_number_counts_from_one(query, number):
    assert read_page_number(ask(query)) == number


@pytest.mark.parametrize(
    "raw", ["0", "-1", "x", "1.5", "", "+1", " 1", "1e3", "٣", "²", "0x1", "1_0", "000000000", "%00", "page"]
)
def test_what_is_no_number_from_one_is_refused(raw):
    with pytest.raises(BadRequest, match="not a number we can count to"):
        read_page_number(ask(f"?page={raw}"))


@pytest.mark.parametrize("raw", ["1" + "0" * 9, "9" * 5_000])
def test_a_number_beyond_all_lists_is_not_found(raw):
    with pytest.raises(Http404):
        read_page_number(ask(f"?page={raw}"))


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 0, [1]),
        (1, 10, [1]),
        (1, 11, [1, 2]),
        (1, 100, [1, 2, 3, 4, None, 10]),
        (5, 100, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (6, 200, [1, 2, 3, 4, 5, 6, 7, 8, 9, None, 20]),
        (10, 200, [1, None, 7, 8, 9, 10, 11, 12, 13, None, 20]),
        (20, 200, [1, None, 17, 18, 19, 20]),
    ],
)
def test_first_last_and_three_neighbours_are_shown_and_no_gap_of_one(number, total, shown):
    assert [link for link, _address in page(number, total).links()] == shown


def test_addresses_keep_the_other_parameters_and_page_one_has_no_number():
    one = Page([], 3, 10, 50, "/list/?sort=hot&page=3&q=a%26b", anchor="#answers")
    assert one.url(1) == "/list/?sort=hot&q=a%26b#answers"
    assert one.next_url == "/list/?sort=hot&q=a%26b&page=4#answers"
    assert one.previous_url == "/list/?sort=hot&q=a%26b&page=2#answers"
    assert Page([], 1, 10, 50, "/list/").url(1) == "/list/"


@pytest.mark.parametrize(
    ("number", "total", "first", "last", "position"),
    [(1, 0, True, True, 1), (1, 10, True, True, 1), (1, 11, True, False, 1), (2, 11, False, True, 11)],
)
def test_a_page_knows_its_place(number, total, first, last, position):
    one = page(number, total)
    assert (one.is_first, one.is_last, one.first_position) == (first, last, position)
    assert (one.previous_url == "", one.next_url == "") == (first, last)
    assert one.has_other_pages is not (first and last)


@pytest.fixture
def rows(db):
    SiteOption.objects.bulk_create(SiteOption(name=f"row{number:02}", value=number) for number in range(25))
    return SiteOption.objects.order_by("name")


def test_a_page_holds_its_rows_and_costs_two_queries(rows, django_assert_num_queries):
    with django_assert_num_queries(2):
        one = paginate(ask("?page=3"), rows, size=10)
    assert [row.value for row in one.rows] == [20, 21, 22, 23, 24]
    assert (one.total, one.page_count) == (25, 3)
    with django_assert_num_queries(1):
        paginate(ask("?page=2"), rows, size=10, total=25)


def test_an_order_without_places_is_read_from_its_nearer_end_when_it_was_counted(rows):
    assert [row.value for row in paginate(ask("?page=4"), rows, size=7).rows] == [21, 22, 23, 24]
    assert [row.value for row in paginate(ask("?page=3"), rows, size=7).rows] == list(range(14, 21))


def test_a_total_that_is_only_a_limit_ends_the_list_but_is_not_its_end(rows):
    assert [row.value for row in paginate(ask("?page=4"), rows, size=5, total=20).rows] == list(range(15, 20))
    with pytest.raises(Http404):
        paginate(ask("?page=5"), rows, size=5, total=20)


def test_a_page_past_the_end_is_not_found_but_the_first_always_is(rows):
    with pytest.raises(Http404):
        paginate(ask("?page=4"), rows, size=10)
    with pytest.raises(Http404):
        paginate(ask("?page=2"), rows[:0], size=10, total=0)
    assert paginate(ask(), rows.none(), size=10).rows == []


CURSORS = [
    "after=2_", "after=2", "after=_5_5", "after=2_5", "after=2_5_5_5", "after=2_x_5", "after=2_1e999_5", "after=0_5_5",
    "after=2_99999999999999999999_5", "after=2_9223372036854775808_5", "after=3_5_5", "after=7_5_5", "before=2_5_5",
    "before=9_5_5", "after=2_5_5&before=3_5_5", "after=2_5.5_5", "after=", "before=%00", "after=2_-9223372036854775807_5",
    "after=2_9223372036854775807_5",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("query", CURSORS)
def test_a_place_that_none_of_our_links_says_is_refused(query):
    rows = Post.objects.order_by("-created_at", "-id")
    with pytest.raises(BadRequest, match="not one that our links lead to"):
        paginate(ask(f"?page=2&{query}"), rows, size=10)


def test_an_order_by_words_or_in_two_directions_has_no_places():
    assert not Order(SiteOption.objects.order_by("name")).has_keys
    assert not Order(Post.objects.order_by("-created_at", "id")).has_keys
    assert not Order(Post.objects.order_by("-accepted_answer__created_at")).has_keys
    assert not Order(Post.objects.all()).has_keys
    for column in ("created_at", "hotness", "score", "answer_count", "view_count", "active_at"):
        assert Order(Post.objects.order_by(f"-{column}", "-id")).has_keys


@pytest.mark.parametrize("value", [0, -3, 2**62, 1.5, -1e-7, 1e300, 55500234.125])
def test_numbers_come_back_from_a_key_as_they_were(value):
    field = find_field(Post, "hotness" if isinstance(value, float) else "id")
    assert read_value(field, write_value(value)) == value


@pytest.mark.parametrize("moment", ["2026-11-26T10:00:00.000001+00:00", "1969-12-31T23:59:59.999999+00:00"])
def test_times_come_back_from_a_key_as_they_were(moment):
    then = datetime.fromisoformat(moment)
    assert read_value(find_field(Post, "created_at"), write_value(then)) == then


def test_only_deep_pages_near_by_carry_a_place():
    one = Page([], 20, 20, 2000, "/list/?sort=hot&page=20&after=20_1_2", first_key="9_9", last_key="5_5")
    assert one.next_url == "/list/?sort=hot&page=21&after=21_5_5"
    assert one.url(23) == "/list/?sort=hot&page=23&after=21_5_5"
    assert one.previous_url == "/list/?sort=hot&page=19&before=20_9_9"
    assert one.url(100) == "/list/?sort=hot&page=100"
    assert one.url(1) == "/list/?sort=hot"
    shallow = Page([], 9, 20, 2000, "/list/", first_key="9_9", last_key="5_5")
    assert (shallow.url(10), shallow.url(11)) == ("/list/?page=10", "/list/?page=11&after=10_5_5")


@pytest.fixture
def many(db, monkeypatch):
    """Twenty-five questions, some with equal scores, in a forum where every page is deep."""
    monkeypatch.setattr(paging, "SHALLOW", 0)
    for number in range(25):
        post = make.question(make.visitor())
        Post.objects.filter(pk=post.pk).update(up_count=number % 4, hotness=number % 3 + 0.25)
    return Post.objects.questions()


@pytest.mark.parametrize(
    "order", [("-created_at", "-id"), ("-score", "-id"), ("-hotness", "-id"), ("score", "id")]
)
def test_every_link_of_every_page_leads_to_the_rows_of_its_number(many, order):
    rows = many.order_by(*order)
    right = list(rows)
    for number in range(1, 6):
        one = paginate(ask(f"?page={number}"), rows, size=5)
        assert one.rows == right[(number - 1) * 5 : number * 5]
        for target, address in one.links():
            assert ("after=" in address or "before=" in address) is (target not in (1, number))
            there = paginate(ask(address.removeprefix("/list/")), rows, size=5)
            assert (there.number, there.rows) == (target, right[(target - 1) * 5 : target * 5])


def test_the_row_that_a_place_names_may_be_gone(many):
    rows = many.order_by("-created_at", "-id")
    right = list(rows)
    one = paginate(ask("?page=2"), rows, size=5)
    Post.objects.filter(pk=right[9].pk).delete()
    assert paginate(ask(one.next_url.removeprefix("/list/")), rows, size=5).rows == right[10:15]


def test_a_page_by_its_link_reads_from_its_place_and_skips_nothing(many):
    rows = many.order_by("-created_at", "-id")
    one = paginate(ask("?page=3"), rows, size=5)
    with CaptureQueriesContext(connection) as queries:
        paginate(ask(one.next_url.removeprefix("/list/")), rows, size=5, total=25)
    (query,) = queries.captured_queries
    assert 'ROW(U0."created_at", U0."id") < ROW(' in query["sql"]
    assert "OFFSET" not in query["sql"]


def test_the_last_pages_are_read_from_the_end(many):
    rows = many.order_by("-created_at", "-id")
    right = list(rows)
    with CaptureQueriesContext(connection) as queries:
        last = paginate(ask("?page=4"), rows, size=7, total=25)
    assert last.rows == right[21:]
    assert "OFFSET" not in queries.captured_queries[0]["sql"]
    assert paginate(ask("?page=3"), rows, size=7, total=25).rows == right[14:21]


def test_a_long_list_is_counted_to_a_limit_and_goes_on_behind_it(many, monkeypatch):
    monkeypatch.setattr(paging, "MOST_COUNTED", 10)
    rows = many.order_by("-created_at", "-id")
    right = list(rows)
    first = paginate(ask(), rows, size=5)
    assert (first.is_capped, first.total, first.is_last) == (True, 11, False)
    assert [number for number, _address in first.links()] == [1, 2, 3, None]
    seen, one = list(first.rows), first
    while one.next_url:
        one = paginate(ask(one.next_url.removeprefix("/list/")), rows, size=5)
        seen += one.rows
    assert seen == right
    assert (one.number, one.is_last) == (5, True)
    before = paginate(ask(one.previous_url.removeprefix("/list/")), rows, size=5)
    assert (before.rows, before.is_last) == (right[15:20], False)
    with pytest.raises(Http404):
        paginate(ask("?page=6"), rows, size=5)


def test_a_bare_number_counts_only_so_far_but_links_go_on(many, monkeypatch):
    monkeypatch.setattr(paging, "MOST_SKIPPED", 5)
    rows = many.order_by("-created_at", "-id")
    right = list(rows)
    assert paginate(ask("?page=2"), rows, size=5, total=25).rows == right[5:10]
    with pytest.raises(Http404, match="up to page 2"):
        paginate(ask("?page=3"), rows, size=5, total=25)
    assert paginate(ask("?page=5"), rows, size=5, total=25).rows == right[20:]
    two = paginate(ask("?page=2"), rows, size=5, total=25)
    assert paginate(ask(two.next_url.removeprefix("/list/")), rows, size=5, total=25).rows == right[10:15]
