"""Feeds in three forms: valid by their specifications, whatever the words are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from forum.lib.feeds import FORMATS, NEVER, Entry, Feed, Person, Subject, make_absolute
from tests.feeds import READERS

THEN = datetime(2026, 3, 1, 12, 30, 15, 999_999, tzinfo=timezone(timedelta(hours=2)))
ENTRY = Entry(
    id="tag:forum.example,2026-03-01:posts/1",
    url="https://forum.example/questions/1/a/",
    title="A question",
    published=THEN,
    updated=THEN,
    author=Person("anna", "https://forum.example/users/anna/"),
)
FEED = Feed(
    id="tag:forum.example,2026:feeds/questions",
    title="Questions",
    url="https://forum.example/questions/",
    site_name="A forum",
    entries=(ENTRY,),
    self_url="https://forum.example/feeds/questions.atom",
)


def read(form, **changes):
    feed = replace(FEED, entries=(replace(ENTRY, **changes),))
    return READERS[form](FORMATS[form].write(feed)).entries[0]


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_says_what_its_entries_are(form):
    subject = Subject("health/sleep", "Sleep", "https://forum.example/categories/")
    found = read(form, html="<p>Some <b>words</b>.</p>", subjects=(subject,))
    assert (found.id, found.title, found.author) == (ENTRY.id, "A question", "anna")
    assert (found.html, found.tags) == ("<p>Some <b>words</b>.</p>", ["Sleep"])
    assert found.published == datetime(2026, 3, 1, 10, 30, 15, tzinfo=UTC)
    assert found.url == ENTRY.url


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "words",
    [
        "a < b && c > d",
        'He said: "no" & left',
        "]]> <![CDATA[ <script>alert(1)</script>",
        "&amp; &lt; &#0; &nosuch;",
        "الأرق — 眠れない夜 🌙",
        "a\u200fb \u2028 c",
    ],
)
def test_words_arrive_as_they_were_written(form, words):
    found = read(form, title=words, author=Person(words), html=f"<p>{words}</p>")
    assert (found.title, found.author, found.html) == (words, words, f"<p>{words}</p>")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "character", ["\x00", "\x0b", "\x1f", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff", "\ufdd0"]
)
def test_characters_that_no_feed_can_hold_are_left_out(form, character):
    words = f"a{character}b"
    found = read(
        form,
        title=words,
        author=Person(words),
        html=words,
        subjects=(Subject(words, words, "https://a.example/"),),
    )
    assert (found.title, found.author, found.html, found.tags) == ("ab", "ab", "ab", ["ab"])


@pytest.mark.parametrize("form", FORMATS)
def test_the_beginning_of_a_text_is_no_html(form):
    found = read(form, text="1 < 2")
    assert (found.html if form == "rss" else found.text) == ("1 &lt; 2" if form == "rss" else "1 < 2")


@pytest.mark.parametrize("form", FORMATS)
def test_addresses_are_written_as_machines_read_them(form):
    assert read(form, url="https://forum.example/questions/1/grüße-夜/").url.endswith(
        "/gr%C3%BC%C3%9Fe-%E5%A4%9C/"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_without_entries_or_text_is_one_too(form):
    assert READERS[form](FORMATS[form].write(replace(FEED, entries=()))).entries == []
    assert read(form, author=None).author == ""
    assert replace(FEED, entries=()).updated == NEVER


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_names_itself_and_its_other_pages_and_a_secret_one_does_not(form):
    following = f"{FEED.self_url}?page=2&q=a"
    found = READERS[form](FORMATS[form].write(replace(FEED, pages={"next": following})))
    assert found.links == {"alternate": FEED.url, "self": FEED.self_url, "next": following}
    assert "self" not in READERS[form](FORMATS[form].write(replace(FEED, self_url=""))).links


SITE, PAGE = "https://forum.example", "https://forum.example/questions/1/?show=2#a2"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/users/anna/">', '<a href="https://forum.example/users/anna/">'),
        ('<img alt="a > b" src="/media/1.webp">', '<img alt="a > b" src="https://forum.example/media/1.webp">'),
        ('<a href="#note">', '<a href="https://forum.example/questions/1/?show=2#note">'),
        ('<a href="https://else.example/a">', '<a href="https://else.example/a">'),
        ('<a href="//else.example/a">', '<a href="//else.example/a">'),
        ('<a href="mailto:a@b.example">', '<a href="mailto:a@b.example">'),
        ('<p>Write href="/a" there</p>', '<p>Write href="/a" there</p>'),
        ('<p title=" href=&quot;/a">', '<p title=" href=&quot;/a">'),
    ],
)  # fmt: skip
def test_links_and_pictures_lead_to_the_same_places_from_anywhere(html, expected):
    assert make_absolute(html, SITE, PAGE) == expected


def test_a_text_full_of_brackets_is_looked_at_once():
    html = '<a b="' * 30_000
    assert make_absolute(html, SITE, PAGE) == html
