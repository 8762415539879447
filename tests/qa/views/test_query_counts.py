"""Every page asks the database a fixed number of questions, whatever the number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Admission
from forum import options
from forum.models import AddressBlock
from qa.actions.acceptances import accept_answer
from qa.actions.closures import close_question
from qa.actions.flags import flag_post
from qa.actions.votes import cast_vote
from qa.models import Flag, PostAddress
from tests import make

pytestmark = pytest.mark.django_db

LISTS = [
    "/", "/questions/", "/questions/?sort=hot", "/questions/?sort=votes", "/questions/?sort=answers",
    "/questions/?sort=views", "/unanswered/", "/unanswered/?by=selected", "/unanswered/?by=upvotes", "/hot/",
    "/activity/", "/tags/", "/tags/sleep/", "/categories/", "/categories/health/", "/users/", "/search/?q=day",
    "/users/asker/questions/", "/users/answerer/answers/",
]  # fmt: skip
OTHERS = [
    "/users/asker/",
    "/ask/",
    "/ask/?title=get+through+the+day",
    "/ask/?cat=health",
    "/ask/similar/?title=get+through+the+day",
    "/suggest/tags/?q=sl",
    "/suggest/members/?q=me",
    "/search/",
]


@pytest.fixture
def community(cast):
    cast.category = make.category("Health")
    cast.question = make.question(cast.asker, tags=("sleep",), category=cast.category)
    grow(cast, 1)
    return cast


def grow(cast, count):
    """Add rows of every sort that a page could show."""
    for number in range(count):
        answer = make.answer(cast.question, make.member())
        make.comment(answer, make.member())
        make.comment(cast.question, make.visitor())
        cast_vote(cast.reader, answer.pk, 1)
        other = make.question(
            cast.asker, tags=("sleep", f"tag{number}-{cast.question.pk}"), category=cast.category
        )
        accept_answer(cast.asker, make.answer(other, cast.answerer).pk)
        make.question(make.visitor(), category=make.category(parent=cast.category))


def count_queries(client, address):
    client.get(address)  # what is read once per process is read now
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries)


@pytest.mark.parametrize("who", ["visitor", "reader"])
@pytest.mark.parametrize("address", LISTS + OTHERS)
def test_a_page_costs_the_same_with_more_rows(community, address, who):
    client = make.client(getattr(community, who, None))
    before = count_queries(client, address)
    grow(community, 3)
    assert count_queries(client, address) == before
    if address in LISTS:
        assert before <= 6


@pytest.mark.parametrize(("who", "limit"), [("visitor", 8), ("reader", 10), ("moderator", 10)])
def test_the_question_page_stays_within_its_limit(community, who, limit):
    client = make.client(getattr(community, who, None))
    address = community.question.get_absolute_url()
    before = count_queries(client, address)
    grow(community, 4)
    close_question(community.editor, community.question.pk, reason="It is settled.")
    assert count_queries(client, address) == before
    assert before <= limit


def test_an_answer_form_behind_its_button_makes_the_question_page_no_dearer(community):
    options.save({"answer_form": "button"})
    address = community.question.get_absolute_url()
    for viewer, limit in ((None, 8), (community.reader, 10)):
        client = make.client(viewer)
        assert count_queries(client, address) <= limit
        assert count_queries(client, f"{address}?answer=1") <= limit


def test_the_ask_form_reads_the_categories_once(community):
    options.save({"captcha_questions": "Which colour is the sky? | blue", "is_extra_field_on": True})
    client = make.client()
    client.get("/ask/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/ask/")
    assert len([query for query in queries if "qa_category" in query["sql"]]) == 1
    assert len(queries) <= 3  # options, categories, and whether one has to wait


def test_the_page_of_voters_costs_the_same_with_more_votes_and_flags(community):
    answer = make.answer(community.question, community.answerer)
    client, address = make.client(community.administrator), f"/posts/{answer.pk}/votes/"
    before = count_queries(client, address)
    for number in range(4):
        cast_vote(make.member(), answer.pk, 1 if number % 2 else -1)
        flag_post(make.member(), answer.pk, reason=Flag.Reason.SPAM)
    assert count_queries(client, address) == before
    assert before <= 9


def test_the_page_that_counts_views_stays_within_the_limit_too(community, monkeypatch):
    monkeypatch.setattr("qa.actions.view_counts.FLUSH_SECONDS", 0.0)
    client = make.client(community.reader)
    address = community.question.get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers={"user-agent": "Mozilla/5.0"})
    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 12
    community.question.refresh_from_db()
    assert community.question.view_count == 1


def test_the_list_of_posts_that_wait_costs_the_same_with_more_rows(community):
    options.save({"is_visitor_held": True})
    client = make.client(community.expert)
    make.answer(community.question, make.visitor())
    before = count_queries(client, "/moderate/held/")
    grow(community, 3)
    assert count_queries(client, "/moderate/held/") == before
    assert before <= 6


def test_the_question_page_costs_one_query_more_with_any_number_of_posts_that_wait(community):
    client = make.client(community.moderator)
    address = community.question.get_absolute_url()
    before = count_queries(client, address)
    options.save({"is_visitor_held": True})
    for _ in range(3):
        make.answer(community.question, make.visitor())
        assert count_queries(client, address) == before + 1


@pytest.mark.parametrize(
    ("address", "limit"),
    [("/moderate/members/", 7), ("/moderate/blocks/", 7), ("/moderate/addresses/198.51.100.7/", 8)],
)
def test_the_pages_about_people_cost_the_same_with_more_rows(community, address, limit):
    options.save({"is_approval_required": True, "are_addresses_kept": True})
    client = make.client(community.moderator)

    def add(number):
        Admission.objects.create(member=make.user())
        where = f"192.0.2.{number}"
        AddressBlock.objects.create(pattern=where, first=where, last=where, reason="Spam")
        post = make.answer(community.question, make.member())
        PostAddress.objects.create(post=post, address="198.51.100.7")

    add(1)
    before = count_queries(client, address)
    for number in range(2, 6):
        add(number)
    assert count_queries(client, address) == before
    assert before <= limit
