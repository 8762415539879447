"""Rights as pages show them: buttons, lists and refusals follow the ladder, and say what to do next."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from qa.actions.category_levels import set_category_level
from qa.actions.votes import cast_vote
from qa.models import Post, ReviewItem, Vote
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
SENTENCES = {
    "login": "Please sign in first",
    "confirm": "Please confirm an e-mail address",
    "approve": "A moderator has to approve your account",
    "points": "open to members with 400 points or more",
    "level": "This is open to: Experts and above.",
    "blocked": "a moderator decided so",
    "warning": "A moderator wrote to you",
}


@pytest.fixture
def people(cast):
    """Somebody for each rung, and two against whom there is a measure."""
    cast.confirmed = make.member("confirmed", email="kim@example.org")
    EmailAddress.objects.create(user=cast.confirmed.user, email="kim@example.org", verified=True)
    cast.confirmed = Viewer(User.objects.get(pk=cast.confirmed.user_id))
    cast.rich = make.member("rich", points=400)
    cast.approved = make.member("approved", Level.APPROVED)
    cast.suspended = make.member("suspended", restrictions={"all": None})
    cast.warned = make.member("warned", has_open_warning=True)
    return cast


# Who writes at each step; everybody else is told why not.
WRITERS = {
    "everybody": {"visitor": 302, "reader": 302, "suspended": "blocked", "warned": "warning"},
    "members": {"visitor": "login", "reader": 302, "suspended": "blocked", "warned": "warning"},
    "confirmed": {
        "visitor": "login",
        "reader": "confirm",
        "confirmed": 302,
        "approved": 302,
        "warned": "confirm",
    },
    "points": {"visitor": "login", "reader": "points", "rich": 302, "expert": 302, "approved": "points"},
    "confirmed_points": {"visitor": "login", "reader": "points", "rich": "confirm", "confirmed": "points"},
    "approved": {"visitor": "login", "reader": "approve", "confirmed": "approve", "approved": 302},
    "approved_points": {"visitor": "login", "rich": "approve", "approved": "points", "expert": 302},
    "experts": {"visitor": "level", "approved": "level", "expert": 302, "suspended": "level"},
}


@pytest.mark.parametrize("step", WRITERS)
def test_at_each_step_those_who_may_write_and_others_read_why_not_with_their_text_kept(people, step):
    question = make.question(people.expert)
    options.save({f"{name}_level": step for name in ("ask", "answer", "comment")}
                 | {f"{name}_points": 400 for name in ("ask", "answer", "comment")})  # fmt: skip
    for who, expected in WRITERS[step].items():
        client = make.client(getattr(people, who, None))
        for address, sent in {
            "/ask/": {"title": f"What may {who} ask here?", "body": "Some words."},
            f"/questions/{question.pk}/answers/": {"body": f"An answer of {who} to this."},
            f"/posts/{question.pk}/comments/": {"body": f"A comment of {who} on this."},
        }.items():
            response = client.post(address, sent)
            if who == "warned":  # the words are kept as a draft until it is read
                assert response.headers["Location"].startswith("/users/me/warning/"), (who, address)
                continue
            assert response.status_code == (302 if expected == 302 else 403), (who, address)
            if expected != 302:
                assert SENTENCES[expected] in Page.of(response).text, (who, address)
                assert sent["body"] in Page.of(response).text


LINKS = {"login": "/accounts/login/?next=", "confirm": "/accounts/email/"}


@pytest.mark.parametrize(
    ("code", "step", "who"), [("login", "members", "visitor"), ("confirm", "confirmed", "reader")]
)
def test_a_refusal_leads_to_where_what_is_missing_can_be_had(people, code, step, who):
    question = make.question(people.expert)
    options.save({"ask_level": step, "comment_level": step, "flag_level": step, "vote_question_level": step})
    client = make.client(getattr(people, who, None))
    for address in ("/ask/", f"/posts/{question.pk}/comments/", f"/posts/{question.pk}/flag/"):
        response = client.get(address)
        assert response.status_code == 403
        links = [link.attribute("href") for link in Page.of(response).find("main").find_all("a")]
        assert any(link.startswith(LINKS[code]) for link in links), address
    box = Page.of(client.get(question.get_absolute_url())).find(id=f"votes-{question.pk}")
    assert [link.attribute("href").startswith(LINKS[code]) for link in box.find_all("a")] == [True, True]


def test_each_kind_of_post_has_its_own_right_to_vote_and_comments_too(people):
    question = make.question(people.asker)
    answer = make.answer(question, people.answerer)
    comment = make.comment(question, people.asker)
    options.save({"are_comment_votes_allowed": True})
    for narrowed, post in (("question", question), ("answer", answer), ("comment", comment)):
        names = ("question", "answer", "comment")
        options.save({f"vote_{name}_level": "approved" if name == narrowed else "members" for name in names})
        for other in (question, answer, comment):
            response = make.client(people.reader).post(f"/posts/{other.pk}/vote/", {"value": "1"})
            assert response.status_code == (403 if other is post else 302), (narrowed, other.kind)
        assert make.client(people.approved).post(f"/posts/{post.pk}/vote/", {"value": "1"}).status_code == 302


def test_voting_down_takes_one_more_right_and_without_the_level_the_button_is_not_there(people):
    question = make.question(people.asker)
    address, vote = question.get_absolute_url(), f"/posts/{question.pk}/vote/"
    options.save({"vote_down_level": "points", "vote_down_points": 400})
    poor, rich = make.client(people.reader), make.client(people.rich)
    for client, may in ((poor, False), (rich, True)):
        box = Page.of(client.get(address)).find(id=f"votes-{question.pk}")
        assert bool(box.find_all(class_="votes__down")) is may
        assert client.post(vote, {"value": "-1"}).status_code == (302 if may else 403)
        assert client.post(vote, {"value": "1"}).status_code == 302
    assert set(Vote.objects.values_list("value", flat=True)) == {1}


def test_a_vote_down_from_before_can_be_taken_back_without_the_right(people):
    question = make.question(people.asker)
    cast_vote(people.reader, question.pk, -1)
    options.save({"vote_down_level": "approved"})
    client = make.client(people.reader)
    box = Page.of(client.get(question.get_absolute_url())).find(id=f"votes-{question.pk}")
    assert box.find(class_="votes__down").attribute("value") == "0"
    assert client.post(f"/posts/{question.pk}/vote/", {"value": "0"}).status_code == 302
    assert Vote.objects.get().value == 0


def test_everybody_reads_whatever_measure_there_is_against_them(people):
    question = make.question(people.asker)
    options.save({"view_level": "members"})
    for viewer in (people.suspended, people.warned):
        assert make.client(viewer).get(question.get_absolute_url()).status_code == 200


def test_a_suspended_member_changes_nothing_anywhere(people):
    question = make.question(people.suspended.__class__(User.objects.get(pk=people.reader.user_id)))
    Post.objects.filter(pk=question.pk).update(author=people.suspended.user)
    answer = make.answer(question, people.answerer)
    client, sent = (
        make.client(people.suspended),
        {"body": "Other words of mine.", "version": "1", "reason": "spam"},
    )
    tried = {
        f"/posts/{question.pk}/edit/": sent | {"title": "Another title of mine"},
        f"/posts/{question.pk}/closure/": sent,
        f"/posts/{question.pk}/tags/": {"tags": "x", "version": "1"},
        f"/posts/{answer.pk}/acceptance/": {"accepted": "1"},
        f"/posts/{answer.pk}/vote/": {"value": "1"},
        f"/posts/{answer.pk}/flag/": sent,
        f"/posts/{answer.pk}/comments/": sent,
        f"/questions/{question.pk}/answers/": sent,
    }
    before = list(Post.objects.order_by("pk").values())
    for address, fields in tried.items():
        response = client.post(address, fields)
        assert response.status_code == 403, address
        assert SENTENCES["blocked"] in Page.of(response).text, address
    assert list(Post.objects.order_by("pk").values()) == before


# --- Levels in categories ------------------------------------------------------------------------


@pytest.fixture
def waiting(people):
    """A post that waits in each of two categories, and somebody who is an expert in the first."""
    people.here, people.elsewhere = make.category("Health"), make.category("Work")
    set_category_level(people.administrator, people.reader.user, people.here, Level.EXPERT)
    below = make.category("Sleep", people.here)
    open_question = make.question(people.asker, category=below)
    options.save({"is_visitor_held": True})
    people.mine = [
        make.question(make.visitor(), category=people.here),
        make.answer(open_question, make.visitor()),
    ]
    people.others = make.question(make.visitor(), category=people.elsewhere)
    return people


def test_category_experts_find_what_they_may_decide_in_menu_and_list_and_nothing_else(waiting):
    client = make.client(waiting.reader)
    page = Page.of(client.get("/moderate/"))
    items = ReviewItem.objects.filter(post__in=waiting.mine).order_by("opened_at")
    assert [article.attribute("id") for article in page.find_all("article")] == [
        f"item-{item.pk}" for item in items
    ]
    assert page.find("a", href="/moderate/").text == "To look at 2"
    assert client.get(waiting.mine[0].get_absolute_url()).status_code == 200
    assert client.get(waiting.others.get_absolute_url()).status_code == 404
    assert client.post(f"/posts/{waiting.mine[1].pk}/approval/").status_code == 302
    assert client.post(f"/posts/{waiting.others.pk}/approval/").status_code == 404
    assert "To look at 3" not in Page.of(client.get("/")).text


def test_experts_of_the_whole_forum_still_find_everything(waiting):
    page = Page.of(make.client(waiting.expert).get("/moderate/"))
    assert len(page.find_all("article")) == 3


def test_category_experts_are_offered_what_they_may_do_on_the_page_itself(waiting):
    client = make.client(waiting.reader)
    for category, may in ((waiting.here, True), (waiting.elsewhere, False)):
        options.save({"is_visitor_held": False})
        answer = make.answer(make.question(waiting.asker, category=category), waiting.answerer)
        page = Page.of(client.get(f"/questions/{answer.question_id}/?show={answer.pk}", follow=True))
        assert bool(page.find_all("a", href=f"/posts/{answer.pk}/edit/")) is may
        assert client.get(f"/posts/{answer.pk}/edit/").status_code == (200 if may else 403)


def test_the_list_of_answers_to_check_shows_category_experts_their_own(waiting):
    options.save({"is_visitor_held": False})
    answers = [
        make.answer(make.question(waiting.asker, category=category), waiting.answerer)
        for category in (waiting.here, waiting.elsewhere)
    ]
    Post.objects.filter(kind="A", pk__in=[answer.pk for answer in answers]).update(check_after="2020-01-01")
    text = make.client(waiting.reader).get("/checks/").content.decode()
    assert f"show={answers[0].pk}" in text
    assert f"show={answers[1].pk}" not in text


def test_where_only_experts_ask_the_form_opens_for_experts_of_a_category(waiting):
    options.save({"ask_level": "experts", "is_visitor_held": False})
    client = make.client(waiting.reader)
    assert client.get("/ask/").status_code == 200
    assert Client().get("/ask/").status_code == 403
    sent = {"title": "What may I ask here now?", "body": "Some words.", "category": waiting.here.pk}
    assert client.post("/ask/", sent).status_code == 302
    sent |= {"title": "And what may I ask there?", "category": waiting.elsewhere.pk}
    assert client.post("/ask/", sent).status_code == 403


@pytest.mark.parametrize(
    ("address", "right", "usual"),
    [
        ("/users/new/", "see_new_members", "editor"),
        ("/users/blocked/", "see_blocked_members", "moderator"),
        ("/users/special/", "see_blocked_members", "moderator"),
    ],
)
def test_lists_of_members_open_for_those_whom_the_owner_names(cast, address, right, usual):
    reader, by_default = make.client(cast.reader), make.client(getattr(cast, usual))
    assert (reader.get(address).status_code, by_default.get(address).status_code) == (403, 200)
    options.save({f"{right}_level": "members" if right == "see_new_members" else "administrators"})
    if right == "see_new_members":
        assert reader.get(address).status_code == 200
    else:
        assert by_default.get(address).status_code == 403
        assert make.client(cast.administrator).get(address).status_code == 200
