"""Drafts over plain HTTP: the button, the notice, the list, and a draft that is older than the post."""

import pytest
from django.test import Client

from qa.actions.closures import close_question, reopen_question
from qa.actions.drafts import save_draft
from qa.models import Draft, Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db

TITLE = "How do I tell my family that I need help?"


def notice(page):
    return " ".join(part.text for part in page.find_all("div", class_="notice"))


def body_of(page):
    return page.find("textarea", name="body").text.strip()


def addresses(cast):
    question = make.question(cast.asker)
    own = make.answer(question, cast.reader)
    return {
        "ask": "/ask/",
        f"answer-{question.pk}": f"/questions/{question.pk}/answers/",
        f"comment-{question.pk}": f"/posts/{question.pk}/comments/",
        f"edit-{own.pk}": f"/posts/{own.pk}/edit/",
    }


@pytest.mark.parametrize("which", range(4))
def test_the_button_saves_and_comes_back_with_the_form(cast, which):
    place, address = list(addresses(cast).items())[which]
    client, posts = make.client(cast.reader), Post.objects.count()
    response = client.post(address, {"body": "Half a sent", "version": "1", "save_draft": "1"}, follow=True)
    page = Page.of(response)
    assert body_of(page) == "Half a sent"
    assert "The draft is saved" in page.text
    assert "This is your draft, saved" in notice(page)
    assert Draft.objects.get().place == place
    assert Post.objects.count() == posts
    page = Page.of(client.get("/drafts/"))
    assert "Half a sent" in page.find("article", class_="row").text


def test_a_draft_of_a_question_brings_back_every_field(cast):
    category = make.category("Family")
    fields = {"title": "Unfinished", "body": "Half", "tags": "help family", "category": str(category.pk)}
    make.client(cast.reader).post("/ask/", {**fields, "save_draft": "1"})
    page = Page.of(make.client(cast.reader).get("/ask/"))
    assert page.find("input", name="title").attribute("value") == "Unfinished"
    assert page.find("input", name="tags").attribute("value") == "help family"
    chosen = [option for option in page.find_all("option") if "selected" in option.node[1]]
    assert [option.text for option in chosen] == ["Family"]
    assert "Half" not in Page.of(make.client(cast.asker).get("/ask/")).text
    assert Page.of(Client().get("/ask/")).find_all("button", name="save_draft") == []


def test_an_address_with_words_of_its_own_only_tells_of_the_draft(cast):
    save_draft(cast.reader, "ask", {"title": "Unfinished"})
    page = Page.of(make.client(cast.reader).get("/ask/", {"title": "From the search"}))
    assert page.find("input", name="title").attribute("value") == "From the search"
    assert "You have a draft here" in notice(page)


def test_the_question_page_tells_of_a_draft_without_one_more_query(cast, django_assert_num_queries):
    question = make.question(cast.asker)
    client, address = make.client(cast.reader), question.get_absolute_url()
    client.get(address)
    before = Page.of(client.get(address))
    assert "draft" not in notice(before)
    save_draft(cast.reader, f"answer-{question.pk}", {"body": "Half an answer"})
    with django_assert_num_queries(10, exact=False):
        page = Page.of(client.get(address))
    assert "You have a draft here" in notice(page)
    assert body_of(page) == ""
    link = next(a for a in page.find_all("a") if a.text == "Go on with it")
    assert body_of(Page.of(client.get(link.attribute("href"), follow=True))) == "Half an answer"


def test_posting_discards_the_draft_and_tells_the_browser(cast):
    question = make.question(cast.asker)
    client = make.client(cast.reader)
    save_draft(cast.reader, f"answer-{question.pk}", {"body": "Half an answer"})
    response = client.post(f"/questions/{question.pk}/answers/", {"body": "A whole answer, at last."})
    assert response.cookies["posted"].value == f"answer-{question.pk}"
    assert not Draft.objects.exists()
    refused = client.post(f"/questions/{question.pk}/answers/", {"body": "short"})
    assert "posted" not in refused.cookies


