"""What search engines are told of a question: its words, its one address, its pages, and that it is closed."""

import pytest
from django.test import Client

from forum import options
from qa.actions.closures import close_question
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_thread(cast):
    options.save({"answers_page_size": 5})
    cast.question = make.question(cast.asker, body='He said: "No *more* of <it>."\n\n' + "word " * 100)
    for _ in range(12):
        make.answer(cast.question)
    cast.address = cast.question.get_absolute_url()
    return cast


def head_of(address):
    page = Page.of(Client().get(address))
    return {
        "description": page.find("meta", name="description").attribute("content"),
        **{link.attribute("rel"): link.attribute("href") for link in page.find_all("link")},
        "robots": [tag.attribute("content") for tag in page.find_all("meta", name="robots")],
    }


def test_the_description_is_the_beginning_of_the_text_on_one_line(long_thread):
    description = head_of(long_thread.address)["description"]
    assert description.startswith('He said: "No more of <it>." word')
    assert description.endswith("word…")
    assert 140 < len(description) <= 150


def test_a_question_without_text_is_described_by_its_title(cast):
    question = make.question(cast.asker, "What helps on the very worst of days?", body="")
    assert head_of(question.get_absolute_url())["description"] == question.title


@pytest.mark.parametrize("show", [False, True])
def test_the_one_address_names_the_page_and_nothing_else(long_thread, show):
    base = f"http://testserver{long_thread.address}"
    last = long_thread.question.thread_posts.order_by("-pk").first()
    more = f"&show={last.pk}" if show else ""
    assert head_of(f"{long_thread.address}?comments=all")["canonical"] == base
    head = head_of(f"{long_thread.address}?page=3{more}")
    assert head["canonical"] == f"{base}?page=3"
    assert head["robots"] == []


def test_pages_of_answers_are_chained(long_thread):
    address = long_thread.address
    assert "prev" not in head_of(address)
    head = head_of(f"{address}?page=2")
    assert (head["prev"], head["next"]) == (f"{address}#answers", f"{address}?page=3#answers")
    assert "next" not in head_of(f"{address}?page=3")


def test_the_same_answers_in_another_order_are_no_page_of_their_own(long_thread):
    head = head_of(f"{long_thread.address}?order=oldest&page=2")
    assert head["canonical"] == f"http://testserver{long_thread.address}"
    assert head["robots"] == []  # that would take the page itself out of searches


def test_the_title_of_the_page_says_that_the_question_is_closed(cast):
    question = make.question(cast.asker, "What helps on the very worst of days?")
    close_question(cast.asker, question.pk, reason="It is settled.")
    title = Page.of(Client().get(question.get_absolute_url())).find("title")
    assert "".join(title.node[2]) == f"[closed] {question.title} - {options.current().site_name}"
