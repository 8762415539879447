"""What search engines may show: header, meta element, lists, sitemap, feeds and structured data say the same of each question."""

import uuid
from collections import defaultdict
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum import options
from qa.actions.audience import set_audience
from qa.actions.closures import close_question
from qa.actions.hidings import hide_post
from qa.models import Post
from qa.policies.indexing import may_index_question
from tests import make
from tests.forum.doors import Server
from tests.pages import Page
from tests.qa.seo import checkers as seo_checkers
from tests.qa.views.routes import GET

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions(cast):
    """One question of each sort, by a word that says whether search engines may show it."""
    original = make.question(cast.asker, "What helps on the very worst of days?")
    apart = make.question(cast.asker, "Where does one begin, for members?")
    Post.objects.filter(pk=apart.pk).update(audience=Post.Audience.MEMBERS)
    made = {
        "open": original,
        "closed": make.question(cast.asker),
        "duplicate": make.question(cast.asker),
        "duplicate of one for members": make.question(cast.asker),
        "readers": make.question(cast.asker),
        "members": apart,
        "hidden": make.question(cast.asker),
        "old": make.question(cast.asker),
    }
    close_question(cast.asker, made["closed"].pk, reason="It is settled.")
    close_question(cast.editor, made["duplicate"].pk, duplicate_of=original)
    close_question(cast.editor, made["duplicate of one for members"].pk, duplicate_of=apart)
    hide_post(cast.moderator, made["hidden"].pk, reason="Not for here.")
    Post.objects.filter(pk=made["readers"].pk).update(audience=Post.Audience.READERS)
    Post.objects.filter(pk=made["old"].pk).update(created_at=timezone.now() - timedelta(days=40))
    return {name: Post.objects.get(pk=post.pk) for name, post in made.items()}


INDEXED = {"open", "closed", "duplicate of one for members", "old"}


def test_rows_and_objects_say_the_same(questions):
    for changes, expected in [
        ({}, INDEXED),
        ({"unanswered_indexed_days": 30}, INDEXED - {"old"}),
        ({"view_level": "members"}, INDEXED),
        ({"view_level": "members", "are_crawlers_let_in": False}, set()),
    ]:
        options.save({"unanswered_indexed_days": 0, "view_level": "everybody"} | changes)
        rows = {post.pk for post in Post.objects.indexable()}
        assert {name for name, post in questions.items() if post.pk in rows} == expected, changes
        assert {name for name, post in questions.items() if may_index_question(post)} == expected, changes


# --- What each page says -------------------------------------------------------------------------


def head_of(response):
    """What a page tells search engines: header, meta element, canonical address."""
    page = Page.of(response)
    metas = {tag.attribute("content") for tag in page.find_all("meta", name="robots")}
    canonicals = [link.attribute("href") for link in page.find_all("link", rel="canonical")]
    assert len(canonicals) <= 1
    return (
        response.headers.get("X-Robots-Tag", ""),
        " ".join(metas),
        (canonicals or [""])[0].replace(HOST, ""),
    )


def is_shown_by_its_header(question):
    response = make.client(make.member()).get(question.get_absolute_url())
    return (
        response.status_code == 200
        and "X-Robots-Tag" not in response.headers
        and stands_for_itself(question, response)
    )


def is_shown_by_its_element(question):
    response = make.client(make.member()).get(question.get_absolute_url())
    if response.status_code != 200:
        return False
    _header, element, _canonical = head_of(response)
    return not element and stands_for_itself(question, response)


def stands_for_itself(question, response):
    return head_of(response)[2] == question.get_absolute_url()


def is_among_those_listed(question):
    """A list shows more than search engines do; never less. So of this one it is the queryset that is asked."""
    return Post.objects.indexable().filter(pk=question.pk).exists()


# Each says of a question whether it shows it to search engines, its own way: sitemap, feeds and structured data belong here.
CHECKERS = [is_shown_by_its_header, is_shown_by_its_element, is_among_those_listed, *seo_checkers.CHECKERS]