def test_a_refused_form_leaves_the_draft_and_shows_what_was_typed(cast):
    save_draft(cast.reader, "ask", {"title": "Saved before", "body": "Saved before"})
    response = make.client(cast.reader).post("/ask/", {"title": "Short", "body": "Typed now"})
    assert (response.status_code, body_of(Page.of(response))) == (422, "Typed now")
    assert Draft.objects.get().fields["body"] == "Saved before"


def test_a_draft_of_an_edit_that_is_older_than_the_post_shows_both_and_overwrites_nothing_silently(cast):
    question = make.question(cast.asker, body="The first words.")
    client = make.client(cast.asker)
    typed = {"title": question.title, "body": "My half edit.", "version": "1", "save_draft": "1"}
    client.post(f"/posts/{question.pk}/edit/", typed)
    make.edit(cast.editor, question.pk, "What the editor saved.")
    page = Page.of(client.get(f"/posts/{question.pk}/edit/"))
    assert "changed after you began this draft" in page.find(role="alert").text
    assert "What the editor saved." in page.find(class_="conflict").text
    assert body_of(page) == "My half edit."
    assert page.find("input", name="version").attribute("value") == "2"
    question.refresh_from_db()
    assert question.body == "What the editor saved."


def test_a_draft_is_not_stale_because_the_question_was_closed_meanwhile(cast):
    question = make.question(cast.asker, body="The first words.")
    save_draft(cast.asker, f"edit-{question.pk}", {"body": "My half edit.", "version": "1"})
    close_question(cast.editor, question.pk, reason="Settled.")
    reopen_question(cast.editor, question.pk)
    page = Page.of(make.client(cast.asker).get(f"/posts/{question.pk}/edit/"))
    assert page.find_all(class_="conflict") == []
    assert body_of(page) == "My half edit."


def test_a_draft_newer_than_the_post_is_shown_beside_it(cast):
    question = make.question(cast.asker, body="The first words.")
    save_draft(cast.asker, f"edit-{question.pk}", {"body": "From a later version.", "version": "7"})
    page = Page.of(make.client(cast.asker).get(f"/posts/{question.pk}/edit/"))
    assert "The first words." in page.find(class_="conflict").text
    assert body_of(page) == "From a later version."


def test_a_draft_is_discarded_after_a_question_back(cast):
    save_draft(cast.reader, "ask", {"title": "Unfinished"})
    client = make.client(cast.reader)
    page = Page.of(client.get("/drafts/ask/discarding/"))
    assert "Unfinished" in page.find("blockquote").text
    assert Draft.objects.exists()
    response = client.post("/drafts/ask/discarding/", follow=True)
    assert "The draft is discarded" in Page.of(response).text
    assert not Draft.objects.exists()
    assert client.get("/drafts/ask/discarding/").status_code == 404
    assert client.post("/drafts/ask/discarding/").status_code == 302


def test_scripts_save_drafts_and_others_are_refused(cast):
    client = make.client(cast.reader)
    saved = client.post("/drafts/", {"place": "ask", "body": "Half"})
    assert saved.json()["saved_at"]
    assert client.post("/drafts/", {"place": "ask", "body": ""}).json() == {"saved_at": None}
    assert client.post("/drafts/", {"place": "elsewhere", "body": "Half"}).status_code == 400
    assert Client().post("/drafts/", {"place": "ask", "body": "Half"}).status_code == 403
    assert Client().get("/drafts/").headers["Location"] == "/accounts/login/?next=/drafts/"
    assert not Draft.objects.exists()


def test_what_the_draft_was_for_is_gone_and_its_text_can_be_copied(cast):
    save_draft(cast.reader, "answer-999999", {"body": "Long words, long lost."})
    page = Page.of(make.client(cast.reader).get("/drafts/"))
    assert page.find("pre").text == "Long words, long lost."
    assert "is gone" in page.find("article").text
