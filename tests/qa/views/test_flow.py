"""The whole story over plain HTTP: what a browser without JavaScript does."""

import re

import pytest
from django.test import Client

from forum.options import DEFAULTS
from qa.models import Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
TITLE = "How do I tell my friends that I need quiet?"


def follow(client, response):
    assert response.status_code == 302, Page.of(response).text[:400]
    return Page.of(client.get(response.headers["Location"], follow=True))


def test_a_visitor_asks_is_answered_accepts_and_edits_with_nothing_but_a_cookie(cast):
    asker, helper = Client(), make.client(cast.answerer)
    category = make.category("Friends")
    form = Page.of(asker.get("/ask/"))
    key = form.find("input", name="submission_key").attribute("value")
    sent = {"title": TITLE, "body": "They are *kind*.", "tags": "friends, quiet", "category": category.pk,
            "author_name": "Sam", "wants_notice": "on", "email": "sam@example.org", "submission_key": key}  # fmt: skip
    page = follow(asker, asker.post("/ask/", sent))
    assert page.find("h1").text == TITLE
    assert "by Sam (you)" in page.find(class_="post__foot").text
    assert [tag.text for tag in page.find_all("a", class_="tag")] == ["friends", "quiet"]
    question = Post.objects.get()

    page = follow(
        helper, helper.post(f"/questions/{question.pk}/answers/", {"body": "Say just that: *I need quiet*."})
    )
    answer = Post.objects.get(kind="A")
    assert page.find("article", id=f"a{answer.pk}").find("em").text == "I need quiet"
    assert "1 answer" in page.find(class_="answers__head").text

    follow(asker, asker.post(f"/posts/{answer.pk}/comments/", {"body": "Thank you, I will try."}))
    follow(
        make.client(cast.reader), make.client(cast.reader).post(f"/posts/{answer.pk}/vote/", {"value": "1"})
    )
    page = follow(asker, asker.post(f"/posts/{answer.pk}/acceptance/", {"accepted": "1"}))
    accepted = page.find("article", class_="post--accepted")
    assert accepted.find(class_="votes__count").text == "+1 vote"
    assert "helped most" in accepted.find(class_="badge").text
    assert "Thank you, I will try." in accepted.find(class_="comment").text

    edit = Page.of(asker.get(f"/posts/{question.pk}/edit/"))
    sent = {"title": TITLE, "body": "They are kind, all of them.", "tags": "friends", "category": category.pk,
            "version": edit.find("input", name="version").attribute("value")}  # fmt: skip
    page = follow(asker, asker.post(f"/posts/{question.pk}/edit/", sent))
    assert "all of them" in page.find(class_="post--question").text
    assert Client().get(f"/posts/{question.pk}/edit/").status_code == 403
    assert make.drift() == []


def test_preview_shows_the_text_as_it_will_be_and_questions_like_it_and_publishes_nothing(cast):
    make.question(cast.asker, "How do I tell my friends the truth?")
    response = Client().post("/ask/", {"title": TITLE, "body": "**bold** <b>raw</b>", "preview": "1"})
    page = Page.of(response)
    assert response.status_code == 200
    assert page.find(class_="preview").find("strong").text == "bold"
    assert "<b>raw</b>" in page.find(class_="preview").text
    assert "How do I tell my friends the truth?" in page.find(class_="similar").text
    assert page.find("input", name="title").attribute("value") == TITLE
    assert Post.objects.count() == 1


def test_the_live_preview_answers_with_the_very_html_that_publishing_stores(cast):
    source = "A list:\n\n1. one\n2. two\n\nhttps://example.org and `code`"
    question = make.question(cast.asker, body=source)
    response = Client().post("/preview/", {"body": source})
    assert response.content.decode().strip() == question.body_html
    refused = Client().post("/preview/", {"body": "[" * 11_000})
    assert (refused.status_code, b"too complex" in refused.content) == (422, True)


def test_voting_without_javascript_comes_back_to_the_post_and_a_second_press_takes_it_back(cast):
    question, client = make.question(cast.asker), make.client(cast.reader)
    page = follow(client, client.post(f"/posts/{question.pk}/vote/", {"value": "1"}))
    up = page.find(class_="votes__up")
    assert (up.attribute("aria-pressed"), up.attribute("value")) == ("true", "0")
    page = follow(client, client.post(f"/posts/{question.pk}/vote/", {"value": up.attribute("value")}))
    assert page.find(class_="votes__count").text == "0 votes"


def test_htmx_gets_only_the_vote_box(cast):
    question = make.question(cast.asker)
    response = make.client(cast.reader).post(
        f"/posts/{question.pk}/vote/", {"value": "-1"}, headers={"hx-request": "true"}
    )
    assert b"<html" not in response.content
    assert Page.of(response).find(class_="votes__count").text == "–1 vote"


