"""Comments below a post: folding, unfolding, replying."""

import pytest
from django.test import Client

from forum import options
from qa.actions.closures import close_question
from qa.actions.votes import cast_vote
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    cast.question = make.question(cast.asker)
    cast.answer = make.answer(cast.question, cast.answerer)
    cast.comments = [
        make.comment(cast.question, make.member(), f"Comment number {n} of this.") for n in range(12)
    ]
    return cast


def shown(page):
    return [
        comment.find(class_="comment__body").text for comment in page.find_all("article", class_="comment")
    ]


def test_more_than_ten_comments_are_folded_to_the_five_newest_oldest_first(thread):
    page = Page.of(Client().get(thread.question.get_absolute_url()))
    assert shown(page) == [f"Comment number {n} of this." for n in range(7, 12)]
    assert page.find(class_="comments__more").text == "Show 7 earlier comments"


def test_ten_comments_are_all_shown(thread):
    for _ in range(10):
        make.comment(thread.answer, make.member())
    page = Page.of(Client().get(thread.question.get_absolute_url()))
    assert len(page.find(id=f"comments-{thread.answer.pk}").find_all("article", class_="comment")) == 10


def test_the_link_unfolds_them_without_scripts_and_as_a_fragment_with_them(thread):
    page = Page.of(Client().get(thread.question.get_absolute_url()))
    link = page.find(class_="comments__more").find("a")
    whole = Page.of(Client().get(link.attribute("href").partition("#")[0]))
    assert len(shown(whole)) == 12
    fragment = Client().get(link.attribute("hx-get"), headers={"hx-request": "true"})
    assert b"<html" not in fragment.content
    assert len(shown(Page.of(fragment))) == 12
    plain = Client().get(link.attribute("hx-get"))
    assert plain.headers["Location"] == link.attribute("href")


def test_a_permalink_to_a_folded_comment_unfolds_its_list(thread):
    first = thread.comments[0]
    address = first.get_absolute_url().partition("#")[0]
    page = Page.of(Client().get(address, follow=True))
    assert page.find("article", id=first.anchor)


def test_a_reply_opens_the_form_of_the_same_post_addressed_to_the_writer(thread):
    comment = thread.comments[-1]
    page = Page.of(Client().get(thread.question.get_absolute_url()))
    link = page.find("article", id=comment.anchor).find(
        "a", href=f"/posts/{thread.question.pk}/comments/?to={comment.pk}"
    )
    assert link.text == "Reply"
    form = Page.of(Client().get(link.attribute("href")))
    assert form.find("textarea", name="body").text == f"@{comment.author.username}"


@pytest.mark.parametrize("to", ["x", "999999", "-1", "99999999999999999999999"])
def test_a_reply_to_nothing_is_an_ordinary_comment(thread, to):
    response = Client().get(f"/posts/{thread.question.pk}/comments/?to={to}")
    assert Page.of(response).find("textarea", name="body").text == ""


def test_a_closed_question_takes_comments_only_while_the_owner_allows_it(thread):
    close_question(thread.editor, thread.question.pk, reason="Settled.")
    address = f"/posts/{thread.question.pk}/comments/"
    assert Client().get(address).status_code == 200
    options.save({"are_closed_comments_allowed": False})
    refused = Client().post(address, {"body": "One word more, if I may."})
    assert (refused.status_code, b"takes no more comments" in refused.content) == (403, True)
    assert b"One word more" in refused.content


def test_comments_take_votes_where_the_owner_wants_it_and_they_earn_nothing(thread):
    comment, reader = thread.comments[-1], make.client(thread.reader)
    assert reader.post(f"/posts/{comment.pk}/vote/", {"value": "1"}).status_code == 403
    options.save({"are_comment_votes_allowed": True})
    assert reader.post(f"/posts/{comment.pk}/vote/", {"value": "1"}).status_code == 302
    page = Page.of(reader.get(thread.question.get_absolute_url()))
    assert page.find("article", id=comment.anchor).find(class_="votes__count").text == "+1 vote"
    assert (
        page.find("article", id=comment.anchor).find(class_="votes__up").attribute("aria-pressed") == "true"
    )
    author = thread.comments[-1].author
    author.refresh_from_db()
    assert author.points == 100
    cast_vote(thread.reader, comment.pk, 0)
    assert make.drift() == []
