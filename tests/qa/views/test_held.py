"""Posts that wait for approval, as pages show them: to their authors and the moderators, and to nobody else."""

import pytest
from django.test import Client

from forum import options
from qa.actions.approvals import reject_post
from qa.actions.closures import close_question
from qa.actions.hidings import hide_post
from qa.actions.words import save_word
from qa.models import Post, ReviewItem, WatchedWord
from tests import make
from tests.pages import Page
from tests.qa.admin.routes import CONSOLE
from tests.qa.views.routes import GET

pytestmark = pytest.mark.django_db
CANARY = "zyzzyva"
MORE_ADDRESSES = (
    "/search/?q=zyzzyva", "/search/?q=words", "/ask/similar/?title=zyzzyva+words", "/suggest/tags/?q=zyz", "/tags/zyzzyva/",
    "/users/writer/", "/users/writer/questions/", "/users/writer/answers/", "/suggest/members/?q=w&question={q}",
    "/questions/{open}/?show={a}", "/questions/{open}/?show={c}&comments=all", "/questions/{a}/", "/questions/{c}/",
    "/questions/{open}/?order=oldest", "/posts/{open}/comments/all/", "/ask/?follow={a}", "/posts/{c}/history/",
    "/posts/{c}/rejection/", "/posts/{a}/edit/", "/posts/{q}/comments/", "/posts/{open}/conversion/", "/{a}/", "/{c}/x",
    "/moderate/?kind=held", "/moderate/{r}/?go=next", "/moderate/{r}/handover/",
    "/posts/{q}/mending/", "/posts/{a}/mending/", "/posts/{c}/mending/", "/posts/{open}/mending/",
)  # fmt: skip


@pytest.fixture
def garden(cast):
    """A question, an answer and a comment with a word of their own, that wait; and an open question around them."""
    cast.writer = make.member("writer")
    cast.open = make.question(cast.asker)
    options.save({"is_beginner_held": True})
    save_word(make.SYSTEM, WatchedWord(pattern=CANARY))
    words = f"Some words: {CANARY}."
    cast.image = make.image(cast.writer, alt=CANARY)
    cast.held = [
        make.question(
            cast.writer,
            f"What about {CANARY} words?",
            tags=(CANARY,),
            category=make.category("Health"),
            body=f"{words} {cast.image.markdown}",
        ),
        make.answer(cast.open, cast.writer, words),
        make.comment(cast.open, cast.writer, words),
    ]
    options.save({"is_beginner_held": False})
    twin = make.question(cast.asker)
    question, answer, comment = cast.held
    cast.words = {"q": question.pk, "a": answer.pk, "h": answer.pk, "w": answer.pk, "c": comment.pk,
                  "open": cast.open.pk, "i": cast.image.pk, "f": cast.image.pk, "address": question.get_absolute_url(),
                  "token": "none", "d": question.pk, "e": 1, "p": 1, "g": comment.pk, "m": 0, "n": 0, "s": 0,
                  "r": ReviewItem.objects.get(post=answer).pk, "o": 0,
                  "twin": twin.pk}  # fmt: skip
    cast.words |= {
        "talk": 0,
        "message": 0,
        "report": 0,
        "wall": 0,
        "stop": "none",
        "b": 0,
        "k": 0,
        "synonym": 0,
        "merge": 0,
    }
    return cast


def addresses(garden):
    ours = [address for address, _statuses in GET.values()]
    on_comments = [address.replace("{q}", "{c}").replace("{a}", "{c}") for address in ours]
    known = [*ours, *on_comments, *MORE_ADDRESSES, *CONSOLE, garden.open.get_absolute_url()]
    return sorted({address.format(**garden.words) for address in known})


def told(client, address):
    """Everything that a request brings home, except what its own address says."""
    response = client.get(address, headers={"hx-request": "true"} if "all/" in address else None)
    body = b"".join(response).decode(errors="replace")
    asked = CANARY in address
    return (
        f"{response.headers.get('Location', '')} {'' if asked and response.status_code != 200 else body}",
        asked,
    )


