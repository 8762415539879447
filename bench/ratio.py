"""One figure of `make bench`: what a question's first page costs more when the question has two hundred answers instead of ten.

A ratio within one process, in a transaction that is rolled back: it needs no server and no quiet machine.
"""

import os
import statistics
import time
from collections.abc import Callable

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

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


def compare_question_pages() -> float:
    """A first page of ten answers, of a question with ten and of one with two hundred (and 1,000 comments)."""
    few, many, client = build_question(FEW), build_question(MANY), Client()
    times = {
        address: measure(lambda address=address: client.get(address)) for address in (few, many, few, many)
    }
    return round(times[many] / times[few], 2)


def main() -> None:
    with transaction.atomic():
        ratio = compare_question_pages()
        transaction.set_rollback(True)
    print(ratio)


if __name__ == "__main__":
    main()
