"""Kept pages: handed out while they are true, never a moment longer, never to somebody they are not for."""

import gzip
import re
from datetime import timedelta

import brotli
import pytest
from django.apps import apps
from django.conf import settings as live
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forum import options, stamps
from forum.apps import OWN_APPS
from forum.door import PARAMETERS, Pages
from forum.stamps import Kind
from qa.actions.hidings import hide_post, show_post
from qa.actions.view_counts import counter, flush_views
from qa.actions.votes import cast_vote
from qa.models import Activity, Category, Closure, Hiding, Post
from tests import make
from tests.forum.doors import Browser, Server

pytestmark = pytest.mark.django_db(transaction=True)
MOZILLA = "Mozilla/5.0"


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def people(transactional_db):
    return make.cast()


def age():
    """Nothing is so young that its age in words changes within the test."""
    long_ago = timezone.now() - timedelta(days=900)
    Post.objects.update(created_at=long_ago, recent_at=long_ago, active_at=long_ago)
    Activity.objects.update(created_at=long_ago)
    User.objects.update(joined_at=long_ago)


# --- What is kept --------------------------------------------------------------------------------


def test_a_page_is_made_once_and_then_handed_out_as_it_is(people, server):
    address = make.question(people.asker).get_absolute_url()
    age()
    first, second = server.get_made(address), server.get_kept(address)
    assert (second.status, second.body, second.pairs) == (200, first.body, first.pairs)
    usual = Client().get(address)
    assert plain(first.text) == plain(usual.content.decode())
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
                 "Permissions-Policy", "Cross-Origin-Opener-Policy", "Content-Type"):  # fmt: skip
        assert second.headers[name.lower()] == usual.headers[name]


def plain(text):
    return re.sub(r'(name="submission_key" value=")[^"]+', r"\1", text)


def test_visitors_pages_of_every_kind_are_kept(people, server):
    question = make.question(people.asker, tags=["sleep"], category=make.category("Rest"))
    make.answer(question, people.answerer)
    age()
    for address in (
        "/", "/search/?q=day", "/questions/",
        "/questions/?sort=votes", "/unanswered/?by=upvotes", "/hot/", "/activity/", "/tags/", "/tags/sleep/",
        "/categories/", "/categories/rest/", "/users/", "/users/asker/", "/users/asker/questions/", "/users/answerer/answers/",
        question.get_absolute_url(), question.get_absolute_url() + "?order=votes",
    ):  # fmt: skip
        assert server.get_made(address).status == 200, address
        answer = server.get_kept(address)
        assert answer.status == 200, address
        assert "set-cookie" not in answer.headers, address
        assert "csrfmiddlewaretoken" not in answer.text, address


def test_what_a_search_engine_alone_may_read_is_not_kept_for_people(people, server):
    question = make.question(people.asker, body="These words are for members.")
    options.save({"view_level": "members", "are_crawlers_let_in": True})
    google = {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
    for address, status in ((question.get_absolute_url(), 403), ("/questions/", 200)):
        found = server.get(address, **google)
        assert "These words" in found.text
        assert "private" in found.headers["cache-control"]
        answer = server.get(address)
        assert answer.status == status
        assert "These words" not in answer.text


def test_members_pages_are_kept_where_only_members_read(people, server):
    options.save({"view_level": "members"})
    address = make.question(people.asker).get_absolute_url()
    age()
    browser = Browser(server, people.expert)
    browser.get(address)
    assert browser.get_kept(address).status == 200


def test_refusals_and_redirects_are_not_kept(people, server):
    question = make.question(people.asker)
    for address, status in (
        ("/questions/999/", 404), ("/questions/?page=9", 404), ("/questions/?sort=x", 400), ("/nowhere/", 404),
        (f"/questions/{question.pk}/", 302), ("/drafts/", 302), ("/ask/", 200),
    ):  # fmt: skip
        assert server.get_made(address).status == status, address
        assert server.get_made(address).status == status, address


def test_a_page_that_reads_a_table_without_stamps_is_not_kept(people, server, monkeypatch):
    address = make.question(people.asker).get_absolute_url()
    monkeypatch.delitem(stamps.COVERS, "forum_siteoption")
    server.get_made(address)
    server.get_made(address)


def test_the_tables_of_all_our_rooms_are_looked_at():
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.app_label in OWN_APPS]
    assert "news_notice" in tables
    for table in tables:
        assert stamps.named_tables(f'SELECT 1 FROM "{table}"') == {table}