@pytest.mark.parametrize("who", ["visitor", "reader", "asker", "answerer"])
def test_nothing_of_what_waits_reaches_anybody_else_on_any_page(garden, who):
    client = make.client(getattr(garden, who, None))
    for address in addresses(garden):
        text, is_asked = told(client, address)
        if is_asked:  # search pages repeat the words that were looked for, and find nothing
            assert f"/questions/{garden.words['q']}/" not in text, address
            assert "Some words" not in text, address
            assert f"show={garden.words['a']}" not in text, address
        else:
            assert CANARY not in text, address


@pytest.mark.parametrize("who", ["writer", "expert", "moderator"])
def test_its_author_and_the_moderators_read_it_in_place(garden, who):
    client = make.client(getattr(garden, who))
    notice = "Only you and the moderators" if who == "writer" else "Only its author and the moderators"
    page = Page.of(client.get(garden.held[0].get_absolute_url()))
    assert CANARY in page.find("h1").text
    assert f"{notice} see this until it is approved." in page.find(class_="post--question").text
    page = Page.of(client.get(garden.open.get_absolute_url()))
    for post in garden.held[1:]:
        assert f"{notice} see this until it is approved." in page.find(id=post.anchor).text
        assert CANARY in page.find(id=post.anchor).text
    assert "1 answer" in page.find(id="answers-head").text
    picture = client.get(f"/media/{garden.image.pk}.webp")
    assert b"".join(picture)
    assert picture.status_code == 200


def test_the_heading_counts_no_hidden_answer(garden):
    hide_post(garden.writer, garden.held[1].pk)
    page = Page.of(make.client(garden.writer).get(garden.open.get_absolute_url()))
    assert "0 answers" in page.find(id="answers-head").text


def test_answers_that_wait_come_first_and_hidden_ones_last(garden):
    shown = make.answer(garden.open, garden.answerer)
    gone = make.answer(garden.open, garden.answerer)
    hide_post(garden.moderator, gone.pk, reason="Not for here.")
    page = Page.of(make.client(garden.moderator).get(garden.open.get_absolute_url()))
    order = [article.attribute("id") for article in page.find_all("article", class_="post--answer")]
    assert order == [f"a{garden.held[1].pk}", f"a{shown.pk}", f"a{gone.pk}"]


def test_others_are_told_that_the_question_waits(garden):
    response = make.client(garden.reader).get(garden.held[0].get_absolute_url())
    assert response.status_code == 404
    assert "waiting for approval" in Page.of(response).text


def test_a_visitor_is_told_that_the_post_waits_and_finds_edits_and_withdraws_it(cast):
    options.save({"is_visitor_held": True})
    question, visitor = make.question(cast.asker), Client()
    response = visitor.post(
        f"/questions/{question.pk}/answers/", {"body": "Some words of mine."}, follow=True
    )
    page, answer = Page.of(response), Post.objects.get(kind="A")
    assert "once a moderator has seen it" in page.find(class_="messages").text
    assert "Only you and the moderators" in page.find(id=answer.anchor).text
    sent = {"body": "Better words of mine.", "version": 1}
    page = Page.of(visitor.post(f"/posts/{answer.pk}/edit/", sent, follow=True))
    assert "Better words" in page.find(id=answer.anchor).text
    assert visitor.post(f"/posts/{answer.pk}/hiding/").status_code == 302
    answer.refresh_from_db()
    assert (answer.is_hidden, answer.is_held) == (True, False)
    page = Page.of(visitor.post(f"/posts/{answer.pk}/showing/", follow=True))
    assert "visible again once a moderator has seen it" in page.find(class_="messages").text
    assert "Better words" not in Client().get(question.get_absolute_url()).content.decode()


