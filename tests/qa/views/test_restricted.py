"""Where the owner narrows who reads and who writes: what is missing is said, and nothing of the texts gets out."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Level
from forum import options
from qa.models import Post, Vote
from tests import feeds, make
from tests.pages import Page
from tests.qa.views.routes import GET

pytestmark = pytest.mark.django_db
CANARY = "zyzzyva"
GOOGLE = {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}


@pytest.fixture
def people(cast):
    """Somebody for each rung."""
    confirmed = make.member("confirmed", email="kim@example.org")
    EmailAddress.objects.create(user=confirmed.user, email="kim@example.org", verified=True)
    return {
        "visitor": None,
        "member": cast.reader,
        "confirmed": confirmed,
        "approved": make.member("approved", Level.APPROVED),
        "expert": cast.expert,
    }


@pytest.fixture
def library(cast):
    """A question, an answer and a comment whose texts have a word of their own, their titles not."""
    cast.image = make.image(cast.asker)
    cast.question = make.question(
        cast.asker, "How does one sleep again?", body=f"My {CANARY} keeps me awake. {cast.image.markdown}",
        tags=("sleep",), category=make.category("Health"),
    )  # fmt: skip
    cast.answer = make.answer(cast.question, cast.answerer, f"Put the {CANARY} aside.")
    cast.comment = make.comment(cast.question, cast.answerer, f"My {CANARY} does that, too.")
    cast.words = {"q": cast.question.pk, "a": cast.answer.pk, "h": cast.comment.pk, "w": cast.comment.pk,
                  "i": cast.image.pk, "f": cast.image.pk, "address": cast.question.get_absolute_url(),
                  "token": "none", "m": 0, "n": 0, "s": 0, "d": cast.question.pk, "e": 1, "p": 1, "r": 0, "o": 0, "c": "none",
                  "g": cast.answer.pk}  # fmt: skip
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


READERS = {
    "everybody": ("visitor", "member", "confirmed", "approved", "expert"),
    "members": ("member", "confirmed", "approved", "expert"),
    "confirmed": ("confirmed", "approved", "expert"),
    "approved": ("approved", "expert"),
}


@pytest.mark.parametrize("level", READERS)
def test_a_question_is_read_by_whom_the_owner_lets_in(people, level):
    options.save({"view_level": level})
    question = make.question()
    for who, viewer in people.items():
        status = make.client(viewer).get(question.get_absolute_url()).status_code
        assert status == (200 if who in READERS[level] else 403), who


def test_who_may_not_read_is_told_what_is_missing_and_led_there_and_back(people):
    question = make.question()
    address = question.get_absolute_url()
    options.save({"view_level": "members"})
    page = Page.of(Client().get(address))
    assert "Please sign in first" in page.find(class_="error__sentence").text
    actions = page.find(class_="error").find(class_="form__actions")
    assert actions.find("a", href=f"/accounts/login/?next={address}").text == "Sign in"
    assert actions.find("a", href=f"/accounts/signup/?next={address}").text == "Sign up"
    options.save({"view_level": "confirmed"})
    page = Page.of(make.client(people["member"]).get(address))
    assert "Please confirm an e-mail address" in page.find(class_="error__sentence").text
    assert page.find(class_="error").find("a", href="/accounts/email/")
    options.save({"view_level": "approved"})
    page = Page.of(make.client(people["member"]).get(address))
    assert "A moderator has to approve your account" in page.find(class_="error__sentence").text


def test_who_asked_reads_their_own_question_also_when_others_may_not(db):
    options.save({"view_level": "members"})
    visitor = Client()
    sent = {"title": "May I read this again?", "body": "Some words."}
    page = Page.of(visitor.post("/ask/", sent, follow=True))
    assert page.find("h1").text == sent["title"]
    assert Client().get(Post.objects.get().get_absolute_url()).status_code == 403


@pytest.mark.parametrize("who", ["visitor", "reader"])
def test_no_page_tells_the_texts_to_those_who_may_not_read_them(library, who):
    options.save({"view_level": "approved"})
    client = make.client(getattr(library, who, None))
    addresses = {address for address, _statuses in GET.values()}
    addresses |= {address.replace("{q}", "{a}") for address in addresses}
    addresses |= {"/ask/?follow={a}", "/users/answerer/", "/users/answerer/answers/", "/users/answerer/questions/",
                  "/search/?q=sleep", *feeds.ALL}  # fmt: skip
    options.save(feeds.ALL_ON)
    for address in sorted(addresses):
        response = client.get(address.format(**library.words))
        assert CANARY not in b"".join(response).decode(errors="replace"), address
    assert client.get(f"/media/{library.image.pk}.webp").status_code == 404
    assert "How does one sleep again?" in Page.of(client.get("/questions/")).text
    fragment = client.get(f"/posts/{library.question.pk}/comments/all/", headers={"hx-request": "true"})
    assert fragment.status_code == 403


def test_a_search_finds_by_title_alone_what_one_may_not_read(library):
    assert "How does one sleep" in Page.of(Client().get(f"/search/?q={CANARY}")).text
    options.save({"view_level": "members"})
    for words, is_found in (
        (CANARY, False),
        ("sleep", True),
        (f"sleep -{CANARY}", True),
        (f"sleep {CANARY}", True),  # by the other word, as with any word that is nowhere
        ("sleep qwertyuiop", True),
    ):
        text = Page.of(Client().get("/search/", {"q": words})).find("main").text
        assert ("How does one sleep" in text) is is_found, words
    member = make.client(library.reader)
    assert "How does one sleep" in Page.of(member.get(f"/search/?q={CANARY}")).text
    assert CANARY in Page.of(member.get("/search/?q=sleep")).find(class_="rows").text


def test_similar_questions_are_chosen_by_title_alone_where_one_may_not_read(library):
    address = f"/ask/similar/?title=about+the+{CANARY}"
    assert b"How does one sleep" in Client().get(address).content
    options.save({"view_level": "members"})
    assert b"How does one sleep" not in Client().get(address).content
    assert b"How does one sleep" in Client().get("/ask/similar/?title=cannot+sleep+again").content


def test_search_engines_read_what_members_read_unless_the_owner_says_no(library):
    address = library.question.get_absolute_url()
    options.save({"view_level": "members"})
    assert Client().get(address, headers=GOOGLE).status_code == 200
    assert CANARY in Client().get("/questions/", headers=GOOGLE).content.decode()
    assert Client().get(address, headers={"user-agent": "Mozilla/5.0 Firefox"}).status_code == 403
    options.save({"are_crawlers_let_in": False})
    assert Client().get(address, headers=GOOGLE).status_code == 403


def test_what_only_some_may_read_stays_out_of_shared_caches(library):
    address = library.question.get_absolute_url()
    assert "private" not in Client().get(address).headers.get("Cache-Control", "")
    options.save({"view_level": "members"})
    for headers in (GOOGLE, {}):
        for page in (address, "/questions/"):
            response = Client().get(page, headers=headers)
            assert "private" in response.headers["Cache-Control"], page
            assert "User-Agent" in response.headers["Vary"]
    picture = make.client(library.reader).get(f"/media/{library.image.pk}.webp")
    assert b"".join(picture)
    assert picture.headers["Cache-Control"].startswith("private")


def test_nothing_more_is_asked_of_the_database_while_everybody_reads_and_writes(library):
    client = make.client(library.reader)
    client.get(library.question.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(library.question.get_absolute_url())
    assert not any("account_emailaddress" in query["sql"] for query in queries)


WRITERS = READERS | {"experts": ("expert",)}


@pytest.mark.parametrize("level", WRITERS)
def test_asking_answering_and_commenting_are_open_to_whom_the_owner_lets(people, level):
    options.save({"ask_level": level, "answer_level": level, "comment_level": level})
    question = Post.objects.get(pk=make.question(people["expert"]).pk)
    for who, viewer in people.items():
        client, status = make.client(viewer), (302 if who in WRITERS[level] else 403)
        for address, sent in {
            "/ask/": {"title": f"What may {who} ask here?", "body": "Some words."},
            f"/questions/{question.pk}/answers/": {"body": f"An answer of {who} to this."},
            f"/posts/{question.pk}/comments/": {"body": f"A comment of {who} on this."},
        }.items():
            response = client.post(address, sent)
            assert response.status_code == status, (who, address)
            if status == 403:
                assert sent["body"] in Page.of(response).text


def test_each_place_to_write_says_what_is_missing(people):
    question = make.question(people["expert"])
    address, comments = question.get_absolute_url(), f"/posts/{question.pk}/comments/"
    options.save({"ask_level": "members", "answer_level": "members", "comment_level": "members"})
    page = Page.of(Client().get(address))
    place = page.find(id="your-answer")
    assert "Please sign in first" in place.text
    assert place.find("a", href=f"/accounts/login/?next={address}")
    assert not place.find_all("textarea")
    assert page.find("a", href=comments).text == "Comment"
    for there in ("/ask/", comments):
        refused = Client().get(there)
        assert refused.status_code == 403
        assert Page.of(refused).find("a", href=f"/accounts/login/?next={there}")
    options.save({"ask_level": "confirmed", "answer_level": "confirmed", "comment_level": "experts"})
    member = make.client(people["member"])
    page = Page.of(member.get(address))
    assert page.find(id="your-answer").find("a", href="/accounts/email/")
    assert not page.find_all("a", href=comments)
    options.save({"answer_level": "approved"})
    assert "A moderator has to approve" in Page.of(member.get(address)).find(id="your-answer").text


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("/posts/{0}/vote/", {"value": "1"}),
        ("/posts/{0}/comments/", {"body": "Words that nobody may write unread."}),
        ("/questions/{0}/answers/", {"body": "Words that nobody may write unread."}),
    ],
)
def test_who_may_not_read_a_question_may_not_vote_comment_or_answer_there_either(cast, address, values):
    question = make.question(cast.asker)
    options.save({"view_level": "approved"})
    assert make.client(cast.reader).post(address.format(question.pk), values).status_code == 403
    assert not Vote.objects.exists()
    assert Post.objects.count() == 1
    assert make.client(cast.expert).post(address.format(question.pk), values).status_code == 302
