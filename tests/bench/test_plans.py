"""The look at plans tells a plan that grows with the forum from one that does not, on plans made by hand and a real one."""

import pytest
from django.db import connection
from django.template import Template
from django.test.utils import instrumented_test_render

from bench import plans
from forum import options
from forum.lib.paging import Page
from qa.models import Post
from tests import make

SIZES = {"qa_post": 500_000, "qa_category": 100}


@pytest.fixture(autouse=True)
def _contexts_are_told(monkeypatch):
    """A page says what it was made of, as it does when the look at plans runs by itself."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


def scan(table="qa_post", kind="Seq Scan", rows=10, loops=1):
    return {"Node Type": kind, "Relation Name": table, "Actual Rows": rows, "Actual Loops": loops}


def sort(rows, loops=1, kind="Sort"):
    below = scan(kind="Index Scan", rows=rows, loops=loops)
    return {
        "Node Type": kind,
        "Sort Key": ["created_at DESC"],
        "Actual Rows": 20,
        "Actual Loops": 1,
        "Plans": [below],
    }


def limit(*children):
    return {"Node Type": "Limit", "Actual Rows": 20, "Actual Loops": 1, "Plans": list(children)}


def test_an_index_read_in_order_is_right():
    for kind in ("Index Scan", "Index Only Scan", "Bitmap Heap Scan"):
        assert plans.find_faults(limit(scan(kind=kind, rows=20_000)), SIZES) == []


def test_a_large_table_read_from_end_to_end_is_a_fault_however_deep_it_stands():
    assert plans.find_faults(limit(limit(scan())), SIZES) == ["reads qa_post (500,000 rows) from end to end"]


def test_a_small_table_may_be_read_and_what_never_ran_does_not_count():
    assert plans.find_faults(scan("qa_category"), SIZES) == []
    assert plans.find_faults(limit(scan(loops=0)), SIZES) == []


@pytest.mark.parametrize("kind", ["Sort", "Incremental Sort"])
def test_sorting_a_page_is_right_and_sorting_a_list_is_a_fault(kind):
    assert plans.find_faults(limit(sort(500, kind=kind)), SIZES) == []
    assert plans.find_faults(limit(sort(501, kind=kind)), SIZES) == ["sorts 501 rows by created_at DESC"]


def test_rows_of_every_loop_are_sorted():
    assert plans.find_faults(sort(20, loops=100), SIZES) == ["sorts 2,000 rows by created_at DESC"]


@pytest.mark.django_db
def test_the_queries_of_a_page_are_explained_and_a_bad_plan_is_told_with_its_query():
    make.question()
    looker = plans.Looker(make.client(make.member()))
    report = looker.look("questions", "/questions/")
    assert report.page.total == 1
    assert len(report.plans) >= 2
    assert (report.milliseconds > 0, report.blocks > 0, report.faults) == (True, True, [])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
    looker.row_counts["qa_post"] = 500_000
    report = looker.look("questions", "/questions/")
    assert "reads qa_post (500,000 rows) from end to end" in report.faults[0]
    assert Post._meta.db_table in report.faults[0].partition("\n")[2]


@pytest.mark.django_db
def test_a_page_that_is_no_page_is_told():
    assert plans.Looker(make.client()).look("nothing", "/tags/unknown/").faults == ["answers with 404"]


def test_the_middle_of_a_list_lies_where_a_bare_number_opens_it():
    def page(total, is_capped=False):
        return Page([], 1, 20, total, "/", is_capped=is_capped)

    assert plans.find_depths(page(2_000)) == (50, 100)
    assert plans.find_depths(page(100_000)) == (1_000, 5_000)
    assert plans.find_depths(page(10_001, is_capped=True)) == (250, 500)
    assert plans.find_depths(None) == (1, 1)


@pytest.mark.django_db
def test_a_list_is_looked_at_in_four_places():
    options.save({"list_page_size": 5})
    for _ in range(21):
        make.question(make.visitor())
    looker = plans.Looker(make.client())
    names = [report.name for report in looker.look_at_list("hot", "/hot/")]
    assert names == [
        "hot, first page",
        "hot, middle",
        "hot, middle, next by its link",
        "hot, middle, previous by its link",
        "hot, deepest",
    ]
