"""Policies: rows read in order, the first that fails gives the sentence."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from forum.lib.verdict import ALLOWED, Verdict, policy


@policy
def may_enter(age, ticket):
    """Go in."""
    yield age is not None, "Nobody knows how old you are."
    yield age >= 18, gettext_lazy("You are too young.")
    yield ticket, "You have no ticket."


@pytest.mark.parametrize(
    ("age", "ticket", "reason"),
    [
        (None, True, "Nobody knows how old you are."),
        (17, False, "You are too young."),
        (18, False, "You have no ticket."),
    ],
)
def test_the_first_row_that_fails_gives_the_sentence_and_later_rows_are_not_read(age, ticket, reason):
    verdict = may_enter(age, ticket)
    assert not verdict
    assert verdict.reason == reason
    assert type(verdict.reason) is str
    with pytest.raises(PermissionDenied, match=reason):
        verdict.enforce()


def test_when_every_row_holds_it_is_allowed_and_nothing_is_said():
    verdict = may_enter(18, True)
    assert verdict
    assert verdict == ALLOWED == Verdict(True)
    assert verdict.reason == ""
    assert verdict.enforce() is None


def test_a_policy_keeps_its_name_and_words():
    assert (may_enter.__name__, may_enter.__doc__) == ("may_enter", "Go in.")
