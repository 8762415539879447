"""Policies: rows read in order, the first that fails gives the sentence."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import get_language, gettext_lazy, override

from forum.lib.verdict import ALLOWED, SignIn, Verdict, policy


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


def test_a_row_may_be_the_verdict_of_another_policy_and_refuses_as_that_does():
    @policy
    def may_dance(age, ticket, has_music=True):
        """Dance."""
        yield may_enter(age, ticket)
        yield has_music, SignIn("There is no music.")

    @policy
    def may_lead(age, has_music):
        """Lead the dance."""
        yield may_dance(age, True, has_music)

    assert may_dance(18, True)
    assert may_dance(17, True, has_music=False) == may_enter(17, True)
    assert not may_lead(18, False)
    assert may_lead(18, False).needs_sign_in


def test_a_policy_keeps_its_name_and_words():
    assert (may_enter.__name__, may_enter.__doc__) == ("may_enter", "Go in.")


def test_the_sentence_is_told_in_the_language_of_the_moment(monkeypatch):
    monkeypatch.setattr(
        "django.utils.translation._trans.gettext", lambda words: f"{words} ({get_language()})"
    )

    @policy
    def may_say():
        """Say something."""
        yield False, gettext_lazy("Silence until noon.")

    verdict = may_say()
    assert verdict.reason == "Silence until noon. (en)"
    with override("de"):
        assert verdict.reason == may_say().reason == "Silence until noon. (de)"
    assert verdict.reason == "Silence until noon. (en)"


def test_refusals_with_one_sentence_are_one_and_the_same_and_others_are_not():
    assert may_enter(17, True) is may_enter(16, True)
    assert may_enter(17, True) != may_enter(18, False)


def test_what_is_missing_is_told_apart_also_behind_another_policy():
    @policy
    def may_vote(is_member):
        """Vote."""
        yield is_member, SignIn(gettext_lazy("Please sign in to vote."))

    @policy
    def may_change_a_vote(is_member):
        """Vote otherwise."""
        verdict = may_vote(is_member)
        yield verdict, verdict.reason

    assert may_change_a_vote(False).needs_sign_in
    assert may_change_a_vote(False).reason == "Please sign in to vote."
    assert not may_enter(17, True).is_missing_something
