"""Parts of pages: rendered once for each value of what they show, and never longer than they are true."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Engine
from django.utils import timezone
from django.utils.translation import override

from forum import options, stamps
from forum.csrf import NO_TOKEN
from forum.parts import Parts
from forum.stamps import Recording
from tests import make

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
TEMPLATES = {
    "words.html": "{{ words }} {{ number }} {{ outside }}",
    "site.html": "{{ forum.site_name }}",
    "form.html": "<form>{% csrf_token %}</form>",
    "plain.html": "no form",
    "time.html": "{% load lines %}{% moment at %}",
    "around.html": '{% load parts %}[{% part "time.html" at=at %}]',
    "asking.html": "{{ post.question.title }}",
    "language.html": '{% load i18n %}{% translate "Questions" %}',
}


class Shop:
    """Parts made of a few templates, and a count of how often one had to be rendered."""

    def __init__(self, monkeypatch, limit=1_000_000):
        self.engine = Engine(
            loaders=[("django.template.loaders.locmem.Loader", TEMPLATES)],
            libraries={
                "lines": "qa.templatetags.lines",
                "parts": "forum.templatetags.parts",
                "i18n": "django.templatetags.i18n",
            },
        )
        self.parts = Parts(limit)
        self.made = 0
        monkeypatch.setattr("forum.templatetags.parts.parts", self.parts)
        self.make, self.parts.make = self.parts.make, self.count

    def count(self, *details):
        self.made += 1
        return self.make(*details)

    def show(self, name, token=None, **inputs):
        with options.snapshot():  # as within a request
            return self.parts.render(self.engine, name, inputs, token)

    def show_kept(self, name, token=None, **inputs):
        before = self.made
        html = self.show(name, token, **inputs)
        assert self.made == before, "it was rendered"
        return html

    def show_made(self, name, token=None, **inputs):
        before = self.made
        html = self.show(name, token, **inputs)
        assert self.made > before, "it came from memory"
        return html


@pytest.fixture
def shop(monkeypatch, db):
    return Shop(monkeypatch)


@pytest.fixture
def clock(monkeypatch):
    """Sets the time."""

    def turn(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    turn(NOON)
    return turn


def test_a_part_is_rendered_once_for_each_value(shop):
    assert shop.show_made("words.html", words="one", number=1) == "one 1 "
    assert shop.show_kept("words.html", words="one", number=1) == "one 1 "
    assert shop.show_made("words.html", words="<b>", number=1) == "&lt;b&gt; 1 "
    assert shop.show_made("words.html", words="one", number=2) == "one 2 "
    assert shop.show_made("words.html", words="one") == "one  "
    assert shop.show_made("words.html", number="one") == " one "


def test_a_part_knows_nothing_but_its_inputs(shop):
    page = shop.engine.from_string('{% load parts %}{% part "words.html" words=words %}')
    assert page.render(Context({"words": "one", "number": 5, "outside": "secret"})) == "one  "


def test_the_site_options_are_an_input_of_every_part(shop):
    shop.show_made("site.html")
    options.save({"site_name": "Quiet place"})
    assert shop.show_made("site.html") == "Quiet place"
    options.save({"site_name": "Quiet place", "max_tags": 3})
    assert shop.show_made("site.html") == "Quiet place"
    assert shop.show_kept("site.html") == "Quiet place"


def test_the_language_is_one_too(shop):
    english = shop.show_made("language.html")
    with override("de"):
        shop.show_made("language.html")
    assert shop.show_kept("language.html") == english


def test_a_token_is_put_in_and_never_remembered(shop):
    assert 'value="mine"' in shop.show_made("form.html", "mine")
    html = shop.show_kept("form.html", "yours")
    assert 'value="yours"' in html
    assert "mine" not in html
    assert shop.show_made("form.html", NO_TOKEN) == "<form></form>"
    assert shop.show_kept("form.html") == "<form></form>"
    assert not any("mine" in part.html for part in shop.parts.kept.values())


def test_a_part_without_a_form_does_not_ask_for_the_token(shop):
    class Token:
        def __str__(self):
            raise AssertionError("nobody needs it")

    assert shop.show_made("plain.html", Token()) == "no form"
    assert shop.show_kept("plain.html", Token()) == "no form"


def test_a_part_that_says_how_long_ago_is_kept_until_it_would_say_something_else(shop, clock):
    at = NOON - timedelta(minutes=3, seconds=20)
    assert "3 minutes ago" in shop.show_made("time.html", at=at)
    clock(NOON + timedelta(seconds=39))
    assert "3 minutes ago" in shop.show_kept("time.html", at=at)
    clock(NOON + timedelta(seconds=41))
    assert "4 minutes ago" in shop.show_made("time.html", at=at)
    clock(NOON)
    assert "3 minutes ago" in shop.show_made("time.html", at=at)


def test_no_part_is_kept_beyond_midnight(shop, clock):
    shop.show_made("words.html", words="one")
    clock(NOON + timedelta(hours=11, minutes=59))
    shop.show_kept("words.html", words="one")
    clock(NOON + timedelta(hours=12))
    shop.show_made("words.html", words="one")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["time.html", "around.html"])
def test_a_page_that_is_kept_learns_from_parts_how_long_it_holds(shop, clock, name):
    at = timezone.now() - timedelta(minutes=3, seconds=20)
    ends = []
    for show in (shop.show_made, shop.show_kept):
        recording = Recording()
        recording.expires_at = math.inf
        with recording.making():
            show(name, at=at)
        ends.append(recording.expires_at)
    assert ends == [(NOON + timedelta(seconds=40)).timestamp()] * 2


def test_a_part_around_another_that_came_from_memory_holds_no_longer_than_that(shop, clock):
    at = NOON - timedelta(minutes=3, seconds=20)
    shop.show_made("time.html", at=at)
    before = shop.made
    assert "3 minutes ago" in shop.show("around.html", at=at)
    assert shop.made == before + 1
    clock(NOON + timedelta(seconds=41))
    assert "4 minutes ago" in shop.show("around.html", at=at)


def test_outside_of_pages_and_parts_nobody_is_told_of_the_time():
    assert stamps.changes_at(NOON) is None


def test_a_part_that_asks_the_database_is_not_kept(shop, cast):
    answer = make.answer(make.question(cast.asker, title="What helps at night?"), cast.answerer)
    for _ in range(2):
        answer.refresh_from_db()
        assert shop.show_made("asking.html", post=answer) == "What helps at night?"


def test_memory_is_bounded_by_bytes_and_what_was_used_last_stays(monkeypatch, db):
    shop = Shop(monkeypatch, limit=20_000)
    for number in range(10):
        shop.show_made("words.html", words="x" * 2_000, number=number)
    assert shop.parts.kept.currsize <= 20_000
    assert 1 <= len(shop.parts.kept) < 10
    shop.show_kept("words.html", words="x" * 2_000, number=9)
    shop.show_made("words.html", words="x" * 2_000, number=0)
    shop.show_made("words.html", words="x" * 30_000)
    shop.show_made("words.html", words="x" * 30_000)
    assert "x" * 2_000 in shop.show_kept("words.html", words="x" * 2_000, number=0)
