"""Whatever is sent: a clear page with the right status, the typed text kept, nothing half-written, never a 500."""

import uuid

import pytest
from django.core import signing
from django.test import Client

from accounts.viewers import COOKIE_SALT
from qa.actions.hidings import hide_post
from qa.models import Post, Vote
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db

TITLE = "How can I sleep through a whole night?"
HUGE_NUMBERS = ["99999999999999999999999999", "9223372036854775808", "18446744073709551616"]


def is_our_page(response):
    return b"<main" in response.content and b"Mindwellnessforum" in response.content


def ask(client, **fields):
    return client.post("/ask/", {"title": TITLE, "body": "Words that took long to find.", **fields})


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "required"),
        ("title", "Too short", "at least 12 characters"),
        ("title", "x" * 121, "at most 120 characters"),
        ("title", "Hello\x00world, are you there?", "no computer can store"),
        ("title", "Hello\x07world, are you there?", "control character"),
        ("title", "Hello \u202eworld, are you there?", "direction of writing"),
        ("title", "\u200b \u200b\u2060 \u3164" * 5, "required"),
        ("body", "x" * 12_001, "at most 12000 fit"),
        ("body", "x" * 1_000_000, "at most 12000 fit"),
        ("body", "before\x00after", "no computer can store"),
        ("body", "[" * 11_000, "too complex"),
        ("body", "1. " * 3_900, "too complex"),
        ("tags", "a b c d e f", "at most 5 tags"),
        ("tags", "x" * 41, "too long"),
        ("tags", "--- ???", "not a tag"),
        ("tags", "a/b", "character that tags cannot have"),
        ("author_name", "x" * 41, "at most 40 characters"),
        ("author_name", "adm\u202ein", "direction of writing"),
        ("email", "not an address", "valid email address"),
    ],
)
def test_a_question_with_something_wrong_comes_back_whole(field, value, sentence):
    kept = "Words that took long to find." if field != "body" else TITLE
    response = ask(Client(), **{field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert kept in page
    assert not Post.objects.exists()


def test_lone_surrogates_cannot_even_be_sent_and_become_a_replacement_character():
    body = b"title=" + TITLE.encode() + b"&body=broken+%ED%A0%80+text"
    response = Client().post("/ask/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    assert "\ufffd" in Post.objects.get().body


def test_control_characters_pasted_into_a_text_are_dropped_silently():
    ask(Client(), body="pasted\x0b from\x1f a word processor")
    assert Post.objects.get().body == "pasted from a word processor"


def test_a_notification_needs_an_address_and_says_so():
    response = ask(Client(), wants_notice="on")
    assert response.status_code == 422
    assert b"give the address" in response.content


def test_an_answer_that_is_too_short_comes_back_on_the_question_page(cast):
    question = make.question(cast.asker)
    response = Client().post(f"/questions/{question.pk}/answers/", {"body": "Hm.", "author_name": "Zed"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "at least 12 characters" in page
    assert ">\nHm.</textarea>" in page
    assert 'value="Zed"' in page
    assert not Post.objects.filter(kind="A").exists()


@pytest.mark.parametrize("number", HUGE_NUMBERS)
@pytest.mark.parametrize(
    "address",
    ["/questions/{}/", "/questions/{}/slug/", "/posts/{}/edit/", "/posts/{}/comments/", "/{}/old", "/?qa={}"],
)
def test_an_enormous_id_is_not_found(address, number):
    response = Client().get(address.format(number))
    assert response.status_code in (404, 200 if address == "/?qa={}" else 404)
    assert is_our_page(response)


@pytest.mark.parametrize(
    "address", ["/questions/", "/unanswered/", "/hot/", "/activity/", "/tags/", "/users/"]
)
@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("0", 400),
        ("-1", 400),
        ("x", 400),
        ("1.5", 400),
        ("", 400),
        ("٣", 400),
        ("2", 404),
        ("99999999999999", 404),
    ],
)
def test_a_page_that_is_no_number_is_refused_and_one_past_the_end_not_found(cast, address, page, status):
    make.question(cast.asker, tags=("sleep",))
    response = Client().get(address, {"page": page})
    assert response.status_code == status
    assert is_our_page(response)


@pytest.mark.parametrize(
    "address", ["/questions/?sort=sideways", "/unanswered/?by=magic", "/questions/?sort=Recent"]
)
def test_an_unknown_order_is_refused(address):
    response = Client().get(address)
    assert response.status_code == 400
    assert b"do not know that order" in response.content


@pytest.mark.parametrize(
    "query", ["%07", "%E2%80%AE", "a" * 10_000, "'\"&|!():*<->", "the of and", "%F0%9F%99%82"]
)
def test_a_search_for_anything_answers(cast, query):
    make.question(cast.asker)
    assert Client().get(f"/search/?q={query}").status_code == 200


@pytest.mark.parametrize("address", ["/users/%ED%A0%80/", "/tags/..%2f/", "/categories/a/b/c/"])
def test_names_that_nothing_can_have_are_not_found(address):
    response = Client().get(address)
    assert response.status_code == 404
    assert is_our_page(response)


@pytest.mark.parametrize(
    "address", ["/tags/%00/", "/users/%00/", "/search/?q=%00", "/suggest/tags/?q=%00", "/?qa=%00"]
)
def test_a_nul_in_an_address_is_refused_with_a_page(address):
    response = Client().get(address)
    assert response.status_code == 400
    assert is_our_page(response)


def test_a_name_of_accents_alone_is_no_name_and_a_broken_hidden_key_is_no_obstacle():
    response = ask(Client(), author_name="\u0301\u0301", submission_key="not-a-key")
    assert response.status_code == 302
    assert Post.objects.get().author_name == ""


@pytest.mark.parametrize("method", ["put", "delete", "patch", "get"])
def test_a_wrong_method_gets_a_page_and_the_right_ones(cast, method):
    question = make.question(cast.asker)
    response = getattr(Client(), method)(f"/posts/{question.pk}/vote/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert is_our_page(response)


def test_a_form_without_its_token_is_refused_and_shows_what_was_typed():
    response = ask(Client(enforce_csrf_checks=True))
    assert response.status_code == 403
    assert b"Words that took long to find." in response.content
    assert is_our_page(response)
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "cookie",
    [
        "rubbish",
        signing.dumps("secret", salt="another purpose"),
        signing.dumps("secret", salt=COOKIE_SALT)[:-2],
    ],
    ids=["rubbish", "other purpose", "cut short"],
)
def test_a_forged_visitor_cookie_gives_no_rights_and_does_no_harm(cookie):
    client = Client()
    ask(client)
    question = Post.objects.get()
    client.cookies["visitor"] = cookie
    assert client.get(question.get_absolute_url()).status_code == 200
    assert client.get(f"/posts/{question.pk}/edit/").status_code == 403


def test_an_expired_visitor_cookie_gives_no_rights(monkeypatch):
    client = Client()
    ask(client)
    question = Post.objects.get()
    assert client.get(f"/posts/{question.pk}/edit/").status_code == 200
    monkeypatch.setattr("accounts.viewers.COOKIE_SECONDS", -1)
    assert client.get(f"/posts/{question.pk}/edit/").status_code == 403


def test_the_same_form_sent_twice_makes_one_question_and_one_answer(cast):
    client, key = Client(), str(uuid.uuid4())
    first, second = ask(client, submission_key=key), ask(client, submission_key=key)
    assert first.headers["Location"] == second.headers["Location"]
    question = Post.objects.get()
    key = str(uuid.uuid4())
    for _ in range(2):
        client.post(
            f"/questions/{question.pk}/answers/", {"body": "A kind word or two.", "submission_key": key}
        )
    assert Post.objects.filter(kind="A").count() == 1
    assert make.drift() == []


@pytest.mark.parametrize("value", ["2", "", "up", "1e0", "\x00"])
def test_a_vote_that_is_none_is_refused(cast, value):
    question = make.question(cast.asker)
    response = make.client(cast.reader).post(f"/posts/{question.pk}/vote/", {"value": value})
    assert response.status_code == 400
    assert not Vote.objects.exists()


def test_votes_on_own_missing_and_hidden_posts_are_refused(cast):
    question = make.question(cast.asker)
    assert make.client(cast.asker).post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 403
    assert make.client(cast.reader).post("/posts/999/vote/", {"value": "1"}).status_code == 404
    hide_post(cast.asker, question.pk)
    assert make.client(cast.reader).post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 404
    assert make.client(cast.editor).post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 403
    assert not Vote.objects.exists()


def test_two_people_editing_at_once_both_see_both_texts(cast):
    question = make.question(cast.asker, title=TITLE, body="As it was.")
    form = {"title": TITLE, "version": "1"}
    saved = make.client(cast.editor).post(
        f"/posts/{question.pk}/edit/", {**form, "body": "What the editor wrote."}
    )
    assert saved.status_code == 302
    refused = make.client(cast.asker).post(
        f"/posts/{question.pk}/edit/", {**form, "body": "What the asker wrote."}
    )
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "What the editor wrote." in page
    assert "What the asker wrote." in page
    question.refresh_from_db()
    assert question.body == "What the editor wrote."
    again = {**form, "body": "Both together, then.", "version": "2"}
    assert make.client(cast.asker).post(f"/posts/{question.pk}/edit/", again).status_code == 302


def test_a_member_who_does_something_too_often_is_told_how_long_to_wait(cast):
    from forum import options

    options.save({"answers_per_member": 1})
    question = make.question(cast.asker)
    client = make.client(cast.reader)
    client.post(f"/questions/{question.pk}/answers/", {"body": "The first of my answers."})
    response = client.post(f"/questions/{question.pk}/answers/", {"body": "The second of my answers."})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) >= 60
    form = Page.of(response).find("form", action=f"/questions/{question.pk}/answers/#your-answer")
    assert "Please try again in" in form.text
    assert "The second of my answers." in form.find("textarea", name="body").text


@pytest.mark.parametrize(
    ("option", "address", "sent"),
    [
        (
            "questions_per_member",
            "/ask/",
            {"title": "What may I still ask?", "body": "Words that took long."},
        ),
        ("comments_per_member", "/posts/{pk}/comments/", {"body": "Words that took long."}),
    ],
)
def test_a_limit_that_is_reached_shows_the_form_again_with_the_wait(cast, option, address, sent):
    from forum import options

    question = make.question(cast.asker)
    options.save({option: 0})
    response = make.client(cast.reader).post(address.format(pk=question.pk), sent)
    assert response.status_code == 429
    page = Page.of(response)
    assert "Please try again in" in page.find("form", class_="composer").text
    assert page.find("textarea", name="body").text == sent["body"]


def test_a_request_that_is_too_large_is_refused_with_a_page():
    response = ask(Client(), body="x" * 3_000_000)
    assert response.status_code == 400
    assert is_our_page(response)


def test_a_fault_of_ours_shows_a_calm_page_without_database_or_details(cast, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("qa.views.lists.listings.recent_rows", fail)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert b"secret detail" not in response.content
    assert b"our side" in response.content