@pytest.mark.parametrize("checker", CHECKERS)
def test_all_that_search_engines_read_says_the_same_of_each_question(questions, checker):
    options.save({"unanswered_indexed_days": 30})
    expected = INDEXED - {"old"}
    assert {name for name, post in questions.items() if checker(post)} == expected
    assert {name for name, post in questions.items() if may_index_question(post)} == expected


def test_feeds_which_others_publish_again_hold_no_question_that_is_kept_from_search_engines(questions):
    names = {
        name
        for name, post in questions.items()
        if post.audience == Post.Audience.EVERYBODY and not post.is_hidden
    }
    for form in ("atom", "rss", "json"):
        text = Client().get(f"/feeds/questions.{form}").text
        assert {name for name, post in questions.items() if post.get_absolute_url() in text} == names


def test_a_closed_duplicate_names_the_other_question_and_forbids_nothing(cast, questions):
    """Both together would take the other question out of searches."""
    response = Client().get(questions["duplicate"].get_absolute_url())
    assert head_of(response) == ("", "", questions["open"].get_absolute_url())
    apart = questions["duplicate of one for members"]
    assert head_of(Client().get(apart.get_absolute_url())) == ("", "", apart.get_absolute_url())
    set_audience(cast.asker, questions["duplicate"].pk, Post.Audience.READERS)
    assert head_of(Client().get(questions["duplicate"].get_absolute_url()))[:2] == ("noindex", "noindex")


@pytest.fixture
def library(cast):
    options.save({"list_page_size": 5, "tags_page_size": 10, "answers_page_size": 5})
    cast.category, cast.empty = make.category("Health"), make.category("Nothing yet")
    for _number in range(8):
        question = make.question(cast.asker, category=cast.category, tags=("sleep",))
    for _number in range(7):
        make.answer(question)
    make.question(cast.asker, tags=("rare",))
    cast.question, cast.address = question, question.get_absolute_url()
    return cast


HOST = "http://testserver"
NO = "noindex"
# Address -> what is said, and the address that stands for it ("": none is named).
PAGES = {
    "/": ("", "/"),
    "/questions/": ("", "/questions/"),
    "/questions/?page=2": ("", "/questions/?page=2"),
    "/questions/?sort=votes": ("", "/questions/"),
    "/questions/?sort=votes&page=2": ("", "/questions/"),
    "/questions/?sort=recent": ("", "/questions/"),
    "/questions/?utm_source=x&page=2": ("", "/questions/?page=2"),
    "/unanswered/": ("", "/unanswered/"),
    "/unanswered/?by=upvotes": ("", "/unanswered/"),
    "/hot/": ("", "/hot/"),
    "/activity/?page=2": ("", "/activity/?page=2"),
    "/tags/": ("", "/tags/"),
    "/tags/sleep/": ("", "/tags/sleep/"),
    "/tags/sleep/?page=2": ("", "/tags/sleep/?page=2"),
    "/tags/Sleep/": ("", "/tags/sleep/"),
    "/tags/rare/": (NO, "/tags/rare/"),
    "/categories/": ("", "/categories/"),
    "/categories/health/": ("", "/categories/health/"),
    "/categories/nothing-yet/": (NO, "/categories/nothing-yet/"),
    "/users/": (NO, "/users/"),
    "/users/?by=week": (NO, "/users/"),
    "/users/asker/": (NO, "/users/asker/"),
    "/users/asker/questions/?page=2": (NO, "/users/asker/questions/?page=2"),
    "/users/asker/answers/": (NO, "/users/asker/answers/"),
    "/users/asker/points/": (NO, ""),
    "/search/": (NO, ""),
    "/search/?q=day": (NO, ""),
    "{address}": ("", "{address}"),
    "{address}?page=2": ("", "{address}?page=2"),
    "{address}?order=oldest": ("", "{address}"),
    "{address}?order=oldest&page=2": ("", "{address}"),
    "{address}?comments=all": ("", "{address}"),
    "{address}?answer=1": ("", "{address}"),
    "/questions/{q}/order/": (NO, ""),
    "/posts/{q}/history/": (NO, ""),
    "/posts/{q}/comments/": (NO, ""),
    "/ask/": (NO, ""),
    "/badges/": (NO, ""),
    "/moderation-log/": (NO, ""),
    "/feedback/": (NO, ""),
    "/accounts/login/": (NO, ""),
    "/accounts/signup/": (NO, ""),
    "/accounts/password/reset/": (NO, ""),
    "/questions/999999/": (NO, ""),
    "/nowhere/at/all/": (NO, ""),
    "/questions/?sort=x": (NO, ""),
    "/drafts/x/": (NO, ""),
}


