"""The order of answers on a page, and the page that explains it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.hidings import hide_post
from qa.actions.recount import recount
from qa.actions.upkeep import set_check
from qa.actions.votes import cast_vote
from qa.models import Post, Vote
from qa.reads.answers import explain_order, ordered_answers
from qa.rules.ranking import HALF_LIFE, OVERDUE_FACTOR, Prior
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    cast.question = make.question(cast.asker)
    cast.good, cast.bad, cast.new = (make.answer(cast.question) for _ in range(3))
    for _ in range(3):
        cast_vote(make.member(), cast.good.pk, 1)
    cast_vote(make.member(), cast.bad.pk, -1)
    return cast


def order_of(thread, how="", viewer=None):
    thread.question.refresh_from_db()
    rows = ordered_answers(viewer or thread.reader, thread.question, options.current(), how)
    names = {thread.good.pk: "good", thread.bad.pk: "bad", thread.new.pk: "new"}
    return [names[answer.pk] for answer in rows]


def age_votes(answer, age):
    Vote.objects.filter(post=answer).update(updated_at=timezone.now() - age)
    list(recount())


def test_helpful_answers_come_first_and_one_nobody_voted_on_stands_before_one_voted_down(thread):
    assert order_of(thread) == ["good", "new", "bad"]
    assert order_of(thread, "oldest") == ["good", "bad", "new"]
    cast_vote(thread.reader, thread.new.pk, -1)
    cast_vote(thread.expert, thread.new.pk, -1)
    assert order_of(thread, "votes") == ["good", "bad", "new"]


def test_the_accepted_answer_stands_first_unless_the_owner_does_not_want_it(thread):
    accept_answer(thread.asker, thread.bad.pk)
    assert order_of(thread) == ["bad", "good", "new"]
    options.save({"is_accepted_first": False})
    assert order_of(thread) == ["good", "new", "bad"]


def test_hidden_answers_come_last_for_those_who_see_them(thread):
    hide_post(thread.moderator, thread.good.pk, reason="Not for here.")
    assert order_of(thread) == ["new", "bad"]
    assert order_of(thread, viewer=thread.moderator) == ["new", "bad", "good"]


def test_old_votes_count_less_so_a_new_answer_overtakes_an_old_heap(thread):
    for _ in range(2):
        cast_vote(make.member(), thread.new.pk, 1)
    assert order_of(thread)[0] == "good"
    age_votes(thread.good, HALF_LIFE * 4)
    assert order_of(thread)[0] == "new"


def test_the_database_and_the_formula_agree_to_nine_places(thread):
    age_votes(thread.good, timedelta(days=400))
    prior = Prior.of(options.current().prior_votes, options.current().prior_percent)
    rows = list(ordered_answers(thread.reader, thread.question, options.current()))
    for row, standing in zip(rows, explain_order(rows, prior), strict=True):
        assert row.share == pytest.approx(standing.share, abs=1e-9)
    assert rows[0].share > prior.helpful / (prior.helpful + prior.unhelpful)


def set_overdue(answer, days=1):
    Post.objects.filter(pk=answer.pk).update(check_after=timezone.localdate() - timedelta(days=days))


def test_an_answer_overdue_for_a_check_stands_lower_until_it_is_checked(thread):
    cast_vote(make.member(), thread.new.pk, 1)
    set_overdue(thread.good, days=0)
    assert order_of(thread) == ["good", "new", "bad"]
    set_overdue(thread.good)
    assert order_of(thread) == ["new", "good", "bad"]
    assert order_of(thread, "votes")[0] == "good"
    set_check(thread.expert, thread.good.pk, None)
    assert order_of(thread) == ["good", "new", "bad"]


def test_the_database_and_the_formula_agree_on_overdue_answers_and_why_this_order_names_them(thread):
    set_overdue(thread.good)
    prior = Prior.of(options.current().prior_votes, options.current().prior_percent)
    rows = list(ordered_answers(thread.reader, thread.question, options.current()))
    for row, standing in zip(rows, explain_order(rows, prior), strict=True):
        assert row.weight == pytest.approx(standing.weight, abs=1e-9)
        assert row.weight == pytest.approx(row.share * (OVERDUE_FACTOR if row.is_check_due else 1), abs=1e-9)
    page = Page.of(Client().get(f"/questions/{thread.question.pk}/order/"))
    assert "counts for 80.0 % of what it is" in page.find("header", class_="page-head").text
    overdue = [row for row in page.find("tbody").find_all("tr") if row.find_all(class_="badge--warn")]
    assert [cell.text for cell in overdue[0].find_all("td")][-2:] == ["92.0 %", "73.6 %"]
    assert len(overdue) == 1


def test_taking_votes_back_leaves_nothing_behind(thread):
    for value in (1, -1, 1, 0):
        cast_vote(thread.reader, thread.new.pk, value)
    answer = Post.objects.get(pk=thread.new.pk)
    assert (answer.up_weight, answer.down_weight) == (0, 0)
    assert make.drift() == []


def test_the_reader_chooses_an_order_and_an_unknown_one_is_refused(thread):
    address = thread.question.get_absolute_url()
    page = Page.of(Client().get(f"{address}?order=oldest"))
    assert [post.attribute("id") for post in page.find_all("article", class_="post--answer")] == [
        f"a{answer.pk}" for answer in (thread.good, thread.bad, thread.new)
    ]
    assert page.find("nav", aria_label="Order of answers").find("a", aria_current="true").text == "Oldest"
    assert Client().get(f"{address}?order=magic").status_code == 400


def test_why_this_order_tells_the_numbers(thread):
    page = Page.of(Client().get(f"/questions/{thread.question.pk}/order/"))
    assert "1.6 helpful and 0.4 not" in page.find("header", class_="page-head").text
    rows = [[cell.text for cell in row.find_all("td")] for row in page.find("tbody").find_all("tr")]
    assert [row[:2] for row in rows] == [["3", "0"], ["0", "0"], ["0", "1"]]
    assert [row[-1] for row in rows][1] == "80.0 %"


def test_a_permalink_opens_the_page_of_answers_in_the_order_that_was_chosen_and_page_links_lead_on(thread):
    options.save({"answers_page_size": 5})
    later = [make.answer(thread.question) for _ in range(4)]
    address = thread.question.get_absolute_url()
    response = Client().get(f"{address}?show={later[-1].pk}&order=oldest")
    assert (
        response.headers["Location"] == f"{address}?show={later[-1].pk}&order=oldest&page=2#a{later[-1].pk}"
    )
    page = Page.of(Client().get(response.headers["Location"].partition("#")[0]))
    assert page.find("a", rel="prev").attribute("href") == f"{address}?order=oldest#answers"
