"""What is handed to wrk, and what it says."""

import shutil

import pytest

from bench import server, wrk
from bench.wrk import Request

REPORT = """Running 1s test @ http://127.0.0.1:1/
  2 threads and 16 connections

SUMMARY {"requests": 500, "seconds": 2.0, "bytes": 1000, "statuses": 3, "sockets": 2, "p50": 1.5, "p95": 4.0, "p99": 9.25}
"""


def test_a_report_becomes_figures():
    found = wrk.parse_summary(REPORT, driver_seconds=0.5)
    assert (found.rps, found.errors, found.p50, found.p95, found.p99) == (250.0, 5, 1.5, 4.0, 9.25)
    assert found.driver_seconds == 0.5


def test_a_report_without_figures_says_what_wrk_said():
    with pytest.raises(ValueError, match="unable to connect"):
        wrk.parse_summary("unable to connect to 127.0.0.1:1")


def test_a_request_is_a_line_of_four_words():
    assert Request("/").as_line() == "GET\t/\t-\t-"
    assert Request("/ask/", "a=b", "title=x").as_line() == "POST\t/ask/\ta=b\ttitle=x"


def test_a_request_that_would_break_the_lines_is_refused():
    with pytest.raises(ValueError, match="no new line"):
        Request("/", body="a=\n").as_line()


def test_without_wrk_one_is_told_where_it_comes_from(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="apt install wrk"):
        wrk.find_wrk()


@pytest.mark.processes
@pytest.mark.skipif(not (shutil.which("wrk") and server.find_nginx()), reason="needs wrk and nginx")
def test_wrk_drives_a_server_and_errors_are_counted():
    with server.static_file() as static:
        good = wrk.drive(static.origin, [Request("/")], 1)
        bad = wrk.drive(static.origin, [Request("/nowhere")], 1)
    assert good.requests > 10
    assert good.errors == 0
    assert good.bytes > good.requests * 40_000 * 0.9
    assert bad.errors > 0.9 * bad.requests > 0
