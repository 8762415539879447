"""What helps while writing, over plain HTTP: the look before posting, mentions, forms that come too late."""

import pytest
from django.test import Client

from forum import options
from qa.actions.hidings import hide_post
from qa.forms.privacy import digest
from qa.models import Post
from qa.reads.mentions import compose_post
from qa.rules.privacy import find
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db

TITLE = "How do I tell my family that I need help?"
TELLING = "Please call me, my number is 0151 23456789."


def second_look(response):
    """The box that points at something, or None."""
    return next(iter(Page.of(response).find_all("section", class_="second-look")), None)


def press_again(client, address, response, **fields):
    seen = Page.of(response).find("input", name="seen").attribute("value")
    return client.post(address, {**fields, "seen": seen})


def places(cast):
    question = make.question(cast.asker)
    return {
        "ask": ("/ask/", {"title": TITLE}),
        "answer": (f"/questions/{question.pk}/answers/", {}),
        "comment": (f"/posts/{question.pk}/comments/", {}),
    }


@pytest.mark.parametrize("place", ["ask", "answer", "comment"])
def test_what_tells_who_somebody_is_is_pointed_at_once_and_the_second_press_posts(cast, place):
    address, fields = places(cast)[place]
    fields |= {"body": TELLING}
    client, before = make.client(cast.reader), Post.objects.count()
    response = client.post(address, fields)
    assert response.status_code == 200
    assert "This looks like a phone number: 0151 23456789" in second_look(response).text
    assert Page.of(response).find("textarea", name="body").text == TELLING
    assert Post.objects.count() == before
    assert press_again(client, address, response, **fields).status_code == 302
    assert Post.objects.count() == before + 1


def test_what_comes_in_later_is_pointed_at_too_and_what_is_taken_out_is_not(cast):
    client = Client()
    response = client.post("/ask/", {"title": TITLE, "body": TELLING})
    longer = {"title": TITLE, "body": f"{TELLING} Or anna@example.org."}
    response = press_again(client, "/ask/", response, **longer)
    assert "anna@example.org" in second_look(response).text
    assert not Post.objects.exists()
    response = press_again(client, "/ask/", response, title=TITLE, body="Please answer here.")
    assert response.status_code == 302


def test_the_title_is_looked_at_and_so_is_the_own_address(cast):
    cast.reader.user.email = "lena.vogt@example.org"
    cast.reader.user.save()
    client = make.client(cast.reader)
    response = client.post(
        "/ask/", {"title": "My name is Lena Vogt and I cannot sleep?", "body": "What now?"}
    )
    assert "the beginning of your own e-mail address: Lena Vogt" in second_look(response).text


def test_a_preview_points_at_it_already(cast):
    client = Client()
    response = client.post("/ask/", {"title": TITLE, "body": TELLING, "preview": "1"})
    assert "0151 23456789" in second_look(response).text
    assert press_again(client, "/ask/", response, title=TITLE, body=TELLING).status_code == 302


def test_what_is_wrong_comes_first_and_what_was_shown_is_not_shown_again(cast):
    client = Client()
    assert second_look(client.post("/ask/", {"title": "Short", "body": TELLING})) is None
    response = client.post("/ask/", {"title": TITLE, "body": TELLING})
    response = press_again(client, "/ask/", response, title="Short", body=TELLING)
    assert response.status_code == 422
    assert press_again(client, "/ask/", response, title=TITLE, body=TELLING).status_code == 302


def test_harmless_words_are_posted_at_once(cast):
    client = Client()
    harmless = {
        "title": TITLE,
        "body": "Samaritans are on 116 123, and 0800 1110222 is free. I was born in 1987.",
    }
    assert client.post("/ask/", harmless).status_code == 302


def test_the_owner_may_switch_the_helper_off(cast):
    options.save({"is_privacy_helper_on": False})
    assert Client().post("/ask/", {"title": TITLE, "body": TELLING}).status_code == 302


def test_what_is_pointed_at_is_neither_stored_nor_logged(cast, caplog):
    client = Client()
    with caplog.at_level(0):
        client.post("/ask/", {"title": TITLE, "body": TELLING})
    assert "0151" not in caplog.text
    assert not Post.objects.exists()


def suggested(**query):
    page = Page.of(Client().get("/suggest/members/", query))
    return [option.attribute("data-value") for option in page.find_all("li", role="option")]


def test_names_are_suggested_by_their_beginning_those_of_the_thread_first(cast):
    question = make.question(cast.asker)
    make.answer(question, make.member("Amira"))
    make.comment(question, make.member("Ánn B"))
    make.member("abel")
    make.member("alone", is_active=False)
    assert suggested(q="a") == ["abel", "administratrix", "Amira", "Ánn B", "answerer", "asker"]
    assert suggested(q="A", question=question.pk) == [
        "Amira", "Ánn B", "asker", "abel", "administratrix", "answerer",
    ]  # fmt: skip
    assert suggested(q="an", question=question.pk) == ["Ánn B", "answerer"]
    assert suggested(q="", question=question.pk) == ["Amira", "Ánn B", "asker"]
    assert suggested(q="") == suggested(q="zzz") == suggested(q="", question="x" * 30) == []
    assert suggested(q="%") == suggested(q="\x00"[:0]) == []


