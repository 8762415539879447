"""Feeds of lists, tags, searches, threads and members: what lists show to the same reader, and nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.pages import pick_feeds
from forum import options
from forum.lib.feeds import FORMATS
from qa.actions.acceptances import accept_answer
from qa.actions.closures import close_question
from qa.actions.conversions import convert_to_comment
from qa.actions.hidings import hide_post, show_post
from qa.actions.states import freeze_question
from qa.actions.writing import Byline
from qa.feeds.catalogue import LISTS
from qa.models import Activity, Category, Post
from tests import make
from tests.feeds import ALL_ON, read, titles
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(cast):
    """Two questions in a category and the one within, the older one with the newer answer, and comments."""
    options.save(ALL_ON)
    cast.health = make.category("Health")
    cast.sleep = make.category("Sleep", cast.health)
    cast.first = make.question(cast.asker, "How do nights get shorter?", tags=("night",), category=cast.sleep,
                               body="I lie *awake*. See [the list](/questions/).")  # fmt: skip
    cast.second = make.question(make.visitor(), "What helps on a bad day?", byline=Byline(name="Kim"))
    cast.late = make.answer(cast.second, cast.expert, "A walk helps.")
    cast.answer = make.answer(cast.first, cast.answerer, "Going to bed later helps.")
    cast.comment = make.comment(cast.answer, cast.reader, "That is what I do.")
    cast.client = Client()
    return cast


ADDRESSES = [
    *(f"/feeds/{name}" for name in LISTS),
    *(f"/feeds/{name}/health/sleep" for name in LISTS),
    "/feeds/tags/night",
    "/feeds/users/answerer",
    "/feeds/questions/{first}",
]


def fill(forum, address):
    return address.format(first=forum.first.pk)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("address", [*ADDRESSES, "/feeds/search"])
def test_every_feed_is_valid_in_every_form(forum, address, form):
    query = "?q=nights" if address.endswith("search") else ""
    address = f"{fill(forum, address)}.{form}{query}"
    feed = read(forum.client.get(address), form)
    assert feed.links["self"] == settings.SITE_URL + address
    assert feed.links["alternate"].startswith(settings.SITE_URL + "/")
    if "unanswered" in address:
        assert feed.entries == []
    else:
        assert feed.entries


def test_each_list_has_its_own(forum):
    first, second = "How do nights get shorter?", "What helps on a bad day?"
    found = {name: titles(forum.client, f"/feeds/{name}.atom") for name in LISTS}
    assert found["questions"] == [second, first]
    assert found["qa"] == [f"Answer to: {first}", f"Answer to: {second}", second, first]
    assert found["answers"] == [f"Answer to: {first}", f"Answer to: {second}"]
    assert found["comments"] == [f"Comment on: {first}"]
    assert found["activity"] == [f"Commented: {first}", f"Answered: {second}"]
    assert found["unanswered"] == []
    assert set(found["hot"]) == {first, second}
    waiting = make.question(title="Is anybody awake?")
    assert titles(forum.client, "/feeds/unanswered.atom") == ["Is anybody awake?"]
    close_question(forum.editor, waiting.pk, reason="It is settled.")
    assert titles(forum.client, "/feeds/unanswered.atom") == []
    assert titles(forum.client, "/feeds/activity.atom")[0] == "Closed: Is anybody awake?"


def test_a_category_has_what_is_in_it_and_below(forum):
    for name in LISTS:
        for path in ("health", "health/sleep"):
            found = titles(forum.client, f"/feeds/{name}/{path}.atom")
            assert all("nights" in title for title in found), name
            assert bool(found) is (name != "unanswered"), name
    assert forum.client.get("/feeds/questions/sleep.atom").status_code == 404


def test_a_tag_a_search_a_member_and_a_thread_have_theirs(forum):
    make.comment(forum.second, forum.answerer)
    make.question(forum.asker, tags=("night",))
    assert len(titles(forum.client, "/feeds/tags/NIGHT.atom")) == 2
    assert titles(forum.client, "/feeds/search.atom?q=bed+later") == ["How do nights get shorter?"]
    assert titles(forum.client, "/feeds/users/answerer.atom") == [
        "Commented: What helps on a bad day?",
        "Answered: How do nights get shorter?",
    ]
    assert titles(forum.client, f"/feeds/questions/{forum.first.pk}.atom") == [
        "Comment on: How do nights get shorter?",
        "Answer to: How do nights get shorter?",
    ]


def test_an_entry_says_who_what_and_where(forum):
    forum.first.refresh_from_db()
    question = read(forum.client.get("/feeds/questions.atom")).entries[1]
    assert question.url == settings.SITE_URL + forum.first.get_absolute_url()
    assert (question.author, question.author_url) == ("asker", f"{settings.SITE_URL}/users/asker/")
    assert question.tags == ["Sleep", "night"]
    assert f'<a href="{settings.SITE_URL}/questions/"' in question.html
    assert "<em>awake</em>" in question.html
    assert question.id.endswith(f":posts/{forum.first.pk}")
    answer = read(forum.client.get("/feeds/answers.atom")).entries[0]
    assert (
        answer.url
        == f"{settings.SITE_URL}/questions/{forum.first.pk}/?show={forum.answer.pk}#a{forum.answer.pk}"
    )
    assert answer.tags == ["Sleep", "night"]


def test_authors_are_named_as_pages_name_them(forum):
    make.question(make.visitor())
    gone = make.member("gone")
    make.question(gone)
    gone.user.delete()
    entries = read(forum.client.get("/feeds/questions.atom")).entries
    assert [entry.author for entry in entries] == ["anonymous", "anonymous", "Kim", "asker"]
    assert [entry.author_url for entry in entries[:3]] == ["", "", ""]


def test_an_id_stays_whatever_happens_to_a_post_and_the_site(forum, settings):
    def ids():
        return {entry.id for entry in read(forum.client.get("/feeds/answers.atom")).entries}

    before = ids()
    make.edit(forum.asker, forum.first.pk, "Other words.")
    host = min(before).split(",")[0].removeprefix("tag:")
    options.save({"feed_id_host": host})
    settings.SITE_URL = "https://new.example"
    assert ids() == before
    convert_to_comment(forum.editor, forum.late.pk, forum.second.pk)
    found = {entry.id for entry in read(forum.client.get("/feeds/comments.atom")).entries}
    assert len(found & before) == 1
    options.save({"feed_id_host": "no host at all"})
    assert all(one.startswith("tag:new.example,") for one in ids())


def test_a_change_that_pages_tell_is_told_and_no_other(forum):
    long_ago = timezone.now() - timedelta(days=3)
    Post.objects.filter(pk=forum.first.pk).update(created_at=long_ago)
    before = read(forum.client.get("/feeds/questions.atom")).entries[1]
    assert before.updated == before.published
    make.edit(forum.asker, forum.first.pk, "Other words.")
    assert read(forum.client.get("/feeds/questions.atom")).entries[1].updated > before.updated
    options.save({"are_changes_shown": False})
    assert read(forum.client.get("/feeds/questions.atom")).entries[1].updated == before.updated


def test_where_pages_tell_no_times_feeds_tell_the_day(forum):
    options.save({"is_time_shown": False})
    for address in ("/feeds/qa.atom", "/feeds/activity.atom"):
        for entry in read(forum.client.get(address)).entries:
            assert (entry.published.hour, entry.published.minute, entry.published.second) == (0, 0, 0)


# --- Nothing that others may not read ------------------------------------------------------------


def test_what_is_hidden_is_in_no_feed_and_comes_back(forum):
    every = [*ADDRESSES, "/feeds/questions/{second}", "/feeds/users/reader", "/feeds/users/expert"]
    every = [f"{one.format(first=forum.first.pk, second=forum.second.pk)}.atom" for one in every]
    every.append("/feeds/search.atom?q=later+walk+nights+bad")

    def bodies():
        return "".join(forum.client.get(address).text for address in every)

    hide_post(forum.moderator, forum.answer.pk, reason="Not for here.")
    assert "Going to bed later" not in bodies()
    assert "That is what I do" not in bodies()  # below it
    show_post(forum.moderator, forum.answer.pk)
    assert "That is what I do" in bodies()
    hide_post(forum.moderator, forum.first.pk, reason="Not for here.")
    told = bodies().replace(fill(forum, "/feeds/questions/{first}"), "")
    for words in ("Going to bed later", "That is what I do", "awake", "nights get shorter"):
        assert words not in told
    assert forum.client.get(fill(forum, "/feeds/questions/{first}.atom")).status_code == 404
    assert make.client(forum.asker).get(fill(forum, "/feeds/questions/{first}.atom")).status_code == 404


def test_what_waits_for_approval_is_in_no_feed(forum):
    options.save({"is_visitor_held": True})
    make.question(make.visitor(), title="Am I held here?")
    make.answer(forum.first, make.visitor(), "These words wait.")
    make.comment(forum.first, make.visitor(), "These words wait.")
    for address in ADDRESSES:
        text = forum.client.get(f"{fill(forum, address)}.atom").text
        assert "Am I held" not in text
        assert "These words wait" not in text


def test_whom_the_owner_lets_not_read_gets_titles_and_no_thread(forum):
    options.save({"view_level": "members"})
    for address in ADDRESSES:
        address = f"{fill(forum, address)}.atom"
        if "{" not in address and address.startswith(f"/feeds/questions/{forum.first.pk}"):
            assert forum.client.get(address).status_code == 403
            assert make.client(forum.reader).get(address).status_code == 200
            continue
        entries = read(forum.client.get(address)).entries
        assert all(not entry.html and not entry.text for entry in entries), address
        entries = read(make.client(forum.reader).get(address)).entries
        assert all(entry.html for entry in entries), address
    assert titles(forum.client, "/feeds/questions.atom")[1] == "How do nights get shorter?"


def test_no_feed_says_how_something_was_voted_on(forum):
    with CaptureQueriesContext(connection) as queries:
        forum.client.get("/feeds/qa.atom")
    assert not any('"score"' in query["sql"] or "up_count" in query["sql"] for query in queries)


# --- Options -------------------------------------------------------------------------------------


LISTS_OF = {
    "feed_for_questions": ["questions"],
    "feed_for_qa": ["qa"],
    "feed_for_activity": ["activity", "answers", "comments"],
    "feed_for_unanswered": ["unanswered"],
    "feed_for_hot": ["hot"],
}
SWITCHES = {
    **{
        option: [f"/feeds/{name}{where}" for name in names for where in ("", "/health")]
        for option, names in LISTS_OF.items()
    },
    "feed_for_tag_qs": ["/feeds/tags/night"],
    "feed_for_search": ["/feeds/search"],
    "feed_for_users": ["/feeds/users/asker"],
    "feed_for_threads": ["/feeds/questions/{first}"],
    "feed_per_category": [f"/feeds/{name}/health" for name in LISTS],
}


@pytest.mark.parametrize("option", SWITCHES)
def test_a_feed_is_there_while_the_owner_wants_it(forum, option):
    def statuses():
        every = {address for addresses in SWITCHES.values() for address in addresses}
        return {
            address: forum.client.get(f"{fill(forum, address)}.rss?q=day").status_code for address in every
        }

    assert set(statuses().values()) == {200}
    options.save({option: False})
    assert {address for address, status in statuses().items() if status == 404} == set(SWITCHES[option])


def test_at_first_there_are_those_of_question2answer_and_threads():
    offered = {name: getattr(options.DEFAULTS, name) for name in SWITCHES}
    assert {name for name, is_on in offered.items() if not is_on} == {
        "feed_for_hot",
        "feed_for_tag_qs",
        "feed_for_search",
        "feed_for_users",
    }
    assert (options.DEFAULTS.feed_number_items, options.DEFAULTS.feed_full_text) == (50, True)


def test_without_whole_texts_there_is_the_beginning(forum):
    options.save({"feed_full_text": False})
    make.question(body="word " * 200)
    entries = read(forum.client.get("/feeds/questions.atom")).entries
    assert not any(entry.html for entry in entries)
    assert len(entries[0].text) <= 301
    assert entries[0].text.endswith("…")
    assert entries[2].text == "I lie awake. See the list."


def test_a_feed_has_as_many_entries_as_the_owner_wants_and_names_its_other_pages(forum):
    options.save({"feed_number_items": 2})
    for number in range(3):
        make.answer(forum.first, make.member(), f"Answer number {number} to it.")
    for name, total in (("qa", 7), ("questions", 2), ("answers", 5), ("comments", 1), ("activity", 2)):
        address, found = f"/feeds/{name}.atom", []
        while address:
            feed = read(forum.client.get(address))
            found += [entry.id for entry in feed.entries]
            assert ("previous" in feed.links) is ("page=" in address)
            address = feed.links.get("next", "").removeprefix(settings.SITE_URL)
        assert len(found) == len(set(found)) == total, name


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/feeds/nowhere.atom", 404),
        ("/feeds/questions.pdf", 404),
        ("/feeds/questions/", 404),
        ("/feeds/questions/nowhere.atom", 404),
        ("/feeds/questions/999999999999999999999.atom", 404),
        ("/feeds/questions/9.atom", 404),
        ("/feeds/tags/nothing.atom", 404),
        ("/feeds/users/nobody.atom", 404),
        ("/feeds/search.atom", 404),
        ("/feeds/search.atom?q=", 404),
        ("/feeds/search.atom?q=%E2%80%8B", 404),
        ("/feeds/search.atom?q=" + "a" * 10_000, 200),
        ("/feeds/search.atom?q=%22%27%28%26%7C!%3A*", 200),
        ("/feeds/search.atom?q=the", 200),
        ("/feeds/search.atom?q=%00", 400),
        ("/feeds/questions.atom?page=0", 400),
        ("/feeds/questions.atom?page=x", 400),
        ("/feeds/questions.atom?page=2", 404),
        ("/feeds/questions.atom?page=11", 404),
        ("/feeds/questions.atom?page=99999999999", 404),
        ("/feeds/questions.atom?sort=votes", 200),
    ],
)
def test_an_address_that_nobody_gave_is_answered_clearly(forum, address, status):
    assert forum.client.get(address).status_code == status


# --- What it costs -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["visitor", "reader"])
@pytest.mark.parametrize("address", [*ADDRESSES, "/feeds/search"])
def test_a_feed_costs_the_same_with_more_entries(forum, address, who):
    client = make.client(getattr(forum, who, None))
    address = f"{fill(forum, address)}.atom?q=day+nights"

    def grow(count):
        for _number in range(count):
            make.comment(make.answer(forum.first, forum.answerer), make.visitor())
            asker = make.member()
            question = make.question(asker, tags=("night",), category=forum.sleep)
            accept_answer(asker, make.answer(question, forum.answerer).pk)
        make.question(make.visitor(), tags=("night",), category=forum.sleep)

    def cost():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    grow(1)
    before = cost()
    grow(3)
    assert cost() == before
    most = 16 if "/search" in address else 6  # see test_query_counts
    assert before <= most + (who == "reader")


# --- Where feeds are named -----------------------------------------------------------------------


PAGES = {
    "/": "/feeds/qa.atom",
    "/questions/": "/feeds/questions.atom",
    "/questions/?sort=votes": "/feeds/questions.atom",
    "/unanswered/": "/feeds/unanswered.atom",
    "/hot/": "/feeds/hot.atom",
    "/activity/": "/feeds/activity.atom",
    "/categories/health/sleep/": "/feeds/questions/health/sleep.atom",
    "/tags/night/": "/feeds/tags/night.atom",
    "/search/?q=bed+%26+later": "/feeds/search.atom?q=bed+%26+later",
    "/users/asker/": "/feeds/users/asker.atom",
}


@pytest.mark.parametrize("address", PAGES)
def test_a_list_names_its_feed_to_programs_and_to_people(forum, address):
    page = Page.of(forum.client.get(address))
    link = page.find("link", rel="alternate")
    assert link.attribute("href") == PAGES[address]
    assert link.attribute("type") == "application/atom+xml"
    assert page.find(class_="feed-line").find("a").attribute("href") == PAGES[address]
    read(forum.client.get(PAGES[address]))


def test_a_question_names_its_feed_and_a_page_without_one_none(forum):
    page = Page.of(forum.client.get(forum.first.get_absolute_url(), follow=True))
    assert page.find("link", rel="alternate").attribute("href") == f"/feeds/questions/{forum.first.pk}.atom"
    for option in SWITCHES:
        options.save({option: False})
    for address in [*PAGES, forum.first.get_absolute_url()]:
        text = forum.client.get(address, follow=True).text
        assert "atom+xml" not in text
        assert "feed-line" not in text


def test_the_page_of_feeds_lists_all_that_there_are(forum):
    text = forum.client.get("/feeds/").text
    for name in LISTS:
        for form in FORMATS:
            assert f'href="/feeds/{name}.{form}"' in text
    assert 'href="/feeds/questions/health/sleep.atom"' in text
    for option in SWITCHES:
        options.save({option: False})
    assert ".atom" not in forum.client.get("/feeds/").text


def test_a_category_whose_name_is_a_number_is_not_taken_for_a_question(forum):
    numbers = make.category("Numbers")
    Category.objects.filter(pk=numbers.pk).update(
        slug="2026", path="2026"
    )  # as one from before numbers were refused
    assert forum.client.get("/feeds/questions/2026.atom").status_code == 404
    assert "/feeds/questions/2026.atom" not in forum.client.get("/feeds/").text
    assert "/feeds/questions/2026.atom" not in forum.client.get("/categories/2026/").text
    assert forum.client.get("/feeds/qa/2026.atom").status_code == 200


# --- Question2Answer -----------------------------------------------------------------------------

OLD = {
    "/feed/questions.rss": "/feeds/questions.rss",
    "/feed/qa.xml": "/feeds/qa.rss",
    "/feed/activity/health/sleep.rss": "/feeds/activity/health/sleep.rss",
    "/feed/tag/night.rss": "/feeds/tags/night.rss",
    "/feed/tag/a+b%26c.rss": "/feeds/tags/a%2Bb%26c.rss",
    "/feed/search/bed later.rss": "/feeds/search.rss?q=bed%20later",
    "/index.php/feed/hot.rss": "/feeds/hot.rss",
    "/?qa=feed/questions.rss": "/feed/questions.rss",
    "/index.php?qa=feed/unanswered/health.rss": "/feed/unanswered/health.rss",
}


@pytest.mark.parametrize("address", OLD)
def test_addresses_of_question2answer_lead_to_our_feeds_for_good(forum, address):
    response = forum.client.get(address)
    assert (response.status_code, response.headers["Location"]) == (301, OLD[address])


@pytest.mark.parametrize(
    "address", ["/feed/nothing.rss", "/feed/questions", "/feed/.rss", "/feed/tag.rss", "/feed//x.rss"]
)
def test_old_addresses_of_feeds_that_we_have_not_lead_nowhere(forum, address):
    assert forum.client.get(address).status_code == 404


def test_what_was_imported_without_facts_stands_in_the_feed_of_activity(forum):
    Activity.objects.all().delete()
    assert "How do nights get shorter?" in titles(forum.client, "/feeds/activity.atom")


def test_the_feed_that_the_home_page_names_is_measured_with_the_other_pages(forum):
    assert pick_feeds(forum.client.get("/").text, "http://testserver") == ["/feeds/qa.atom"]


def test_what_takes_no_answers_does_not_wait_for_one(forum):
    waiting = make.question(title="Is anybody awake?")
    freeze_question(forum.moderator, waiting.pk, Post.Frozen.LOCKED, reason="Too heated.")
    assert titles(forum.client, "/feeds/unanswered.atom") == []
