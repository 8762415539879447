"""Kept pages: handed out while they are true, never a moment longer, never to somebody they are not for."""

import gzip

import brotli
import pytest
from django.db import connection
from django.test import Client

from tests import make
from tests.forum.doors import Server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def people(db):
    return make.cast()


def test_a_page_is_made_once_and_then_handed_out_as_it_is(people, server):
    address = make.question(people.asker).get_absolute_url()
    first, second = server.get_made(address), server.get_kept(address)
    assert (second.status, second.body) == (200, first.body)
    assert second.headers == first.headers
    assert b"csrfmiddlewaretoken" not in first.body
    assert "set-cookie" not in first.headers
    assert first.body == Client().get(address).content or b"submission_key" in first.body


def test_visitors_pages_of_every_kind_are_kept(people, server):
    question = make.question(people.asker, tags=["sleep"])
    make.answer(question, people.answerer)
    for address in (
        "/", "/questions/", "/questions/?sort=votes", "/unanswered/?by=upvotes", "/hot/", "/activity/", "/tags/", "/tags/sleep/",
        "/categories/", "/users/", "/users/asker/", "/users/asker/questions/", "/users/answerer/answers/",
        question.get_absolute_url(), question.get_absolute_url() + "?order=votes",
    ):  # fmt: skip
        assert server.get_made(address).status == 200, address
        assert server.get_kept(address).status == 200, address