def test_a_visitors_vote_buttons_say_what_is_missing_and_lead_to_signing_in_and_back(cast):
    question = make.question(cast.asker)
    up = Page.of(Client().get(question.get_absolute_url())).find(class_="votes__up")
    assert up.attribute("title") == "Please sign in to vote."
    assert up.attribute("href") == f"/accounts/login/?next={question.get_absolute_url()}"


def test_an_author_sees_why_the_vote_buttons_are_off(cast):
    question = make.question(cast.asker)
    up = Page.of(make.client(cast.asker).get(question.get_absolute_url())).find(class_="votes__up")
    assert up.attribute("title") == "You cannot vote on your own post."
    assert "disabled" in up.node[1]


def test_a_wrong_slug_redirects_and_keeps_the_query(cast):
    question = make.question(cast.asker)
    response = Client().get(f"/questions/{question.pk}/wrong/?page=1")
    assert response.headers["Location"] == f"{question.get_absolute_url()}?page=1"


def test_an_answers_address_opens_the_page_of_answers_that_holds_it(cast):
    from forum import options

    options.save({"answers_page_size": 5})
    question = make.question(cast.asker)
    answers = [make.answer(question) for _ in range(7)]
    comment = make.comment(answers[6])
    for post in (answers[6], comment):
        response = Client().get(post.get_absolute_url())
        assert (
            response.headers["Location"]
            == f"{question.get_absolute_url()}?show={post.pk}&page=2#{post.anchor}"
        )
        page = Page.of(Client().get(response.headers["Location"]))
        assert page.find(id=post.anchor)
        assert len(page.find_all("article", class_="post--answer")) == 2
    response = Client().get(f"/questions/{answers[0].pk}/")
    assert response.headers["Location"].endswith(f"#a{answers[0].pk}")


def test_a_hidden_question_is_gone_for_readers_and_there_for_its_author_and_editors(cast):
    question = make.question(cast.asker, TITLE)
    client = make.client(cast.asker)
    assert b"It can be shown again" in client.get(f"/posts/{question.pk}/hiding/").content
    follow(client, client.post(f"/posts/{question.pk}/hiding/"))
    address = question.get_absolute_url()
    hidden = Client().get(address)
    assert (hidden.status_code, TITLE in hidden.content.decode()) == (404, False)
    assert make.client(cast.reader).get(address).status_code == 404
    for viewer in (cast.asker, cast.editor):
        page = Page.of(make.client(viewer).get(address))
        assert "hidden by its author" in page.find(class_="notice").text
    for lists in ("/", "/questions/", "/activity/", "/search/?q=quiet", "/users/asker/"):
        assert TITLE not in Client().get(lists).content.decode(), lists


def test_closing_with_a_reason_and_as_a_duplicate_shows_why(cast):
    question, original = make.question(cast.asker), make.question(cast.asker, TITLE)
    client = make.client(cast.editor)
    page = follow(client, client.post(f"/posts/{question.pk}/closure/", {"reason": "Settled kindly."}))
    assert "Settled kindly." in page.find(class_="notice--closed").text
    assert "takes no more answers" in page.find(id="your-answer").text
    follow(client, client.post(f"/posts/{question.pk}/reopening/"))
    address = f"https://testserver{original.get_absolute_url()}"
    page = follow(client, client.post(f"/posts/{question.pk}/closure/", {"duplicate_of": address}))
    assert page.find(class_="notice--closed").find("a").text == TITLE
    refused = client.post(f"/posts/{original.pk}/closure/", {"duplicate_of": question.get_absolute_url()})
    assert (refused.status_code, b"duplicate of this one" in refused.content) == (422, True)


def test_flagging_asks_why_and_thanks(cast):
    question, client = make.question(cast.asker), make.client(cast.reader)
    assert client.post(f"/posts/{question.pk}/flag/", {}).status_code == 422
    page = follow(
        client, client.post(f"/posts/{question.pk}/flag/", {"reason": "rude", "note": "See line two."})
    )
    assert "Thank you" in page.text


def test_no_page_carries_inline_script_or_style_and_all_carry_the_policy(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    for address in (
        "/",
        question.get_absolute_url(),
        "/ask/",
        "/accounts/login/",
        "/accounts/signup/",
        "/users/asker/",
    ):
        response = make.client(cast.moderator if "accounts" not in address else None).get(address)
        html = response.content.decode()
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        html = html.replace('<script type="application/ld+json">', "")  # data, which no browser runs
        html = html.replace(
            f'href="{DEFAULTS.exit_url}"', ""
        )  # a link to leave by, which asks nobody before it is followed
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\son\w+=|javascript:", html), address
        assert not re.search(
            r"(?:src|href)=\"(?:https?:)?//(?!testserver)", html.replace("https://testserver", "")
        ), address
