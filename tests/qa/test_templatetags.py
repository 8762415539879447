"""How points, votes and moments read beside a post."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.utils import timezone

from forum import options
from qa.models import Category
from qa.templatetags import lines
from qa.templatetags import qa as tags
from tests.pages import Page

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (0, "0 votes"), (1, "+1 vote"), (-1, "–1 vote"), (2, "+2 votes"), (6, "+6 votes"), (-6, "–6 votes"),
        (999, "+999 votes"), (1_000, "+1.0k votes"), (7_480, "+7.5k votes"), (-7_480, "–7.5k votes"),
        (99_950, "+100k votes"), (999_499, "+999k votes"), (999_950, "+1.0m votes"), (1_234_567, "+1.2m votes"),
    ],
)  # fmt: skip
def test_votes_have_a_sign_an_en_dash_for_minus_and_a_singular_for_one(score, words):
    assert tags.votes(score) == words
    assert tags.signed(score) == words.split()[0]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 points"), (1, "1 point"), (2, "2 points"), (100, "100 points"), (999, "999 points"),
        (1_000, "1.0k points"), (1_049, "1.0k points"), (7_480, "7.5k points"), (99_949, "99.9k points"),
        (99_950, "100k points"), (999_950, "1.0m points"), (-1, "-1 points"), (-40, "-40 points"),
    ],
)  # fmt: skip
def test_points_are_shortened_and_singular_only_for_one(number, words):
    assert tags.points(number) == words
    assert tags.compact(number) == words.split()[0]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(0), "just now"),
        (timedelta(seconds=1), "1 second ago"),
        (timedelta(seconds=90), "1 minute ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=7) - timedelta(seconds=1), "6 days ago"),
        (timedelta(days=7), "Mar 3"),
        (timedelta(days=69), "Jan 1"),
        (timedelta(days=70), "Dec 31, 2023"),
        (timedelta(days=400), "Feb 4, 2023"),
    ],
)
def test_a_moment_is_told_as_an_age_within_a_week_and_then_as_a_date(monkeypatch, before, words):
    monkeypatch.setattr(tags.timezone, "now", lambda: NOW)
    assert tags.ago(NOW - before) == words


def test_the_year_is_that_of_the_sites_time_zone(monkeypatch):
    monkeypatch.setattr(tags.timezone, "now", lambda: NOW)
    midnight = datetime(2023, 12, 31, 23, 30, tzinfo=UTC)
    assert tags.ago(midnight) == "Dec 31, 2023"
    with timezone.override("Europe/Berlin"):
        assert tags.ago(midnight) == "Jan 1"


def test_machines_get_the_exact_moment_in_utc():
    assert tags.iso(datetime(2024, 3, 10, 7, 5, 9, 123456, tzinfo=UTC)) == "2024-03-10T07:05:09Z"
    with timezone.override("Asia/Tokyo"):
        assert tags.iso(timezone.localtime(NOW)) == "2024-03-10T12:00:00Z"


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0.0 %"), (0.8125, "81.3 %"), (2 / 3, "66.7 %"), (1, "100.0 %")]
)
def test_a_share_is_told_in_percent(share, words):
    assert tags.percent(share) == words


def test_a_template_can_use_them_all():
    page = "{% load qa %}{{ 5|votes }}, {{ 7480|points }}, {{ -3|signed }}, {{ -1|absolute }} vote{{ -1|absolute|pluralize }}"
    assert Template(page).render(Context()) == "+5 votes, 7.5k points, –3, 1 vote"


def test_numbers_stand_in_full_where_the_owner_wants_it():
    options.save({"are_numbers_compact": False})
    assert (tags.points(7480), tags.votes(-7480), tags.compact(12)) == ("7,480 points", "–7,480 votes", "12")


def test_the_owner_says_after_how_many_days_the_date_stands(monkeypatch):
    monkeypatch.setattr(tags.timezone, "now", lambda: NOW)
    options.save({"full_date_days": 60})
    assert tags.ago(NOW - timedelta(days=21)) == "3 weeks ago"
    assert tags.ago(NOW - timedelta(days=60)) == "Jan 10"
    options.save({"full_date_days": 0})
    assert tags.ago(NOW - timedelta(seconds=5)) == "Mar 10"


@pytest.mark.parametrize(
    ("pattern", "order"),
    [
        ("who when where what", ["who", "when", "where", "what"]),
        ("who who else when", ["who", "when", "what", "where"]),
        ("", ["what", "when", "where", "who"]),
    ],
)
def test_another_language_may_reorder_the_meta_line_and_loses_none_of_it(monkeypatch, pattern, order):
    monkeypatch.setattr(
        lines, "pgettext", lambda context, words: pattern if "meta line" in context else words
    )
    assert lines.order_parts() == order
    line = Template('{% include "qa/_meta.html" with what="asked" at=at name="Sam" category=category only %}')
    category = Category(name="Health", path="health")
    html = line.render(Context({"at": timezone.now() + timedelta(minutes=1), "category": category}))
    text = Page.of(HttpResponse(html)).text
    words = {"what": "asked", "when": "just now", "where": "in Health", "who": "by Sam"}
    assert sorted(words, key=lambda part: text.index(words[part])) == order