def test_whatever_a_page_reads_is_covered():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname IN ('forum_touch', 'forum_stamp') "
            "GROUP BY tgrelid HAVING count(*) = 2"
        )
        assert {table for (table,) in cursor.fetchall()} == set(stamps.COVERS)


# --- Always right --------------------------------------------------------------------------------


def rename(member, name):
    User.objects.filter(pk=member.user_id).update(username=name, username_key=name)


CHANGES = {
    "a vote": lambda people, question, answer: cast_vote(people.reader, answer.pk, 1),
    "an answer": lambda people, question, answer: make.answer(question, people.expert),
    "a comment": lambda people, question, answer: make.comment(answer, people.reader),
    "an edit": lambda people, question, answer: make.edit(people.asker, question.pk, "Other words."),
    "points earned elsewhere": lambda people, question, answer: make.answer(make.question(people.reader), people.answerer),
    "another name": lambda people, question, answer: rename(people.answerer, "somebody-else"),
    "an option": lambda people, question, answer: options.save({"site_name": "Another name"}),
    "a category's name": lambda people, question, answer: Category.objects.update(name="Calm"),
    "plain SQL": lambda people, question, answer: Post.objects.filter(pk=question.pk).update(title="By hand?"),
    "a state": lambda people, question, answer: (
        Closure.objects.create(question=question, reason="Settled."),
        Post.objects.filter(pk=question.pk).update(is_closed=True),
    ),
}  # fmt: skip


def test_an_old_address_on_the_first_page_leads_on_as_it_did(people, server):
    question = make.question(people.asker)
    server.get("/")
    for address in (
        f"/?qa={question.pk}/slug",
        f"/?qa={question.pk}&qa_1=slug",
        f"/?qa={question.pk}/slug&x=y",
    ):
        assert server.get_made(address).headers["location"] == question.get_absolute_url()


@pytest.mark.parametrize("change", CHANGES)
def test_a_question_page_shows_a_change_on_the_very_next_request(people, server, change):
    question = make.question(people.asker, category=make.category("Rest"))
    answer = make.answer(question, people.answerer)
    address = question.get_absolute_url()
    age()
    before = server.get_made(address)
    server.get_kept(address)
    CHANGES[change](people, question, answer)
    assert plain(server.get_made(address).text) != plain(before.text)


def test_a_hidden_question_is_gone_from_every_page_at_once_and_comes_back(people, server):
    question = make.question(people.asker, "A question that somebody will hide?", tags=["hush"])
    pages = ["/", "/questions/", "/activity/", "/tags/hush/", "/users/asker/", question.get_absolute_url()]
    related = make.question(people.reader, "A question that somebody will find alike?").get_absolute_url()
    assert all(question.title in server.get(address).text for address in [*pages, related])
    hide_post(people.editor, question.pk, reason="Not for here.")
    assert not any(question.title in server.get(address).text for address in [*pages, related])
    show_post(people.editor, question.pk)
    assert all(question.title in server.get(address).text for address in pages)


def test_what_concerns_another_question_leaves_a_page_alone(people, server):
    question, other = make.question(people.asker), make.question(people.reader, "Something else altogether?")
    address = question.get_absolute_url()
    age()
    server.get_made(address)
    make.edit(people.reader, other.pk, "Other words.")
    cast_vote(people.expert, make.comment(make.answer(other, people.answerer), people.reader).parent_id, 1)
    server.get_kept(address)


