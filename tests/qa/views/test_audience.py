"""Questions for members only: no byte of them reaches anybody else at any address; members, and who asked, have it all."""

from collections import defaultdict

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Level
from forum import options
from qa.actions.audience import set_audience
from qa.actions.closures import close_question
from qa.actions.questions import Draft, ask_question
from qa.actions.writing import Byline
from qa.models import Category, Post
from qa.reads.mentions import compose_post
from tests import make
from tests.forum.doors import Browser, Server
from tests.pages import Page
from tests.qa.admin.routes import CONSOLE
from tests.qa.views.routes import GET
from tests.qa.views.test_held import MORE_ADDRESSES

pytestmark = pytest.mark.django_db
CANARIES = (
    "titlezyzzy",
    "bodyzyzzy",
    "answerzyzzy",
    "commentzyzzy",
    "tagzyzzy",
    "picturezyzzy",
    "extrazyzzy",
)
GOOGLE = {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
MEMBERS = Post.Audience.MEMBERS


@pytest.fixture
def den(cast):
    """A question for members only, tied to open ones in every way there is, with a word of its own in each of its parts."""
    options.save({"is_extra_field_on": True, "is_extra_field_shown": True, "are_comment_votes_allowed": True})
    cast.writer = make.member("writer")
    cast.category = make.category("Health")
    cast.image = make.image(cast.writer, alt="picturezyzzy")
    text = compose_post(f"Some words of bodyzyzzy. {cast.image.markdown}")
    draft = Draft(
        "How does titlezyzzy get better?", text, cast.category, ["tagzyzzy", "sleep"], "extrazyzzy", MEMBERS
    )
    cast.question = ask_question(cast.writer, draft, Byline())
    cast.answer = make.answer(cast.question, cast.answerer, "Some words of answerzyzzy.")
    cast.comment = make.comment(cast.answer, cast.writer, "Some words of commentzyzzy.")
    cast.open = make.question(cast.asker, "How does one get better?", category=cast.category, tags=("sleep",))
    make.answer(cast.open, cast.writer)
    cast.duplicate = make.question(cast.asker, "How do things get better again?", category=cast.category)
    close_question(cast.editor, cast.duplicate.pk, duplicate_of=cast.question)
    cast.follower = ask_question(
        cast.asker, Draft("Does it get better for all?", compose_post("It should."), cast.category), Byline(),
        follows_id=cast.answer.pk,
    )  # fmt: skip
    cast.above = ask_question(
        cast.writer,
        Draft("And titlezyzzy again, how so?", compose_post("Some bodyzyzzy."), None, [], None, MEMBERS),
        Byline(),
        follows_id=make.answer(cast.open, cast.reader).pk,
    )
    ids = {
        "q": cast.question.pk,
        "open": cast.open.pk,
        "a": cast.answer.pk,
        "c": cast.comment.pk,
        "h": cast.comment.pk,
    }
    ids |= {
        "w": cast.answer.pk,
        "g": cast.answer.pk,
        "d": cast.question.pk,
        "i": cast.image.pk,
        "r": 1,
        "f": cast.image.pk,
    }
    cast.words = defaultdict(
        lambda: 1, ids | {"address": cast.question.get_absolute_url(), "token": "none", "stop": "none"}
    )
    return cast


def addresses_of(den, *, is_whole=True):
    """Every address of the site, with the numbers of the question, its answer, its comment and what hangs on it."""
    number = den.question.pk
    known = [address for address, _statuses in GET.values()] + [*MORE_ADDRESSES, *CONSOLE]
    known += [
        f"/questions/{number}/", f"/questions/{number}/other-words/", f"/questions/{den.answer.pk}/", f"/{number}/",
        f"/{number}/other-words", f"/?qa={number}/other-words", f"/index.php/{number}/other", f"/index.php?qa={number}",
        f"/questions/{number}/?show={den.answer.pk}", f"/questions/{number}/?answer=1", f"/questions/{number}/?draft=1",
        f"/questions/{den.open.pk}/?show={den.answer.pk}", f"/questions/{den.comment.pk}/?show={den.comment.pk}",
        "/search/?q=better", "/search/?q=words", "/search/?q=Some+words", "/search/?q=get+better+-day",
        "/ask/similar/?title=how+does+it+get+better", "/ask/?title=How+does+it+get+better", f"/ask/?follow={den.answer.pk}",
        "/suggest/tags/?q=tag", "/suggest/tags/?q=sl", f"/suggest/members/?q=&question={number}", "/questions/?sort=votes",
        "/questions/?sort=answers", "/questions/?sort=hot", "/questions/?sort=views", "/unanswered/?by=selected",
        "/unanswered/?by=upvotes", "/categories/health/", "/tags/sleep/", "/users/writer/", "/users/writer/questions/",
        "/users/writer/answers/", "/users/writer/points/", "/users/answerer/", "/users/answerer/answers/",
        "/users/answerer/points/", "/users/writer/wall/", "/activity/", "/hot/", "/", "/badges/",
        *(post.get_absolute_url().partition("#")[0] for post in (den.open, den.duplicate, den.follower)),
    ]  # fmt: skip
    found = set()
    for pk in (number, den.answer.pk, den.comment.pk, den.above.pk) if is_whole else (number,):
        here = den.words | {"q": pk, "a": pk, "h": pk, "w": pk, "g": pk, "c": pk}
        found |= {address.format_map(defaultdict(lambda: 1, here)) for address in known}
    return sorted(found)


def told(response):
    """Every byte of an answer: its body and all its headers."""
    lines = [f"{name}: {value}" for name, value in response.headers.items()]
    return "\n".join([*lines, b"".join(response).decode(errors="replace")])


def visitors(den):
    """People who are no members: nobody known, somebody who wrote elsewhere here, a search engine."""
    wrote = Client()
    wrote.post("/ask/", {"title": "What may somebody ask here at all?", "body": "Some lines."})
    return {"nobody": Client(), "somebody": wrote, "engine": Client(headers=GOOGLE)}


def test_no_address_tells_a_visitor_anything_of_a_question_for_members(den):
    for who, client in visitors(den).items():
        for address in addresses_of(den, is_whole=who == "nobody"):
            for headers in (
                ({}, {"hx-request": "true"}) if "comments" in address or "suggest" in address else ({},)
            ):
                text = told(client.get(address, headers=headers))
                assert not [word for word in CANARIES if word in text.lower()], (who, address)


def test_no_form_that_a_visitor_sends_tells_more(den):
    sent = {
        "body": "Some words of mine.",
        "value": "1",
        "reason": "rude",
        "title": "How does it get better?",
        "preview": "1",
    }
    client = Client()
    for address in addresses_of(den):
        text = told(client.post(address, sent))
        assert not [word for word in CANARIES if word in text.lower()], address
    assert Post.objects.filter(question=den.question).count() == 2


def test_what_its_words_are_looked_for_by_a_visitor_is_not_found(den):
    for word in CANARIES:
        page = Page.of(Client().get("/search/", {"q": word}))
        assert not page.find_all(class_="row"), word
    assert Client().get("/tags/tagzyzzy/").status_code == 404
    assert not Client().get("/suggest/tags/?q=tagz").content.strip()


def test_members_have_it_everywhere(den):
    client = make.client(den.reader)
    met = {}
    for address in addresses_of(den):
        met[address] = told(client.get(address)).lower()
    everything = "\n".join(met.values())
    assert [word for word in CANARIES if word not in everything] == []
    for address in ("/", "/questions/", "/questions/?sort=votes", "/activity/", "/hot/", "/categories/health/", "/tags/sleep/",
                    "/users/writer/", "/users/writer/questions/", "/users/answerer/answers/", "/search/?q=better",
                    "/ask/similar/?title=how+does+it+get+better"):  # fmt: skip
        assert "titlezyzzy" in met[address], address
    assert "titlezyzzy" in told(client.get(den.duplicate.get_absolute_url()))
    assert "titlezyzzy" in told(client.get(den.follower.get_absolute_url()))
    assert "titlezyzzy" in told(client.get(den.open.get_absolute_url()))
    assert "tagzyzzy" in met["/tags/"]
    assert client.get(f"/media/{den.image.pk}.webp").status_code == 200
    assert "members only" in met["/questions/"]


def test_the_page_of_such_a_question_asks_visitors_to_sign_in_and_leads_back(den):
    for address in (
        den.question.get_absolute_url(),
        f"/questions/{den.question.pk}/",
        f"/questions/{den.question.pk}/x/",
    ):
        response = Client().get(address)
        assert response.status_code == 403
        page = Page.of(response)
        assert "for members. Please sign in" in page.find(class_="error__sentence").text
        assert page.find("a", href=f"/accounts/login/?next=/questions/{den.question.pk}/").text == "Sign in"
    assert Client().get(f"/media/{den.image.pk}.webp").status_code == 404


def test_counts_are_those_of_what_one_may_find(den):
    for client, number in ((Client(), 3), (make.client(den.reader), 4)):
        assert f"{number} questions" in Page.of(client.get("/categories/")).text
        assert f"{number - 2}" in Page.of(client.get("/tags/")).find(class_="tag-list").text
    options.save({"list_page_size": 5})
    for _more in range(5):
        make.question(category=den.category)
    assert Client().get("/questions/?page=2").status_code == 200
    assert len(Page.of(Client().get("/questions/?page=2")).find_all(class_="row")) == 3
    assert len(Page.of(make.client(den.reader).get("/questions/?page=2")).find_all(class_="row")) == 5


def test_a_visitor_who_asks_for_members_only_reads_it_in_that_browser_alone(db):
    browser = Client()
    form = Page.of(browser.get("/ask/"))
    assert "this browser alone shows you your question" in form.text
    sent = {"title": "May members read this of me?", "body": "Some words.", "audience": "2"}
    page = Page.of(browser.post("/ask/", sent, follow=True))
    question = Post.objects.get()
    assert question.audience == MEMBERS
    assert page.find("h1").text.startswith(sent["title"])
    assert "You read it here because this browser asked it" in page.text
    make.answer(question, body="An answer that its asker has to read.")
    page = browser.get(question.get_absolute_url())
    assert "An answer that its asker has to read." in Page.of(page).text
    assert "private" in page.headers["Cache-Control"]
    assert "no-store" in page.headers["Cache-Control"]
    history = browser.get(f"/posts/{question.pk}/history/")
    assert history.status_code == 200
    assert "no-store" in history.headers["Cache-Control"]
    assert Client().get(question.get_absolute_url()).status_code == 403
    assert sent["title"] not in Page.of(browser.get("/questions/")).text
    assert browser.post(f"/posts/{question.pk}/audience/", {"audience": "0"}).status_code == 302
    assert Client().get(question.get_absolute_url()).status_code == 200


def test_a_question_that_follows_on_begins_with_the_audience_of_what_it_follows(den):
    page = Page.of(make.client(den.reader).get(f"/ask/?follow={den.answer.pk}"))
    checked = [one for one in page.find(id="div_id_audience").find_all("input") if "checked" in one.node[1]]
    assert [one.attribute("value") for one in checked] == ["2"]


def test_a_visitor_who_answered_is_told_no_more_of_what_became_for_members(cast):
    question = make.question(cast.asker, "How does titlezyzzy go on?")
    browser = Client()
    browser.post(
        f"/questions/{question.pk}/answers/",
        {"body": "Some words of mine.", "wants_notice": "on", "email": "kim@example.org"},
    )
    answer = Post.objects.get(kind="A")
    set_audience(cast.asker, question.pk, MEMBERS)
    for address in (question.get_absolute_url(), f"/posts/{answer.pk}/edit/", f"/posts/{answer.pk}/history/",
                    f"/posts/{answer.pk}/comments/", f"/posts/{answer.pk}/hiding/"):  # fmt: skip
        response = browser.get(address)
        assert response.status_code == 403, address
        assert "titlezyzzy" not in told(response).replace(question.slug, ""), address
    mail.outbox.clear()
    make.comment(answer, cast.reader)
    assert mail.outbox == []


def test_the_form_offers_what_the_owner_wants_and_says_what_each_means(cast):
    client = make.client(cast.asker)
    field = Page.of(client.get("/ask/")).find(id="div_id_audience")
    assert [one.attribute("value") for one in field.find_all("input")] == ["0", "1", "2"]
    assert "Search engines are asked to leave it out" in field.text
    assert "this browser alone" not in field.text
    options.save({"default_audience": "members"})
    field = Page.of(client.get("/ask/")).find(id="div_id_audience")
    assert [one.attribute("value") for one in field.find_all("input") if "checked" in one.node[1]] == ["2"]
    client.post("/ask/", {"title": "What does nobody choose here?", "body": "Some words."})
    assert Post.objects.get(title="What does nobody choose here?").audience == MEMBERS
    options.save({"are_engines_optional": False, "is_members_only_offered": False})
    assert not Page.of(client.get("/ask/")).find_all(id="div_id_audience")
    refused = client.post(
        "/ask/", {"title": "What does nobody offer here?", "body": "Some words.", "audience": "2"}
    )
    assert refused.status_code == 302
    assert Post.objects.get(title="What does nobody offer here?").audience == 0


@pytest.mark.parametrize("value", ["7", "-1", "x", "2" * 400, "\u0662"])
def test_a_choice_that_is_none_comes_back_with_a_sentence(cast, value):
    question = make.question(cast.asker)
    client = make.client(cast.asker)
    sent = {"title": "Who may find this of mine?", "body": "Some words.", "audience": value}
    assert client.post("/ask/", sent).status_code == 422
    assert client.post(f"/posts/{question.pk}/audience/", {"audience": value}).status_code == 422
    assert Post.objects.get().audience == 0


def test_its_asker_and_moderators_change_it_on_a_page_of_its_own(cast):
    question = make.question(cast.asker)
    address = f"/posts/{question.pk}/audience/"
    client = make.client(cast.asker)
    assert Page.of(client.get(question.get_absolute_url())).find("a", href=address).text == "Who may find it"
    assert client.post(address, {"audience": "1"}).status_code == 302
    assert "leave this question out" in Page.of(client.get(question.get_absolute_url())).text
    moderator = make.client(cast.moderator)
    refused = moderator.post(address, {"audience": "2"})
    assert refused.status_code == 422
    assert "Please say why" in Page.of(refused).text
    assert moderator.post(address, {"audience": "2", "reason": "It names a clinic."}).status_code == 302
    assert "It names a clinic." in Page.of(Client().get("/moderation-log/")).text
    history = Page.of(make.client(cast.reader).get(f"/posts/{question.pk}/history/")).text
    assert "who may find it changed" in history
    assert make.client(make.member(level=Level.EDITOR)).get(address).status_code == 403


def test_a_category_for_members_says_so_where_one_asks_and_shows_visitors_no_questions(cast):
    category = make.category("Private")
    admin = make.client(cast.administrator)
    sent = {"name": "Private", "slug": "private", "parent": "", "position": "0", "description": "", "post_level": "-1",
            "audience": "2", "shows_scores": "True"}  # fmt: skip
    assert admin.post(f"/admin/qa/category/{category.pk}/change/", sent).status_code == 302
    assert Category.objects.get(pk=category.pk).audience == MEMBERS
    form = make.client(cast.asker).get(f"/ask/?cat={category.pk}")
    assert "Questions here are for members only." in form.content.decode()
    make.question(cast.asker, "What stays among members here?", category=category)
    page = Page.of(Client().get("/categories/private/"))
    assert "What stays among members here?" not in page.text
    assert "for members" in page.find("main").text
    assert (
        "What stays among members here?" in Page.of(make.client(cast.reader).get("/categories/private/")).text
    )


@pytest.mark.django_db(transaction=True)
def test_the_door_keeps_such_pages_for_members_and_hands_them_to_nobody_else(transactional_db):
    cast, server = make.cast(), Server()
    question = make.question(cast.asker, "What is titlezyzzy among us?")
    address = question.get_absolute_url()
    bare = f"/questions/{question.pk}/"
    assert server.get(address).status == 200
    for page in ("/", "/questions/", "/users/asker/"):
        assert "titlezyzzy" in server.get(page).text
    set_audience(cast.asker, question.pk, MEMBERS)
    member = Browser(server, cast.reader)
    for _time in range(2):
        for page in ("/", "/questions/", "/users/asker/", address, bare):
            known, unknown = member.get(page), server.get(page)
            assert known.status in (200, 302)
            assert "titlezyzzy" in known.text.lower() + known.headers.get("location", "")
            assert known.headers.get("cache-control", "private").startswith("private")
            told = unknown.text + str(unknown.pairs)
            assert "titlezyzzy" not in told.replace(address, "").lower(), page
    assert member.get_kept(address).status == 200
    refused = server.get_made(address)
    assert refused.status == 403
    assert "s-maxage" not in refused.headers.get("cache-control", "")
    assert "private" in refused.headers["cache-control"]
    set_audience(cast.asker, question.pk, Post.Audience.EVERYBODY)
    assert server.get(address).status == 200
    assert server.get_kept(address).headers["cache-control"].startswith("public")
