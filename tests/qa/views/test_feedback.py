"""Writing to those who run the site."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from forum import options
from forum.models import Feedback
from qa.actions.feedback import forget_feedback
from tests import make
from tests.pages import Page
from tests.work import work

pytestmark = pytest.mark.django_db
WORDS = "I cannot find where to change my name."
OWNER = "owner@example.org"


@pytest.fixture
def open_form(db):
    options.save({"feedback_address": OWNER})


def form_of(client):
    return Page.of(client.get("/feedback/")).find("main").find("form")


def test_while_nobody_would_get_it_there_is_no_form_and_no_link_to_it(client):
    assert client.get("/feedback/").status_code == 404
    assert client.post("/feedback/", {"text": WORDS}).status_code == 404
    assert b'href="/feedback/"' not in client.get("/").content
    options.save({"feedback_address": OWNER, "is_feedback_open": False})
    assert client.get("/feedback/").status_code == 404


def test_a_visitor_writes_and_the_owner_gets_words_page_and_the_address_to_answer_to(client, open_form):
    assert b'href="/feedback/"' in client.get("/").content
    page = client.get("/feedback/", HTTP_REFERER="http://testserver/tags/?x=1")
    hidden = Page.of(page).find("input", name="page").attribute("value")
    sent = {"text": WORDS, "name": "Kim", "email": "kim@example.org", "page": hidden}
    response = client.post("/feedback/", sent, follow=True)
    assert "on their way" in Page.of(response).text
    work()
    [message] = mail.outbox
    assert (message.to, message.reply_to) == ([OWNER], ["kim@example.org"])
    assert WORDS in message.body
    assert "Kim wrote to you" in message.body
    assert "/tags/" in message.body
    assert not Feedback.objects.exists(), "nothing of it is kept"


def test_a_member_writes_under_their_name_and_without_being_asked_anything(cast, open_form):
    options.save({"captcha_questions": "Which colour is the sky? | blue"})
    client = make.client(cast.reader)
    assert {field.attribute("name") for field in form_of(client).find_all("input")} >= {"email", "page"}
    assert not form_of(client).find_all("input", name="captcha")
    client.post("/feedback/", {"text": WORDS, "name": "somebody else"})
    work()
    assert "reader wrote to you" in mail.outbox[0].body
    assert "no address to answer to" in mail.outbox[0].body


def test_visitors_are_asked_the_owners_question_and_lose_nothing_by_a_wrong_answer(client, open_form):
    options.save({"captcha_questions": "Which colour is the sky? | blue"})
    response = client.post("/feedback/", {"text": WORDS, "captcha": "green"})
    assert response.status_code == 422
    assert Page.of(response).find("textarea").text.strip() == WORDS
    assert client.post("/feedback/", {"text": WORDS, "captcha": "blue"}).status_code == 302
    options.save({"is_captcha_on_feedback": False})
    assert client.post("/feedback/", {"text": WORDS}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "required"),
        ({"text": "x" * 8_001}, "at most 8000"),
        ({"text": "a\x00b"}, "ull"),
        ({"text": WORDS, "email": "no address"}, "valid email"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_a_sentence(client, open_form, typed, sentence):
    response = client.post("/feedback/", typed)
    assert response.status_code == 422
    assert sentence in Page.of(response).find("main").text
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_a_page_that_is_none_of_ours_is_not_passed_on(client, open_form, page):
    client.post("/feedback/", {"text": WORDS, "page": page})
    assert Feedback.objects.get().page == ""
    assert Page.of(client.get("/feedback/", HTTP_REFERER=page)).find("input", name="page").attribute(
        "value"
    ) in (
        None,
        "",
    )


def test_there_is_a_limit_and_the_words_stay(cast, open_form):
    client = make.client(cast.reader)
    for _number in range(3):
        assert client.post("/feedback/", {"text": WORDS}).status_code == 302
    response = client.post("/feedback/", {"text": WORDS})
    assert response.status_code == 429
    assert Page.of(response).find("textarea").text.strip() == WORDS


def test_what_waits_for_an_address_in_vain_is_forgotten_after_thirty_days(client, open_form):
    client.post("/feedback/", {"text": WORDS})
    options.save({"feedback_address": ""})
    work()
    assert mail.outbox == []
    assert forget_feedback() == 0
    Feedback.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert forget_feedback() == 1