def test_a_member_whose_edit_of_anothers_post_waits_is_led_back_to_the_question(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    Post.objects.filter(pk=answer.pk).update(is_wiki=True)
    options.save({"is_beginner_held": True, "is_edit_held": True})
    sent = {"body": "Words for all of us.", "version": 1}
    response = make.client(cast.reader).post(f"/posts/{answer.pk}/edit/", sent, follow=True)
    assert response.status_code == 200
    assert "once a moderator has seen it" in Page.of(response).find(class_="messages").text


def test_experts_find_what_waits_in_one_list_the_oldest_first_and_decide_there(garden):
    client = make.client(garden.expert)
    home = Page.of(client.get("/"))
    assert home.find("a", href="/moderate/").text == "To look at 3"
    page = Page.of(client.get("/moderate/held/", follow=True))
    items = list(ReviewItem.objects.order_by("opened_at"))
    assert [article.attribute("id") for article in page.find_all("article")] == [
        f"item-{item.pk}" for item in items
    ]
    assert [item.post_id for item in items] == [post.pk for post in garden.held]
    form = page.find("form", action=f"/moderate/{items[1].pk}/decision/")
    page = Page.of(client.post(form.attribute("action"), {"verdict": "approve", "kind": "held"}, follow=True))
    assert "It is decided" in page.find(class_="messages").text
    assert len(page.find_all("article")) == 2
    assert CANARY in Client().get(garden.open.get_absolute_url()).content.decode()
    assert "To look at" not in Page.of(make.client(garden.reader).get("/")).find(class_="account").text


def test_who_rejects_gives_a_reason_and_the_author_reads_it(garden):
    client, address = make.client(garden.expert), f"/posts/{garden.held[0].pk}/rejection/"
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    response = client.post(address, {"reason": "Please leave out the address."}, follow=True)
    assert "The post is rejected" in Page.of(response).find(class_="messages").text
    page = Page.of(make.client(garden.writer).get(garden.held[0].get_absolute_url()))
    assert "rejected by a moderator. Please leave out the address." in page.text
    assert make.client(garden.expert).get(garden.held[0].get_absolute_url()).status_code == 404


def test_readers_are_told_why_a_question_is_not_there(cast):
    sentences = {}
    for because in ("author", "moderator", "flags", "rejected"):
        question = make.question(cast.asker)
        if because == "author":
            hide_post(cast.asker, question.pk)
        elif because == "moderator":
            hide_post(cast.moderator, question.pk, reason="Not for here.")
        elif because == "rejected":
            options.save({"is_beginner_held": True})
            question = make.question(cast.asker)
            options.save({"is_beginner_held": False})
            reject_post(cast.expert, question.pk, "Too short.")
        else:
            options.save({"flags_that_hide": 1})
            make.client(cast.reader).post(f"/posts/{question.pk}/flag/", {"reason": "rude"})
        response = Client().get(f"/questions/{question.pk}/")
        assert response.status_code == 404
        sentences[because] = Page.of(response).find(class_="error__sentence").text
    assert sentences == {
        "author": "This post has been hidden by its author.",
        "moderator": "This post has been hidden by a moderator.",
        "flags": "This post has been hidden, because readers flagged it.",
        "rejected": "This post has been hidden by a moderator.",
    }


def test_the_flag_that_hides_a_post_says_so_and_ones_own_flag_is_known(cast):
    options.save({"flags_that_hide": 2})
    question = make.question(cast.asker)
    address, flag = question.get_absolute_url(), f"/posts/{question.pk}/flag/"
    first, second = make.client(cast.reader), make.client(cast.answerer)
    assert Page.of(first.get(address)).find("a", href=flag).text == "Flag"
    first.post(flag, {"reason": "rude"})
    assert Page.of(first.get(address)).find("a", href=flag).text == "Your flag"
    assert "Flag and hide" not in Page.of(first.get(flag)).text
    assert Page.of(second.get(address)).find("a", href=flag).text == "Flag and hide"
    assert "Flag and hide" in Page.of(second.get(flag)).find("form", class_="form").text
    assert Page.of(Client().get(address)).find("a", href=flag).text == "Flag"
    second.post(flag, {"reason": "rude"})
    assert Post.objects.get(pk=question.pk).is_hidden


def test_a_question_closed_for_another_that_waits_does_not_tell_its_title(garden):
    options.save({"is_edit_held": True, "is_beginner_held": True})
    original = make.question(garden.expert)
    Post.objects.filter(pk=original.pk).update(author=garden.writer.user)
    twin = Post.objects.get(pk=garden.words["twin"])
    close_question(garden.editor, twin.pk, duplicate_of=original)
    category = Post.objects.get(pk=garden.words["q"]).category_id
    sent = {"title": f"All about {CANARY} again", "body": "Words.", "version": 1, "category": category}
    make.client(garden.writer).post(f"/posts/{original.pk}/edit/", sent)
    assert Post.objects.get(pk=original.pk).is_held
    text = Client().get(twin.get_absolute_url()).content.decode()
    assert CANARY not in text
    assert "asked before" in text
