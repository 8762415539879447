"""Feeds at the door: made once, handed out while they are true, and told to be known to whoever has them already."""

import gzip
from datetime import timedelta

import brotli
import pytest
from django.utils import timezone
from django.utils.http import parse_http_date

from forum import options
from forum.lib.feeds import FORMATS
from qa.actions.hidings import hide_post, show_post
from qa.actions.view_counts import flush_views
from qa.actions.votes import cast_vote
from qa.feeds.catalogue import LISTS
from tests import make
from tests.feeds import ALL_ON, READERS
from tests.forum.doors import Browser, Server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def forum(transactional_db):
    cast = make.cast()
    options.save(ALL_ON)
    cast.health = make.category("Health")
    cast.question = make.question(cast.asker, tags=("sleep",), category=cast.health)
    cast.answer = make.answer(cast.question, cast.answerer, "A walk helps.")
    cast.comment = make.comment(cast.answer, cast.reader)
    cast.addresses = [
        *(f"/feeds/{name}.{form}" for name in LISTS for form in FORMATS),
        *(f"/feeds/{name}/health.atom" for name in LISTS),
        "/feeds/tags/sleep.atom",
        "/feeds/users/answerer.atom",
        "/feeds/search.atom?q=walk",
        f"/feeds/questions/{cast.question.pk}.atom",
        "/feeds/",
    ]
    return cast


def test_all_feeds_are_kept_for_visitors_and_members(forum, server):
    browser = Browser(server, forum.expert)
    for address in forum.addresses:
        first, second = server.get_made(address), server.get_kept(address)
        assert (first.status, second.body, second.pairs) == (200, first.body, first.pairs), address
        assert "s-maxage=1" in second.headers["cache-control"]
        assert browser.get(address).status == 200
        kept = browser.get_kept(address)
        assert kept.status == 200, address
        assert kept.headers["cache-control"] == "private, no-cache"
        for answer in (second, kept):
            assert answer.headers.get("x-robots-tag", "noindex") == "noindex"
            assert "x-robots-tag" in answer.headers


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_a_feed_travels_compressed_like_a_page(forum, server, coding):
    answer = server.get("/feeds/qa.atom", HTTP_ACCEPT_ENCODING=coding)
    unpack = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding]
    assert answer.headers.get("content-encoding", "") == coding
    assert len(READERS["atom"](unpack(answer.body)).entries) == 2


def read_date(answer):
    return parse_http_date(answer.headers["last-modified"])


