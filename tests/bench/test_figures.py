"""Arithmetic of the report."""

import json

import pytest

from bench import corpus, figures, growth, mixed, pages, report
from bench.figures import Round
from bench.mixed import Sample
from bench.pages import Subject
from bench.wrk import Drive, Request


def make_round(ms=2.0, *, db_ms=1.0, rps=100.0, errors=0, others=0.0):
    return Round(rps, 1.0, 2.0, 3.0, ms, db_ms, errors, others)


def condense(*rounds, unit_ms=0.5):
    return figures.condense("home", "visitor", rounds, unit_ms, 2.0, 14_000)


def test_a_line_holds_the_medians_and_all_errors():
    line = condense(
        make_round(1.9, rps=90), make_round(2.0, errors=1, rps=110), make_round(2.1, errors=2, rps=100)
    )
    assert (line.server_ms, line.db_ms, line.rps, line.errors) == (2.0, 1.0, 100.0, 3)
    assert not line.disturbed


def test_units_are_server_and_database_together_by_the_bare_view():
    assert condense(make_round(2.0, db_ms=1.0), unit_ms=0.5).units == 6.0


def test_a_line_is_disturbed_when_others_used_the_machine_or_the_rounds_differ():
    assert condense(make_round(others=0.2), make_round()).disturbed
    assert condense(make_round(2.0), make_round(4.0)).disturbed


def test_a_line_is_measured_again_until_the_middle_half_of_the_rounds_agrees():
    rounds = [make_round(2.0), make_round(4.0), make_round(2.1)]
    assert figures.is_unsteady(rounds)
    rounds += [make_round(2.05)] * 3
    assert not condense(*rounds).disturbed and condense(*rounds).server_ms == 2.05
    assert figures.is_unsteady([make_round(ms) for ms in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)])


def test_rounds_that_others_disturbed_are_left_out_once_there_are_enough_quiet_ones():
    loud = make_round(9.0, others=0.5, errors=1)
    assert condense(loud, make_round(), make_round()).disturbed
    line = condense(loud, make_round(), make_round(), make_round())
    assert (line.server_ms, line.errors, line.disturbed) == (2.0, 1, False)


def test_the_grain_of_the_clock_is_no_disturbance():
    assert figures.spread_of([0.02, 0.03, 0.04]) == 0.0
    assert figures.spread_of([2.0, 3.0, 4.0]) == pytest.approx(2 / 3)


def test_goals_follow_page_and_viewer():
    goals = [
        ("home", "visitor"),
        ("home", "member"),
        ("search", "visitor"),
        ("ask", "member"),
        ("tag", "visitor, cold"),
    ]
    assert [figures.find_goal(*key) for key in goals] == [0.9, 8.0, 12.0, 10.0, 25.0]
    assert figures.find_goal(figures.BARE, "-") is None
    assert figures.find_goal(figures.RATIO, "visitor") is None


def line(page="home", units=0.5, **more):
    given = condense(make_round()).as_dict() | {"page": page, "units": units}
    return given | more


def test_the_table_sets_our_figures_beside_goal_and_peer():
    row = report.table_row(line(units=0.5), "S")
    assert "0.50 ✓" in row
    assert "≤ 0.9" in row
    assert "292 · 6.7" in row
    assert "2.00" in report.table_row(line(units=2.0), "S")
    assert report.table_row(line(disturbed=True), "S")[0] == "home (disturbed)"


def test_results_are_written_for_machines_and_people(tmp_path):
    report.write([line(), line("search", 99.0)], "S", tmp_path / "2026-01-01-S", ["a note"])
    kept = json.loads((tmp_path / "2026-01-01-S.json").read_text())
    wanted = [
        "page",
        "viewer",
        "rps",
        "p50",
        "p95",
        "p99",
        "server_ms",
        "db_ms",
        "units",
        "queries",
        "bytes",
        "errors",
    ]
    assert set(wanted) <= set(kept[0])
    table = (tmp_path / "2026-01-01-S.md").read_text()
    assert "- a note" in table
    assert "](2026-01-01-S.svg)" in table
    assert (tmp_path / "2026-01-01-S.svg").read_text().count("<rect") == 3


def test_a_label_cannot_break_the_picture():
    assert "a &lt; b" in report.make_bars("a < b", [("x", 1.0, None)])


def test_growth_compares_page_by_page(tmp_path, capsys):
    small, large = tmp_path / "2026-01-01-S.json", tmp_path / "2026-01-02-L.json"
    small.write_text(json.dumps([line(server_ms=2.0, db_ms=0.0), line("old", server_ms=1.0)]))
    large.write_text(json.dumps([line(server_ms=2.2, db_ms=0.0), line("new", server_ms=1.0)]))
    assert growth.main([str(small), str(large)]) == 0
    assert "1.10 ✓" in capsys.readouterr().out
    large.write_text(json.dumps([line(server_ms=2.4, db_ms=0.0)]))
    assert growth.main([str(small), str(large)]) == 3
    assert growth.find_newest("L", tmp_path) == large
    assert growth.find_newest("XL", tmp_path) is None


def drive(errors=0, p50=10.0, p99=50.0):
    return Drive(100, 1.0, 0, errors, p50, 20.0, p99)


def test_a_mixed_load_is_good_without_errors_growth_and_long_tail():
    assert mixed.judge([Sample(1, drive(), 90), Sample(2, drive(), 100), Sample(3, drive(), 101)]) == []
    complaints = mixed.judge(
        [Sample(1, drive(2), 90), Sample(2, drive(), 100), Sample(3, drive(p99=999), 120)]
    )
    assert [words.split(" ")[0] for words in complaints] == ["2", "p99", "memory"]


def test_a_mix_is_mostly_visitors():
    subjects = [
        Subject("home", "visitor", [Request("/")]),
        Subject("home", "member", [Request("/", "a=b")]),
        Subject("vote", "member", [Request("/vote/", "a=b", "value=1")]),
        Subject("answer", "visitor", [Request("/answer/", "", "body=x")]),
    ]
    requests = mixed.mix(subjects, 1000)
    paths = [(request.path, bool(request.cookies)) for request in requests]
    assert [
        paths.count(key) for key in [("/", False), ("/", True), ("/vote/", True), ("/answer/", False)]
    ] == [950, 40, 10, 0]


def test_statements_are_counted_without_those_around_transactions():
    log = (
        "2026-01-01 LOG:  statement: BEGIN\n"
        "2026-01-01 LOG:  statement: SELECT 1\n\tFROM x\n"
        "2026-01-01 LOG:  execute stamp: SELECT version FROM y\n"
        "2026-01-01 LOG:  statement: EXECUTE stamp(1)\n"
        "2026-01-01 LOG:  checkpoint starting\n"
        "2026-01-01 LOG:  statement: COMMIT\n"
    )
    assert corpus.count_statements(log) == 3


def test_deep_pages_end_with_the_last_one_that_is_linked():
    page = '<a href="?page=2">2</a> <a href="?sort=votes&amp;page=40">40</a>'
    assert pages.pick_deep_pages(page, 3) == [f"/questions/?page={number}" for number in (38, 39, 40)]
    assert pages.pick_deep_pages("no other page") == []


def test_feeds_are_those_that_the_home_page_names():
    home = '<link rel="alternate" type="application/atom+xml" href="http://a/feeds/new/"><link rel="icon" href="/x">'
    assert pages.pick_feeds(home, "http://a") == ["/feeds/new/"]
    assert pages.pick_feeds("<p>", "http://a") == []
