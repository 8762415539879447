"""What the head of a page says of it: to search engines a sentence, to previews of links a title and a picture."""

import pytest
from django.test import Client

from forum import options
from qa.actions.hidings import hide_post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
LISTS = ["/", "/questions/", "/hot/", "/unanswered/", "/activity/", "/tags/", "/categories/", "/users/", "/badges/",
         "/tags/sleep/", "/categories/health/", "/users/asker/", "/users/asker/questions/", "/users/asker/answers/"]  # fmt: skip


@pytest.fixture
def question(cast):
    return make.question(
        cast.asker, "What helps at night?", tags=("sleep",), category=make.category("Health")
    )


def head_of(address, viewer=None):
    """What stands in the head: {name or property: content}, each of them once."""
    tags = Page.of(make.client(viewer).get(address)).find_all("meta")
    pairs = [
        (tag.attribute("name") or tag.attribute("property"), tag.attribute("content"))
        for tag in tags
        if (tag.attribute("name") or tag.attribute("property") or "").startswith(("og:", "twitter:", "desc"))
    ]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def test_every_public_page_has_a_description_of_its_own(question):
    found = {address: head_of(address)["description"] for address in LISTS}
    assert all(10 < len(words) <= 160 for words in found.values()), found
    tabs = {"/users/asker/questions/", "/users/asker/answers/"}
    assert len({words for address, words in found.items() if address not in tabs}) == len(LISTS) - 2
    assert "sleep" in found["/tags/sleep/"]
    assert "Health" in found["/categories/health/"]


def test_the_owner_and_a_category_speak_for_themselves(question):
    assert head_of("/")["description"] == options.current().welcome_text
    options.save({"home_description": "A calm place to ask. " + "word " * 50})
    assert head_of("/")["description"].startswith("A calm place to ask. word")
    assert len(head_of("/")["description"]) <= 160
    category = question.category
    category.description = "All that has to do with the body."
    category.save()
    assert head_of("/categories/health/")["description"] == "All that has to do with the body."


def test_a_preview_of_a_question_shows_its_title_and_its_card(question):
    head = head_of(question.get_absolute_url())
    base = "http://testserver"
    assert head["og:title"] == question.title
    assert head["og:type"] == "article"
    assert head["og:url"] == base + question.get_absolute_url()
    assert head["og:site_name"] == options.current().site_name
    assert head["og:description"] == head["description"] == "Some words about it."
    assert head["og:image"].startswith(f"{base}/questions/{question.pk}/card.png?v=")
    assert head["twitter:card"] == "summary_large_image"
    card = Client().get(head["og:image"].removeprefix(base))
    assert (card.status_code, card.headers["Content-Type"]) == (200, "image/png")


def test_lists_and_questions_without_a_card_show_that_of_the_site(question, cast):
    assert head_of("/questions/")["og:image"].startswith("http://testserver/card.png?v=")
    options.save({"are_cards_drawn": False})
    assert head_of(question.get_absolute_url())["og:image"].startswith("http://testserver/card.png?v=")
    options.save({"are_cards_drawn": True})
    assert "/questions/" in head_of(question.get_absolute_url())["og:image"]
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert head_of(question.get_absolute_url()) == {}


def test_members_have_no_use_for_previews(question, cast):
    assert set(head_of(question.get_absolute_url(), cast.reader)) == {"description"}
    assert set(head_of("/questions/", cast.reader)) == {"description"}


def test_refusals_are_described_by_nothing(question):
    for address in (
        "/questions/999999/",
        "/tags/nothing/",
        "/users/nobody/",
        "/categories/nothing/",
        "/questions/?sort=odd",
    ):
        assert head_of(address) == {}, address


def test_words_of_others_cannot_leave_their_place(cast):
    question = make.question(cast.asker, 'A "title" with > and <b>?', tags=('a"b',))
    assert head_of(question.get_absolute_url())["og:title"] == question.title
    assert 'a"b' in head_of("/tags/a%22b/")["description"]


def test_titles_tell_pages_apart(cast):
    options.save({"list_page_size": 5, "answers_page_size": 5})
    question = [make.question(cast.asker, tags=("sleep",)) for _ in range(6)][-1]
    for _ in range(6):
        make.answer(question)
    site = options.current().site_name
    titles = {
        "/": f"Recent questions and answers - {site}",
        "/questions/": f"Questions - {site}",
        "/questions/?page=2": f"Questions (page 2) - {site}",
        "/tags/sleep/?page=2": f"Questions tagged sleep (page 2) - {site}",
        question.get_absolute_url(): f"{question.title} - {site}",
        f"{question.get_absolute_url()}?page=2": f"{question.title} (page 2) - {site}",
    }
    found = {address: "".join(Page.of(Client().get(address)).find("title").node[2]) for address in titles}
    assert found == titles
