"""Suggestions and the search description, as browsers get them."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client

from forum import options
from qa.search.actions.words import rebuild_words
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
NAMES = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.fixture
def shelf(cast):
    make.question(cast.asker, "<b>Sleeping</b> before an exam", tags=("sleep",))
    rebuild_words()
    return cast


def test_suggestions_are_lines_with_a_kind_words_and_an_address(shelf):
    answer = Client().get("/suggest/search/?q=slee")
    assert answer.json() == {
        "suggestions": [
            {"kind": "tag", "text": "sleep", "url": "/tags/sleep/"},
            {
                "kind": "question",
                "text": "<b>Sleeping</b> before an exam",
                "url": answer.json()["suggestions"][1]["url"],
            },
        ]
    }
    assert answer["Content-Type"] == "application/json"


def test_what_is_typed_is_kept_nowhere(shelf):
    for viewer in (None, shelf.reader):
        answer = make.client(viewer).get("/suggest/search/?q=slee")
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_browsers_get_them_in_their_own_form(shelf, settings):
    settings.SITE_URL = "https://forum.example"
    answer = Client().get("/suggest/search/?format=opensearch&q=slee")
    typed, texts, descriptions, addresses = answer.json()
    assert (typed, texts, descriptions) == ("slee", ["sleep", "<b>Sleeping</b> before an exam"], ["", ""])
    assert addresses[0] == "https://forum.example/tags/sleep/"
    assert answer["Content-Type"] == "application/x-suggestions+json"


def test_an_unknown_form_is_a_bad_request(shelf):
    answer = Client().get("/suggest/search/?format=xml&q=slee")
    assert answer.status_code == 400
    assert "do not know that form" in Page.of(answer).text


@pytest.mark.parametrize(
    "query", ["", "%01", "%ED%A0%80", "%27%29%3B--", "a" * 5_000, "+".join(["exam"] * 500), "%25%25%25"]
)
def test_anything_that_is_typed_is_answered(shelf, query):
    assert Client().get(f"/suggest/search/?q={query}").status_code == 200
    assert Client().get(f"/suggest/search/?format=opensearch&q={query}").status_code == 200


def test_a_browser_learns_how_to_search_here(shelf, settings):
    settings.SITE_URL = "https://forum.example"
    options.save({"site_name": "Calm & Kind Conversations"})
    link = Page.of(Client().get("/")).find("link", rel="search")
    answer = Client().get(link.attribute("href"))
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    described = ElementTree.fromstring(answer.content)
    name = described.find("o:ShortName", NAMES).text
    assert name == "Calm & Kind Conv"
    addresses = {one.get("type"): one.get("template") for one in described.findall("o:Url", NAMES)}
    assert addresses["text/html"] == "https://forum.example/search/?q={searchTerms}"
    assert addresses["application/x-suggestions+json"].endswith(
        "/suggest/search/?format=opensearch&q={searchTerms}"
    )
    assert described.find("o:Image", NAMES).text.startswith("https://forum.example/")


def test_without_suggestions_neither_pages_nor_browsers_ask_for_them(shelf):
    field = Page.of(Client().get("/search/")).find("input", id="search-words")
    assert field.attribute("data-finder") == "/suggest/search/"
    options.save({"are_searches_suggested": False})
    page = Page.of(Client().get("/search/"))
    assert len(page.find_all("input", type="search")) == 2
    assert all(one.attribute("data-finder") is None for one in page.find_all("input", type="search"))
    assert b"x-suggestions" not in Client().get("/opensearch.xml").content
    assert Client().get("/suggest/search/?q=slee").json() == {"suggestions": []}
