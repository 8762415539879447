"""Every write asks the database a fixed, small number of things, BEGIN and COMMIT left aside."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.viewers import Viewer
from qa.actions.drafts import save_draft
from qa.care.reads.risks import judge
from qa.models import Flag, Post
from tests import make

pytestmark = pytest.mark.django_db
NETWORK = "203.0.113.7"

# Address, what is sent, and how many messages to the database that may take: of a visitor, of a member.
WRITES = {
    "vote on a question": ("/posts/{question}/vote/", {"value": "1"}, None, 6),
    "vote on an answer": ("/posts/{answer}/vote/", {"value": "1"}, None, 6),
    "answer": ("/questions/{question}/answers/", {"body": "Words that nobody wrote before."}, 7, 6),
    "comment": ("/posts/{answer}/comments/", {"body": "Words that nobody wrote before."}, 7, 6),
    "ask": ("/ask/", {"title": "How does one begin?", "body": "Words.", "category": "{category}"}, 8, 7),
    "ask with tags": (
        "/ask/",
        {"title": "How does one begin?", "body": "Words.", "category": "{category}", "tags": "sleep"},
        9,
        8,
    ),
}


@pytest.fixture
def community(cast):
    cast.category = make.category("Health", parent=make.category("Life"))
    cast.question = make.question(cast.asker, category=cast.category, tags=("sleep",))
    cast.answer = make.answer(cast.question, cast.answerer)
    for _ in range(3):
        make.comment(cast.answer, make.visitor())
        make.answer(cast.question, make.member())
    return cast


def send(client, community, address, values, **headers):
    places = {name: getattr(community, name).pk for name in ("question", "answer", "category")}
    values = {name: value.format(**places) for name, value in values.items()}
    return client.post(address.format(**places), values, REMOTE_ADDR=NETWORK, headers=headers)


def prepare(client):
    """What is read once per process or session is read now."""
    judge("Words.")
    client.post("/posts/0/vote/", {"value": "1"})


def statements(queries):
    # Tests run within a transaction of their own, so that an action's begins with a savepoint.
    return [query["sql"] for query in queries if not re.match(r"(RELEASE )?SAVEPOINT", query["sql"])]


@pytest.mark.parametrize(
    ("what", "who"),
    [
        (what, who)
        for what in WRITES
        for who in ("visitor", "member")
        if "vote" not in what or who == "member"
    ],
)
def test_a_write_stays_within_its_limit(community, what, who):
    address, values, of_visitor, of_member = WRITES[what]
    limit = of_member if who == "member" else of_visitor
    client = make.client(community.reader if who == "member" else None)
    prepare(client)
    with CaptureQueriesContext(connection) as queries:
        response = send(client, community, address, values)
    assert response.status_code == 302
    assert len(statements(queries)) <= limit, "\n".join(statements(queries))
    assert make.drift() == []


def test_a_vote_that_stays_on_the_page_costs_no_more(community):
    client = make.client(community.reader)
    prepare(client)
    with CaptureQueriesContext(connection) as queries:
        response = send(
            client, community, "/posts/{question}/vote/", {"value": "1"}, **{"hx-request": "true"}
        )
    assert 'aria-pressed="true"' in response.content.decode()
    assert len(statements(queries)) <= 6


def test_a_vote_that_changes_nothing_counts_nothing(community):
    client = make.client(community.reader)
    send(client, community, "/posts/{question}/vote/", {"value": "1"})
    with CaptureQueriesContext(connection) as queries:
        send(client, community, "/posts/{question}/vote/", {"value": "1"})
    assert len(statements(queries)) <= 4


def test_accepting_and_flagging_stay_within_their_limits(community):
    client = make.client(community.asker)
    prepare(client)
    with CaptureQueriesContext(connection) as accepting:
        send(client, community, "/posts/{answer}/acceptance/", {"accepted": "1"})
    assert Post.objects.get(pk=community.question.pk).accepted_answer_id == community.answer.pk
    assert len(statements(accepting)) <= 8
    client = make.client(community.reader)
    prepare(client)
    with CaptureQueriesContext(connection) as flagging:
        send(client, community, "/posts/{answer}/flag/", {"reason": "rude"})
    assert Flag.objects.count() == 1
    assert len(statements(flagging)) <= 10
    assert make.drift() == []


def test_an_answer_takes_its_draft_along_at_no_more_statements(community):
    place = f"answer-{community.question.pk}"
    save_draft(Viewer(community.reader.user), place, {"body": "Words that are not ready."})
    client = make.client(community.reader)
    prepare(client)
    address, values, _visitor, limit = WRITES["answer"]
    with CaptureQueriesContext(connection) as queries:
        send(client, community, address, values)
    assert len(statements(queries)) <= limit
    assert not community.reader.user.drafts.exists()
