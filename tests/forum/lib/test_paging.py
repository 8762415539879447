"""Numbered pages: which rows, which neighbours, and what is refused."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from forum.lib.errors import BadRequest
from forum.lib.paging import Page, paginate, read_page_number
from forum.models import SiteOption


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


def test_a_page_past_the_end_is_not_found_but_the_first_always_is(rows):
    with pytest.raises(Http404):
        paginate(ask("?page=4"), rows, size=10)
    with pytest.raises(Http404):
        paginate(ask("?page=2"), rows[:0], size=10, total=0)
    assert paginate(ask(), rows.none(), size=10).rows == []