def test_a_visitor_who_has_a_feed_is_told_so_by_its_tag_and_by_its_date(forum, server):
    first = server.get_made("/feeds/qa.atom")
    etag, date = first.headers["etag"], first.headers["last-modified"]
    for known in ({"HTTP_IF_NONE_MATCH": etag}, {"HTTP_IF_MODIFIED_SINCE": date}):
        answer = server.get_kept("/feeds/qa.atom", **known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == etag
    for strange in (
        {"HTTP_IF_NONE_MATCH": '"other"', "HTTP_IF_MODIFIED_SINCE": date},  # the tag decides alone
        {"HTTP_IF_MODIFIED_SINCE": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
    ):
        assert server.get_kept("/feeds/qa.atom", **strange).status == 200


def test_the_date_changes_with_the_feed_and_only_with_it(forum, server):
    first = server.get_made("/feeds/answers.atom")
    make.question()  # something happened, but nothing in this feed
    known = {"HTTP_IF_MODIFIED_SINCE": first.headers["last-modified"]}
    assert server.get_made("/feeds/answers.atom", **known).status == 304
    for change in (
        lambda: hide_post(forum.moderator, forum.answer.pk, reason="Not for here."),
        lambda: show_post(forum.moderator, forum.answer.pk),
        lambda: make.answer(forum.question, forum.expert),
    ):
        known = {"HTTP_IF_MODIFIED_SINCE": first.headers["last-modified"]}
        change()  # within the same second
        second = server.get_made("/feeds/answers.atom", **known)
        assert second.status == 200
        assert read_date(second) > read_date(first)
        first = second


def test_a_member_who_has_a_feed_is_told_so_too(forum, server):
    browser = Browser(server, forum.expert)
    browser.get("/feeds/qa.atom")
    first = browser.get_kept("/feeds/qa.atom")
    known = {"HTTP_COOKIE": browser.header, "HTTP_IF_NONE_MATCH": first.headers["etag"]}
    assert server.get_kept("/feeds/qa.atom", **known).status == 304
    known = {"HTTP_COOKIE": browser.header, "HTTP_IF_MODIFIED_SINCE": first.headers["last-modified"]}
    assert server.get_kept("/feeds/qa.atom", **known).status == 304
    make.answer(forum.question, forum.reader)
    known = {"HTTP_COOKIE": browser.header, "HTTP_IF_NONE_MATCH": first.headers["etag"]}
    assert server.get("/feeds/qa.atom", **known).status == 200


def test_a_page_with_a_name_in_it_has_no_tag_for_members(forum, server):
    browser = Browser(server, forum.expert)
    browser.get("/questions/")
    page = browser.get_kept("/questions/")
    assert "etag" not in page.headers
    known = {"HTTP_COOKIE": browser.header, "HTTP_IF_NONE_MATCH": "*"}
    assert server.get("/questions/", **known).status == 200


def test_without_the_door_a_feed_is_known_by_its_tag(forum):
    client = make.client(forum.reader)
    first = client.get("/feeds/qa.atom")
    assert client.get("/feeds/qa.atom", headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    make.answer(forum.question, forum.expert)
    assert client.get("/feeds/qa.atom", headers={"if-none-match": first.headers["ETag"]}).status_code == 200


CHANGES = {
    "a question": lambda f: make.question(f.reader, tags=("sleep",), category=f.health),
    "an answer": lambda f: make.answer(f.question, f.reader),
    "a comment": lambda f: make.comment(f.question, f.reader),
    "an edit": lambda f: make.edit(f.asker, f.question.pk, "I need a walk."),
    "a hidden answer": lambda f: hide_post(f.moderator, f.answer.pk, reason="Not for here."),
    "a hidden question": lambda f: hide_post(f.moderator, f.question.pk, reason="Not for here."),
    "another name": lambda f: f.answerer.user.__class__.objects.filter(pk=f.answerer.user_id).update(
        username="somebody"
    ),
    "an option": lambda f: options.save({"feed_full_text": False}),
    "restricted reading": lambda f: options.save({"view_level": "members"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_kept_feed_is_the_one_that_would_be_made_now(forum, server, change):
    for address in forum.addresses:
        server.get(address)
    CHANGES[change](forum)
    for address in forum.addresses:
        kept, fresh = server.get(address), Server().get(address)
        assert kept.status == fresh.status, address
        if kept.status == 200:
            assert kept.body == fresh.body, address


def test_a_comment_that_is_shown_again_comes_back_into_kept_feeds(forum, server):
    hide_post(forum.moderator, forum.comment.pk, reason="Not for here.")
    assert "Comment on" not in server.get("/feeds/comments.atom").text
    show_post(forum.moderator, forum.comment.pk)
    assert "Comment on" in server.get("/feeds/comments.atom").text


def test_being_looked_at_and_voted_on_makes_no_feed_anew(forum, server):
    addresses = ["/feeds/questions.atom", "/feeds/answers.atom", f"/feeds/questions/{forum.question.pk}.atom"]
    for address in addresses:
        server.get(address)
    forum.question.__class__.objects.filter(pk=forum.question.pk).update(view_count=100)
    flush_views()
    for address in addresses:
        server.get_kept(address)
    before = {address: server.get(address).headers["last-modified"] for address in addresses}
    cast_vote(forum.expert, forum.answer.pk, 1)  # answers are made anew, but they are the same
    assert {address: server.get(address).headers["last-modified"] for address in addresses} == before


def test_no_search_engine_gets_for_others_what_it_alone_may_read(forum, server):
    options.save({"view_level": "members", "are_crawlers_let_in": True})
    google = {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
    assert "A walk helps" in server.get("/feeds/answers.atom", **google).text
    answer = server.get("/feeds/answers.atom")
    assert "A walk helps" not in answer.text
    assert "private" in answer.headers["cache-control"]


def test_feeds_say_no_relative_times_and_so_last(forum, server):
    server.get("/feeds/qa.atom")
    ((_key, page),) = server.door.pages.new.items()
    assert page.expires_at > (timezone.now() + timedelta(seconds=30)).timestamp()
