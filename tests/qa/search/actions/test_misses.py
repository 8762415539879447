"""What is noted of searches that found nothing, what never is, and when it goes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum import options
from qa.search.actions import misses
from qa.search.actions.misses import clean, forget_misses, note_miss
from qa.search.models import Miss, Word
from qa.search.reads.misses import list_misses
from qa.search.tasks import forget_what_was_not_found
from tests import make

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0"}


def noted():
    return dict(Miss.objects.values_list("query", "count"))


def test_words_day_and_how_often_are_all_that_is_kept():
    for typed in ("Seasonal  Affective", "seasonal affective", "SEASONAL AFFECTIVE "):
        note_miss(typed, BROWSER)
    assert noted() == {"seasonal affective": 3}
    assert {field.name for field in Miss._meta.get_fields()} == {"id", "query", "day", "count"}
    assert Miss.objects.get().day == timezone.localdate()


@pytest.mark.parametrize(
    "typed",
    [
        "kim.lee@example.org",
        "write to kim (at) example dot org",
        "call 030 1234567",
        "+49 170 1234567",
        "my name is Kim Lee",
        "Dr. Kim Lee",
        "born 19880412",
        "user:kim",
        "@kim",
        "https://example.org/kim",
        '"kim said so"',
        "one two three four five six seven",
        "x" * 61,
        "???",
        "",
    ],
)
def test_nothing_that_may_tell_of_somebody_is_noted(typed):
    note_miss(typed, BROWSER)
    assert clean(typed) == ""
    assert not Miss.objects.exists()


def test_programs_and_switched_off_nobody_is_noted():
    note_miss("zebra", {"HTTP_USER_AGENT": "SomeBot/1.0"})
    note_miss("zebra", {})
    options.save({"are_misses_kept": False})
    note_miss("zebra", BROWSER)
    assert not Miss.objects.exists()


def test_a_day_holds_so_many_different_ones_and_goes_on_counting_these(monkeypatch):
    monkeypatch.setattr(misses, "NOTE", misses.NOTE.replace(str(misses.MOST_A_DAY), "2"))
    for typed in ("zebra", "okapi", "quagga", "zebra"):
        note_miss(typed, BROWSER)
    assert noted() == {"zebra": 2, "okapi": 1}


def test_it_is_forgotten_when_its_days_are_over_or_at_once_when_the_owner_wants_none():
    today = timezone.localdate()
    for days in (0, 29, 30, 31):
        Miss.objects.create(query=f"after {days}", day=today - timedelta(days=days))
    assert forget_what_was_not_found.func() == 1
    assert set(noted()) == {"after 0", "after 29", "after 30"}
    options.save({"miss_days": 7})
    forget_misses()
    assert set(noted()) == {"after 0"}
    options.save({"are_misses_kept": False})
    forget_misses()
    assert not Miss.objects.exists()


def test_only_what_was_looked_for_three_times_or_on_three_days_is_told(cast):
    today = timezone.localdate()
    make.question(cast.asker, tags=("medication",))
    Word.objects.create(word="anxiety", question_count=9)
    Word.objects.create(word="anxious", question_count=9)
    Miss.objects.create(query="anxeity", day=today, count=3)
    Miss.objects.create(query="anxious", day=today, count=3)
    Miss.objects.create(query="once", day=today, count=2)
    for days in range(3):
        Miss.objects.create(query="medicaton", day=today - timedelta(days=days), count=2)
    lines = {line.query: line for line in list_misses()}
    assert list(lines) == ["medicaton", "anxeity", "anxious"]
    assert lines["anxious"].proposals == ()
    found = lines["medicaton"]
    assert (found.count, found.day_count, found.last_day) == (6, 3, today)
    assert found.proposals == ("medication",)
    assert lines["anxeity"].proposals == ("anxiety",)


def test_a_search_page_without_results_is_noted_and_one_with_results_is_not(cast):
    make.question(cast.asker, "A zebra at night")
    browser = Client(headers={"user-agent": "Mozilla/5.0"})
    browser.get("/search/?q=zebra")
    browser.get("/search/?q=")
    assert not Miss.objects.exists()
    browser.get("/search/?q=Quagga")
    assert noted() == {"quagga": 1}
