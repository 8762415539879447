"""What bench.costs says of tests: processor time, of processes that they started as well."""

import subprocess
import sys

from bench import costs

BUSY = "import time\nwhile time.process_time() < 0.3: pass"


def test_the_work_of_a_process_that_was_started_is_counted_apart_and_a_wait_is_not():
    begun = costs.look()
    subprocess.run([sys.executable, "-c", BUSY], check=True)
    subprocess.run(["sleep", "0.1"], check=True)
    spent = costs.Seconds().plus(begun, costs.look())
    assert 0.3 <= spent.started < 1.5
    assert spent.own < 0.3


def test_the_dearest_file_stands_first_below_all_together(monkeypatch):
    monkeypatch.setattr(costs, "spent", {"a.py": costs.Seconds(1, 0, 1), "b.py": costs.Seconds(2, 3, 0)})
    monkeypatch.setattr(costs, "counts", {"a.py": {"one", "two"}, "b.py": {"three"}})
    _heading, *lines = [line.split() for line in costs.list_lines()]
    assert [(line[0], line[1], line[-1]) for line in lines] == [
        ("7.0", "3", "together"),
        ("5.0", "1", "b.py"),
        ("2.0", "2", "a.py"),
    ]
