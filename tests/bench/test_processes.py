"""Processor time from /proc: children count, strangers do not."""

import os
import subprocess
import sys

from bench import processes
from bench.processes import Process, Reading
from tests.processes import needs_proc

TICK = 1 / processes.TICKS_A_SECOND


def test_a_name_with_brackets_and_spaces_does_not_shift_the_columns():
    line = "42 (post (gres) x) S 7 42 42 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 1 0 99 0 0"
    assert processes.parse_stat(line) == Process(pid=42, parent=7, seconds=127 * TICK)


def test_a_tree_holds_grandchildren_and_nobody_else():
    everybody = [
        Process(1, 0, 9.0),
        Process(10, 1, 1.0),
        Process(11, 10, 2.0),
        Process(12, 11, 4.0),
        Process(20, 1, 8.0),
    ]
    assert processes.add_up(10, everybody) == 7.0
    assert processes.add_up(99, everybody) == 0.0


def test_work_of_the_machine_is_user_nice_system_and_stolen_time_of_all_processors():
    text = "cpu  100 20 3 5000 600 70 80 9 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n"
    assert processes.parse_machine(text) == 132 * TICK


def test_memory_is_the_share_of_what_is_shared():
    assert processes.parse_memory("Rss:   900 kB\nPss:     300 kB\nPss_Anon:  200 kB\n") == 300


def test_what_others_used_is_what_neither_the_site_nor_its_driver_did():
    before = Reading(at=100.0, machine=50.0, trees={"server": 1.0, "db": 1.0})
    after = Reading(at=104.0, machine=57.0, trees={"server": 4.0, "db": 2.0})
    assert processes.others_share(before, after, driver_seconds=1.0, processors=2) == 2.0 / 8.0
    assert processes.others_share(before, after, driver_seconds=9.0, processors=2) == 0.0


@needs_proc
def test_the_work_of_a_child_that_ended_is_not_lost():
    before = processes.add_up(os.getpid(), processes.read_processes())
    subprocess.run([sys.executable, "-c", "sum(range(6_000_000))"], check=True)
    assert processes.add_up(os.getpid(), processes.read_processes()) - before >= 2 * TICK


@needs_proc
def test_a_process_uses_memory():
    assert processes.read_memory(os.getpid()) > 5