def test_views_alone_make_no_page_anew_but_the_lists_that_go_by_them(people, server):
    question = make.question(people.asker)
    address = question.get_absolute_url()
    age()
    server.get_made(address)
    server.get_made("/hot/")
    server.get_made("/questions/?sort=views")
    flush_views()
    question.refresh_from_db()
    assert question.view_count == 1
    server.get_kept(address)
    server.get_made("/questions/?sort=views")


def test_a_transaction_that_is_not_committed_changes_no_page_nor_one_that_was_rolled_back(people, server):
    question = make.question(people.asker)
    address = question.get_absolute_url()
    age()
    server.get_made(address)
    with transaction.atomic():
        make.edit(people.asker, question.pk, "Other words.")
        transaction.set_rollback(True)
    server.get_kept(address)


def test_a_thousand_rows_at_once_and_truncation_reach_every_page(people, server):
    question = make.question(people.asker)
    address = question.get_absolute_url()
    server.get_made(address)
    User.objects.bulk_create(
        User(username=f"m{number}", username_key=f"m{number}") for number in range(1_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM forum_stamp WHERE key = %s", [stamps.key(Kind.EVERYTHING)])
        assert cursor.fetchone()
    server.get_made(address)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE qa_standing")
    server.get_made(address)


def test_a_stamp_that_is_full_begins_again_and_is_still_seen_to_change(people, server):
    question = make.question(people.asker)
    address = question.get_absolute_url()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE forum_stamp SET version = %s", [2**62])
    age()
    server.get_made(address)
    for words in ("Once.", "Twice."):
        make.edit(people.asker, question.pk, words)
        assert words in server.get_made(address).text
        server.get_kept(address)


def test_a_time_that_passes_makes_a_page_anew(people, server):
    question = make.question(people.asker)
    address = question.get_absolute_url()
    moments = {timedelta(minutes=5, seconds=20): 5, timedelta(hours=3, minutes=1): 3}
    for age, number in moments.items():
        Post.objects.filter(pk=question.pk).update(created_at=timezone.now() - age)
        assert f"{number} " in server.get_made(address).text
    server.get_kept(address)
    [page] = [*server.door.pages.new.values(), *server.door.pages.proven.values()]
    now, midnight = timezone.now().timestamp(), stamps.next_day().timestamp()
    assert min(now + 3_400, midnight) <= page.expires_at <= min(now + 3_540, midnight)  # until "4 hours ago"


def test_a_lost_connection_is_made_again_and_without_a_database_django_says_so(people, server, monkeypatch):
    address = make.question(people.asker).get_absolute_url()
    age()
    server.get_made(address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    server.get_kept(address)

    def fail(*words, **more):
        raise OperationalError("no route to the database")

    connection.close()
    monkeypatch.setattr(connections["default"], "get_new_connection", fail)
    assert server.get_made(address).status == 500
    monkeypatch.undo()
    server.get_kept(address)


# --- Never for somebody else ---------------------------------------------------------------------


def test_a_visitor_who_wrote_something_is_answered_by_django(people, server):
    address = make.question(people.asker).get_absolute_url()
    age()
    server.get_made(address)
    for name in (live.VISITOR_COOKIE_NAME, "messages", live.SESSION_COOKIE_NAME):
        server.get_made(address, HTTP_COOKIE=f"{name}=whatever")
        server.get_made(address, HTTP_COOKIE=f"a=b;{name}=whatever")
    server.get_kept(address, HTTP_COOKIE=f"not{live.SESSION_COOKIE_NAME}=1; csrftoken=abc; analytics=1")


def test_requests_for_parts_of_pages_and_other_methods_go_to_django(people, server):
    address = make.question(people.asker).get_absolute_url()
    age()
    server.get_made(address)
    server.get_made(address, HTTP_HX_REQUEST="true")
    server.get_made(address, HTTP_AUTHORIZATION="Bearer x")
    assert server.get_made(address, method="POST", HTTP_SEC_FETCH_SITE="same-origin").status == 405
    head = server.get_kept(address, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) == len(server.get_kept(address).body)


def test_a_host_that_is_not_ours_poisons_nothing(people, server):
    address = make.question(people.asker).get_absolute_url()
    age()
    assert server.get_made(address, HTTP_HOST="evil.example.org").status == 400
    for forged in ({"HTTP_X_FORWARDED_HOST": "evil.example.org"}, {"HTTP_X_FORWARDED_PROTO": "https"},
                   {"HTTP_FORWARDED": "host=evil.example.org"}, {"HTTP_X_ORIGINAL_URL": "/admin/"}):  # fmt: skip
        assert "evil" not in server.get(address, **forged).text
        assert "https://testserver" not in server.get(address, **forged).text
    assert 'href="http://testserver/questions/' in server.get_kept(address).text


def test_each_host_and_scheme_has_its_own_page(people, server, settings):
    address = make.question(people.asker).get_absolute_url()
    server.get_made(address)
    assert "http://localhost/" in server.get_made(address, HTTP_HOST="localhost").text
    assert "https://testserver/" in server.get_made(address, **{"wsgi.url_scheme": "https"}).text
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    behind = Server()
    assert "http://testserver/" in behind.get_made(address, HTTP_X_FORWARDED_PROTO="http").text
    assert "https://testserver/" in behind.get_made(address, HTTP_X_FORWARDED_PROTO="https").text


def test_a_page_for_visitors_holds_nothing_private(people, server):
    """Names of accounts that wrote nothing, addresses, tokens, drafts, hidden words: none of it is in any kept page."""
    people.reader.user.email = "canary@example.org"
    people.reader.user.save()
    question = make.question(people.asker)
    hidden = make.answer(question, people.answerer, body="Canary words that were hidden.")
    hide_post(people.editor, hidden.pk, reason="Not for here.")
    member = make.client(people.reader)
    member.post(f"/questions/{question.pk}/answers/", {"body": "A canary draft.", "draft": "1"})
    for address in (
        "/",
        "/questions/",
        "/activity/",
        "/users/",
        "/users/reader/",
        question.get_absolute_url(),
    ):
        text = server.get(address).text
        for secret in (
            "canary",
            "Canary",
            "csrfmiddlewaretoken",
            member.cookies[live.SESSION_COOKIE_NAME].value,
        ):
            assert secret not in text, (address, secret)


# --- Addresses that want to fill the memory ------------------------------------------------------


def test_parameters_that_nobody_knows_make_no_new_page_and_do_not_get_into_one(people, server):
    server.get_made("/questions/")
    for junk in ("utm_source=x", "a=1&b=2", "page=", "PAGE=2", "show%00=1", "&&&", "sort"):
        text = server.get_kept(f"/questions/?{junk}").text
        assert "utm_source" not in text
    assert server.get_made("/questions/?utm_source=evil&sort=votes").status == 200
    assert "evil" not in server.get_kept("/questions/?sort=votes&x=y").text
    server.get_kept("/questions/?x=y&sort=votes&sort=votes")


def test_known_parameters_of_other_pages_make_none_either(people, server):
    for number in range(20):
        server.get_made(f"/questions/?show={number}")
        server.get_made(f"/tags/?sort={number}")
    assert len(server.door.pages.new) + len(server.door.pages.proven) == 0


def test_memory_is_bounded_and_what_is_asked_for_again_stays(people):
    server = Server(memory_bytes=400_000)
    address = make.question(people.asker).get_absolute_url()
    age()
    server.get_made(address)
    server.get_kept(address)
    for number in range(40):
        server.get(
            f"/users/?page=1&host={number}", HTTP_HOST="localhost", **{"wsgi.url_scheme": f"s{number}"}
        )
    pages = server.door.pages
    assert pages.new.currsize <= 400_000 // 3
    assert pages.new.currsize + pages.proven.currsize <= 400_000
    server.get_kept(address)


def test_a_page_larger_than_the_memory_is_served_all_the_same(people):
    server = Server(memory_bytes=100)
    for _ in range(2):
        assert server.get_made(make.question(people.asker).get_absolute_url()).status == 200


def test_long_addresses_are_left_to_django(people, server):
    server.get_made("/questions/?x=" + "y" * 400)
    server.get_made("/questions/?x=" + "y" * 400)


# --- HTTP ----------------------------------------------------------------------------------------


def test_a_browser_that_has_the_page_is_told_that_it_is_still_true(people, server):
    question = make.question(people.asker)
    address = question.get_absolute_url()
    age()
    tag = server.get_made(address).headers["etag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = server.get_kept(address, HTTP_IF_NONE_MATCH=known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == tag
        assert "content-length" not in answer.headers
    assert server.get_kept(address, HTTP_IF_NONE_MATCH='"other"').status == 200
    make.edit(people.asker, question.pk, "Other words.")
    assert server.get_made(address, HTTP_IF_NONE_MATCH=tag).status == 200


def test_pages_are_sent_compressed_to_whom_can_read_that(people, server):
    address = make.question(people.asker).get_absolute_url()
    age()
    bare = server.get_made(address)
    assert "content-encoding" not in bare.headers
    for accepted, coding, unpack in (
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, br", "br", brotli.decompress),
    ):
        answer = server.get_kept(address, HTTP_ACCEPT_ENCODING=accepted)
        assert answer.headers["content-encoding"] == coding
        assert unpack(answer.body) == bare.body
        assert len(answer.body) < len(bare.body) / 2
        assert answer.headers["content-length"] == str(len(answer.body))
        assert answer.headers["etag"] != bare.headers["etag"]
    assert set(bare.headers["vary"].split(", ")) == {"Accept-Encoding", "Cookie", "HX-Request"}
    assert bare.headers["cache-control"] == "public, max-age=0, s-maxage=1, must-revalidate"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("br", "br"), ("gzip, deflate, br;q=0.9", "br"), ("gzip;q=1.0, br;q=0", "gzip"), ("br;q=0.0, gzip;q=0", ""),
     ("identity", ""), ("", ""), ("vibrant, gzipped", ""), ("GZIP ; q=0.5", "gzip")],
)  # fmt: skip
def test_a_coding_that_the_client_does_not_want_is_not_sent(people, server, accepted, coding):
    answer = server.get(make.question(people.asker).get_absolute_url(), HTTP_ACCEPT_ENCODING=accepted)
    assert answer.headers.get("content-encoding", "") == coding


def test_views_of_kept_pages_count_but_not_those_of_robots_or_twice(people, server):
    question = make.question(people.asker)
    address = question.get_absolute_url()
    for agent, sender in (
        (MOZILLA, "192.0.2.1"),
        (MOZILLA, "192.0.2.1"),
        (MOZILLA, "192.0.2.2"),
        ("Googlebot", "192.0.2.3"),
    ):
        server.get(address, HTTP_USER_AGENT=agent, REMOTE_ADDR=sender)
    assert counter.pending[question.pk] == 2


# --- By chance -----------------------------------------------------------------------------------


def test_only_parameters_that_the_door_knows_can_be_declared():
    from forum.shared import shared_page

    with pytest.raises(ValueError, match="tell pages apart"):
        shared_page("colour")
    assert "page" in PARAMETERS


def test_pages_that_came_once_do_not_push_out_those_that_came_twice():
    class Small:
        size = 10

    pages = Pages(400)
    pages.keep(("h", "s", "/wanted/", "", ""), Small())
    assert pages.get(("h", "s", "/wanted/", "", "")) is not None
    for number in range(100):
        pages.keep(("h", "s", f"/{number}/", "", ""), Small())
    assert pages.get(("h", "s", "/wanted/", "", "")) is not None
    assert pages.new.currsize <= 400 // 3


def test_hiding_rows_alone_reach_the_page(people, server):
    question = make.question(people.asker)
    answer = make.answer(question, people.answerer)
    server.get_made(question.get_absolute_url())
    Hiding.objects.create(post=answer, because="flags")
    server.get_made(question.get_absolute_url())


def test_a_table_of_the_news_is_seen_in_a_statement_and_makes_a_page_private():
    for table in ("news_notice", "news_update", "qa_favourite"):
        assert stamps.named_tables(f'SELECT 1 FROM "{table}" t') == {table}
        assert table not in stamps.COVERS
