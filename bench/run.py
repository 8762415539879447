#!/usr/bin/env python
"""Runs the benchmarks and keeps their figures in bench/results/. Figures are ratios within one run: they carry from
machine to machine, milliseconds do not.

    make bench
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402

django.setup()

from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from tests import make  # noqa: E402

RUNS = 25
FEW, MANY = 10, 200
COMMENTS_PER_ANSWER = 5


def build_question(answer_count: int) -> str:
    """Make a question with that many answers, each with five comments; return its address."""
    question = make.question()
    for _ in range(answer_count):
        answer = make.answer(question)
        for _ in range(COMMENTS_PER_ANSWER):
            make.comment(answer)
    return question.get_absolute_url()


def measure(act: Callable[[], object]) -> float:
    """Return the median processor time of an act, in seconds, after one run that is not counted."""
    act()
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        act()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def compare_question_pages() -> dict[str, float]:
    """A first page of ten answers, of a question with ten and of one with two hundred (and 1,000 comments)."""
    few, many, client = build_question(FEW), build_question(MANY), Client()
    times = {
        address: measure(lambda address=address: client.get(address)) for address in (few, many, few, many)
    }
    return {"first page of 200 answers / of 10 answers": round(times[many] / times[few], 2)}


def main() -> None:
    with transaction.atomic():
        figures = compare_question_pages()
        transaction.set_rollback(True)
    for name, ratio in figures.items():
        print(f"{name}: {ratio}")
    results = ROOT / "bench/results"
    results.mkdir(exist_ok=True)
    stamp = datetime.now(tz=UTC).strftime("%Y-%m-%d")
    (results / f"{stamp}.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