def test_who_takes_part_in_what_is_hidden_is_not_told(cast):
    question = make.question(cast.asker)
    hide_post(cast.answerer, make.answer(question, cast.answerer).pk)
    assert suggested(question=question.pk) == ["asker"]
    make.answer(question, cast.reader)
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert suggested(question=question.pk) == []


def test_the_name_of_a_member_becomes_a_link_when_it_is_saved_and_the_preview_is_the_same(cast):
    make.member("two words")
    make.member("gone", is_active=False)
    body = 'Ask @READER or @"two words", not @gone, me@reader.example or `@reader`.'
    question = make.question(cast.asker)
    client = make.client(cast.asker)
    preview = client.post("/preview/", {"body": body}).content.decode().strip()
    client.post(f"/questions/{question.pk}/answers/", {"body": body, "seen": digests(body)})
    answer = Post.objects.get(kind=Post.Kind.ANSWER)
    assert answer.body_html == preview
    links = Page.of(client.get(answer.get_absolute_url(), follow=True)).find("article", id=answer.anchor)
    shown = [(link.text, link.attribute("href")) for link in links.find(class_="post__body").find_all("a")]
    assert shown == [("@READER", "/users/reader/"), ('@"two words"', "/users/two%20words/")]
    edited = {"body": "Only @answerer knows this.", "version": answer.version}
    client.post(f"/posts/{answer.pk}/edit/", edited)
    answer.refresh_from_db()
    assert '<a href="/users/answerer/"' in answer.body_html


def digests(body):
    return " ".join(digest(found) for found in find(body))


def test_the_names_of_a_text_cost_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        compose_post("@asker, @reader and @nobody, @asker again.\n\n- @expert")
    with django_assert_num_queries(0):
        compose_post("Nobody is named here, not even in me@example.org or `@asker`.")


def test_a_crowd_of_names_is_looked_up_up_to_a_limit(cast, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        compose_post(" ".join(f"@name{number}" for number in range(1_000)))
    assert queries[0]["sql"].count("'name") <= 100  # among names, and names that were


LATE = {
    "title": TITLE,
    "body": 'They say "no" & <never>.\n\nWhat now?',
    "tags": "family help",
    "wants_notice": "",
}
HERE = {"origin": "http://testserver"}


def fields_of(form):
    return {one.attribute("name"): one.attribute("value") for one in form.find_all("input", type="hidden")}


def test_a_form_without_a_fresh_token_keeps_title_body_and_tags_and_writes_nothing():
    response = Client(enforce_csrf_checks=True).post("/ask/", LATE)
    page = Page.of(response)
    assert response.status_code == 403
    assert [area.text for area in page.find_all("textarea")] == [
        LATE["title"],
        LATE["body"].replace("\n\n", " "),
        LATE["tags"],
    ]
    assert "copy what you wrote, go back, reload the page" in page.text
    assert not Post.objects.exists()


def after_a_session():
    """A browser whose session is gone: its forms carry tokens that are no longer good."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = "x" * 32
    return client


def test_a_form_of_our_own_page_can_be_sent_again_with_everything():
    client = after_a_session()
    page = Page.of(client.post("/ask/?follow=", LATE, headers=HERE))
    assert not Post.objects.exists()
    form = next(
        one for one in page.find_all("form") if any(b.text == "Try again" for b in one.find_all("button"))
    )
    fields = fields_of(form)
    token = fields.pop("csrfmiddlewaretoken")
    assert fields == LATE
    assert form.attribute("action") == "/ask/?follow="
    again = client.post(form.attribute("action"), {**fields, "csrfmiddlewaretoken": token}, headers=HERE)
    assert again.status_code == 302
    assert Post.objects.get().body == LATE["body"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver.elsewhere.example"},
        {"referer": "https://elsewhere.example/http://testserver/"},
        {"referer": "http://[broken"},
    ],
)
def test_a_form_from_elsewhere_cannot_be_sent_again_with_one_press(headers):
    response = Client(enforce_csrf_checks=True).post("/ask/", LATE, headers=headers)
    assert response.status_code == 403
    assert "Try again" not in Page.of(response).text


def test_a_form_with_a_password_is_never_written_out_again():
    sent = {"login": "asker", "password": "calm-river-7"}
    response = after_a_session().post("/accounts/login/", sent, headers=HERE)
    assert response.status_code == 403
    assert b"calm-river-7" not in response.content


def test_a_referer_of_our_own_is_enough():
    headers = {"referer": "http://testserver/ask/"}
    response = after_a_session().post("/ask/", LATE, headers=headers)
    assert "Try again" in Page.of(response).text
