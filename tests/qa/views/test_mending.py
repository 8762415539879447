"""What somebody sees of rules: refused with everything kept, held with the reason, mended, and decided by moderators."""

import pytest
from django.test import Client

from forum import options
from qa.actions.approvals import approve_post, reject_post
from qa.actions.words import save_word
from qa.models import Activity, Post, ReviewItem, SpamLesson, WatchedWord
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def item_of(post):
    return f"item-{ReviewItem.objects.open().get(post=post).pk}"


def watch(pattern, action="hold", **more):
    return save_word(make.SYSTEM, WatchedWord(pattern=pattern, action=action, **more))


@pytest.fixture
def place(cast):
    cast.question = make.question(cast.asker)
    return cast


def test_a_refused_question_comes_back_with_everything_that_was_typed_and_the_passage(cast):
    watch("casino", "reject")
    category = make.category("Health")
    sent = {
        "title": "Where is the next casino?",
        "body": "Some *words* about it.",
        "category": category.pk,
        "tags": "night",
    }
    response = make.client(cast.asker).post("/ask/", sent)
    assert response.status_code == 422
    page = Page.of(response)
    assert "These words are not used here: “casino”." in page.find(class_="summary").text
    assert page.find("input", name="title").attribute("value") == sent["title"]
    assert sent["body"] in page.find("textarea", name="body").text
    assert not Post.objects.exists()


@pytest.mark.parametrize("where", ["answer", "comment", "edit"])
def test_a_refused_reply_and_a_refused_edit_come_back_whole(place, where):
    answer = make.answer(place.question, place.answerer)
    watch("casino", "reject")
    address = {
        "answer": f"/questions/{place.question.pk}/answers/",
        "comment": f"/posts/{place.question.pk}/comments/",
        "edit": f"/posts/{answer.pk}/edit/",
    }[where]
    sent = {"body": "Come to the casino, all of you.", "version": 1}
    response = make.client(place.answerer).post(address, sent)
    assert response.status_code == 422
    assert "not used here: “casino”" in Page.of(response).text
    assert sent["body"] in Page.of(response).find("textarea", name="body").text


def test_refused_tags_come_back(place):
    watch("casino", "reject")
    client = make.client(place.asker)
    response = client.post(f"/posts/{place.question.pk}/tags/", {"tags": "casino", "version": 1})
    assert response.status_code == 422
    assert "“casino”" in Page.of(response).text


def test_a_visitor_reads_why_a_post_waits_with_the_passage_marked_mends_it_and_it_is_published(place):
    watch("cas*no")
    kim = Client()
    response = kim.post(
        f"/questions/{place.question.pk}/answers/", {"body": "Go to the <Casino> with me."}, follow=True
    )
    answer = Post.objects.get(kind="A")
    address = f"/posts/{answer.pk}/mending/"
    assert Page.of(response).find("a", href=address).text == "Why, and what you can do"
    page = Page.of(kim.get(address))
    assert "looked at before they are published: “Casino”." in page.text
    assert page.find("mark").text == "Casino"
    assert b"&lt;<mark>Casino</mark>&gt;" in kim.get(address).content
    mend = page.find("a", href=f"/posts/{answer.pk}/edit/").attribute("href")
    assert kim.get(mend).status_code == 200
    kim.post(mend, {"body": "Go to the lake with me.", "version": 1})
    assert "Go to the lake" in Client().get(place.question.get_absolute_url()).content.decode()
    assert kim.get(address).status_code == 302


def test_a_rejected_post_leads_its_author_from_the_reason_to_the_form_and_back_into_the_queue(place):
    options.save({"is_visitor_held": True})
    kim = Client()
    kim.post(f"/questions/{place.question.pk}/answers/", {"body": "Some words of mine here."})
    answer = Post.objects.get(kind="A")
    expert = make.client(place.expert)
    page = Page.of(expert.get(f"/posts/{answer.pk}/rejection/"))
    reasons = [one.attribute("value") for one in page.find_all("input", name="preset")]
    assert "This is advertising." in reasons
    expert.post(f"/posts/{answer.pk}/rejection/", {"preset": "This is advertising.", "is_spam": "on"})
    assert SpamLesson.objects.get(post=answer).is_spam
    address = f"/posts/{answer.pk}/mending/"
    assert Page.of(kim.get(place.question.get_absolute_url())).find("a", href=address)
    page = Page.of(kim.get(address))
    assert "This is advertising." in page.find("blockquote").text
    assert "3 more times" in page.text
    response = kim.post(
        f"/posts/{answer.pk}/edit/", {"body": "Words that sell nothing.", "version": 1}, follow=True
    )
    assert "once a moderator has seen it" in Page.of(response).find(class_="messages").text
    page = Page.of(expert.get("/moderate/"))
    assert [one.attribute("id") for one in page.find_all("article")] == [item_of(answer)]
    events = Page.of(kim.get(address)).find("ol", class_="events").text
    assert (
        events.index("held for approval")
        < events.index("rejected: This is advertising.")
        < events.index("version 2")
    )