def test_every_kind_of_page_says_what_the_table_says_in_header_and_element(library):
    words = {"address": library.address, "q": library.question.pk}
    found, expected = {}, {}
    for address, (robots, canonical) in PAGES.items():
        header, element, named = head_of(Client().get(address.format(**words)))
        found[address] = (header, element, named)
        expected[address] = (robots, robots, canonical.format(**words))
    assert found == expected


@pytest.mark.django_db(transaction=True)
def test_the_door_keeps_the_header_along_with_the_page(transactional_db):
    server = Server()
    address = make.question(tags=("rare",)).get_absolute_url()
    for page, robots in (("/tags/rare/", NO), ("/users/", NO), (address, "")):
        server.get_made(page)
        kept = server.get_kept(page)
        assert kept.headers.get("x-robots-tag", "") == robots, page
        etag = kept.headers["etag"]
        assert server.get_kept(page, HTTP_IF_NONE_MATCH=etag).headers.get("x-robots-tag", "") == robots
    options.save({"tag_indexed_from": 1})
    assert "x-robots-tag" not in server.get_made("/tags/rare/").headers


def test_nobody_but_a_page_that_says_so_is_shown(cast):
    """Whatever has no words of its own is not for search engines: all addresses that there are."""
    number = make.question(cast.asker).pk
    words = defaultdict(
        lambda: number,
        token="none",
        stop="none",
        address=f"/questions/{number}/",
        i=uuid.uuid4(),
        f=uuid.uuid4(),
    )
    shown = set()
    for name, (address, _statuses) in GET.items():
        response = make.client(cast.administrator).get(address.format_map(words))
        if response.status_code == 200 and "X-Robots-Tag" not in response.headers:
            shown.add(name)
    assert shown == {
        "qa:home", "qa:questions", "qa:unanswered", "qa:hot", "qa:activity", "qa:tags", "qa:categories",
    }  # fmt: skip


def test_the_owner_decides_how_thin_a_page_may_be(library):
    def robots(address):
        return head_of(Client().get(address))[0]

    options.save({"tag_indexed_from": 1, "are_profiles_indexed": True, "list_pages_indexed": 1})
    assert robots("/tags/rare/") == ""
    assert robots("/users/asker/") == ""
    assert robots("/users/asker/points/") == NO
    assert robots("/questions/?page=2") == NO
    assert robots(f"{library.address}?page=2") == ""
    options.save({"tag_indexed_from": 9})
    assert robots("/tags/sleep/") == NO
    options.save({"unanswered_indexed_days": 30})
    question = Post.objects.get(tag_names=["rare"])
    assert robots(question.get_absolute_url()) == ""
    Post.objects.filter(pk=question.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert robots(question.get_absolute_url()) == NO
    make.answer(question)
    assert robots(question.get_absolute_url()) == ""


def test_only_what_everybody_finds_makes_a_tag_worth_showing(cast):
    make.question(cast.asker, tags=("calm",))
    apart = make.question(cast.asker, tags=("calm",))
    set_audience(cast.asker, apart.pk, Post.Audience.MEMBERS)
    for client in (Client(), make.client(cast.reader)):
        assert head_of(client.get("/tags/calm/"))[0] == NO


def test_paged_lists_name_the_page_before_and_after(library):
    for address in ("/questions/", "/hot/", "/unanswered/", "/activity/", "/tags/sleep/", "/categories/health/",
                    "/users/asker/questions/", library.address):  # fmt: skip
        first, second = Page.of(Client().get(address)), Page.of(Client().get(f"{address}?page=2"))
        assert not first.find_all("link", rel="prev"), address
        assert "page=2" in first.find("link", rel="next").attribute("href"), address
        assert second.find("link", rel="prev").attribute("href").partition("#")[0] == address, address
