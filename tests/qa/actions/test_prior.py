"""`manage.py refresh_prior`: what an average answer is, from the votes of the site."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Level
from forum import options
from qa.actions.hidings import hide_post
from qa.actions.prior import refresh_prior, sum_votes
from qa.models import Post
from qa.rules.ranking import VoteFigures
from tests import make

pytestmark = pytest.mark.django_db


def vote_on_answers(question, pattern):
    """Give answers (up, down) votes; who voted does not matter here."""
    author = make.member().user
    Post.objects.bulk_create(
        Post(kind="A", parent=question, question=question, author=author, up_count=up, down_count=down)
        for up, down in pattern
    )


def run():
    out = StringIO()
    call_command("refresh_prior", stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def question(db):
    return make.question()


def test_the_sums_are_those_of_visible_answers_with_votes(question):
    vote_on_answers(question, [(3, 1), (1, 0), (0, 0), (0, 2)])
    hidden = make.answer(question)
    Post.objects.filter(pk=hidden.pk).update(up_count=50)
    Post.objects.filter(pk=question.pk).update(up_count=70)
    hide_post(make.member(level=Level.EDITOR), hidden.pk, reason="Not for here.")
    assert sum_votes() == VoteFigures(3, 2, 7, 4, 21, pytest.approx(9 / 4 + 1))


def test_it_tells_what_was_and_what_is_and_again_it_changes_nothing(question):
    vote_on_answers(question, [(9, 1), (5, 5)] * 20)
    assert run() == ["before: 2, 80 % of them helpful", "now: 8, 70 % of them helpful"]
    assert (options.current().prior_votes, options.current().prior_percent) == (8, 70)
    assert run() == ["before: 8, 70 % of them helpful", "now: 8, 70 % of them helpful"]


def test_answers_that_are_much_alike_raise_the_number_of_votes(question):
    vote_on_answers(question, [(8, 2), (7, 3)] * 20)
    assert refresh_prior().votes == 100
    assert options.load().prior_votes == 100


def test_with_too_few_votes_the_owners_figures_stay_and_it_says_so(question):
    options.save({"prior_votes": 5, "prior_percent": 70})
    vote_on_answers(question, [(1, 1)] * 99)
    lines = run()
    assert lines[0] == "before: 5, 70 % of them helpful"
    assert lines[1].startswith("198 votes on answers are too few to tell")
    assert (options.load().prior_votes, options.load().prior_percent) == (5, 70)