def test_after_the_last_time_the_page_says_so_and_the_form_is_closed(place):
    options.save({"is_beginner_held": True, "most_resubmissions": 0})
    answer = make.answer(place.question, place.answerer)
    reject_post(place.expert, answer.pk, "No.")
    client = make.client(place.answerer)
    page = Page.of(client.get(f"/posts/{answer.pk}/mending/"))
    assert "You can appeal" in page.find("main").text
    assert client.get(f"/posts/{answer.pk}/edit/").status_code == 403


def test_nobody_else_learns_that_or_why_a_post_waits(place):
    watch("casino")
    answer = make.answer(place.question, place.answerer, "Go to the casino with me.")
    for who in (None, place.reader, place.asker):
        assert make.client(who).get(f"/posts/{answer.pk}/mending/").status_code == 404
    approve_post(place.expert, answer.pk)
    assert make.client(place.reader).get(f"/posts/{answer.pk}/mending/").status_code == 403


def test_moderators_see_what_was_found_in_the_list_and_mark_flagged_posts_as_all_right(place):
    watch("casino")
    watch("miracle", "flag")
    held = make.answer(place.question, place.answerer, "Go to the casino with me.")
    flagged = make.answer(place.question, place.answerer, "A miracle happened to me.")
    expert = make.client(place.expert)
    page = Page.of(expert.get("/moderate/"))
    assert page.find(id=item_of(held)).find("mark").text == "casino"
    assert page.find(id=flagged.anchor).find("mark").text == "miracle"
    assert "Published, but worth a look" in page.text
    settle = f"/posts/{flagged.pk}/settling/"
    assert make.client(place.reader).post(settle).status_code == 403
    page = Page.of(expert.post(settle, follow=True))
    assert not page.find_all(id=flagged.anchor)
    assert SpamLesson.objects.get(post=flagged).is_spam is False


def test_a_decision_that_comes_too_late_is_told_with_who_and_when(place):
    options.save({"is_visitor_held": True})
    first, second = (make.answer(place.question, make.visitor()) for _ in range(2))
    reject_post(place.editor, first.pk, "No.")
    approve_post(place.editor, second.pk)
    expert = make.client(place.expert)
    for post, verb in ((first, "rejected"), (second, "approved")):
        for act in ("approval", "rejection"):
            response = expert.post(f"/posts/{post.pk}/{act}/", {"reason": "So what."})
            assert response.status_code == 409
            assert f"{verb}, by editor" in Page.of(response).text
    assert make.client(place.reader).post(f"/posts/{first.pk}/approval/").status_code == 404
    assert Activity.objects.filter(verb__in=("approved", "rejected")).count() == 2


def test_a_rejection_without_a_reason_is_asked_again(place):
    options.save({"is_visitor_held": True, "rejection_reasons": ""})
    answer = make.answer(place.question, make.visitor())
    expert, address = make.client(place.expert), f"/posts/{answer.pk}/rejection/"
    assert not Page.of(expert.get(address)).find_all("input", name="preset")
    response = expert.post(address, {"preset": "made up", "reason": " "})
    assert response.status_code == 422
    assert "Please say why" in Page.of(response).text


def test_a_history_shows_readers_what_the_post_shows_them_and_editors_what_was_typed(place):
    watch("damn", "replace")
    answer = make.answer(place.question, place.answerer, "The damn day is long, my friends.")
    for who, is_typed in (("reader", False), (None, False), ("answerer", True), ("editor", True)):
        text = (
            make.client(getattr(place, who or "", None)).get(f"/posts/{answer.pk}/history/").content.decode()
        )
        assert ("damn" in text) is is_typed
    page = Client().get(place.question.get_absolute_url()).content.decode()
    assert "The **** day" in page
    assert "damn" not in page
