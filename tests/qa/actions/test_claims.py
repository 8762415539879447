"""Claiming what one wrote before signing in."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.viewers import Viewer
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.claims import claim_post
from qa.actions.hidings import hide_post
from qa.actions.votes import cast_vote
from qa.actions.writing import Byline
from qa.models import Activity, NoticeAddress, Revision, Vote
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(cast):
    """What a visitor wrote, and the same person as a member with the same browser."""
    cast.visitor = make.visitor()
    cast.question = make.question(cast.visitor, byline=Byline("Sam", True, "sam@example.org"))
    cast.member = make.member()
    cast.claimer = Viewer(user=cast.member.user, claim_key=cast.visitor.visitor_key)
    return cast


def test_a_claimed_post_stands_under_the_members_name_and_earns_its_points(before):
    post = claim_post(before.claimer, before.question.pk)
    assert (post.author, post.visitor_key, post.author_name) == (before.member.user, "", "")
    assert make.points(before.member) == 100 + 20
    assert Revision.objects.get(post=post).editor == before.member.user
    assert Activity.objects.get(post=post).actor == before.member.user
    assert make.drift() == []


def test_the_address_left_for_notices_is_forgotten(before):
    claim_post(before.claimer, before.question.pk)
    assert not NoticeAddress.objects.exists()


def test_votes_on_what_turns_out_to_be_ones_own_go(before):
    cast_vote(before.member, before.question.pk, 1)
    cast_vote(before.reader, before.question.pk, 1)
    claim_post(before.claimer, before.question.pk)
    before.question.refresh_from_db()
    assert (Vote.objects.count(), before.question.up_count) == (1, 1)
    assert make.drift() == []


def test_an_answer_accepted_on_what_becomes_ones_own_question_no_longer_counts_as_helping_another(before):
    answer = make.answer(before.question, before.member)
    accept_answer(before.visitor, answer.pk)
    assert make.points(before.member) == 100 + 40 + 300
    claim_post(before.claimer, before.question.pk)
    assert make.points(before.member) == 100 + 20 + 40 + 30
    assert make.drift() == []


@pytest.mark.parametrize("who", ["member", "reader", "moderator"])
def test_nobody_claims_what_their_browser_did_not_write(before, who):
    with pytest.raises(PermissionDenied, match="not written from this browser"):
        claim_post(getattr(before, who), before.question.pk)


def test_a_visitor_signs_in_first_and_a_hidden_or_claimed_post_is_not_claimed(before):
    with pytest.raises(PermissionDenied, match="sign in"):
        claim_post(before.visitor, before.question.pk)
    claim_post(before.claimer, before.question.pk)
    with pytest.raises(PermissionDenied):
        claim_post(before.claimer, before.question.pk)
    hidden = make.question(before.visitor)
    hide_post(before.moderator, hidden.pk, reason="Not for here.")
    with pytest.raises(PermissionDenied, match="hidden"):
        claim_post(before.claimer, hidden.pk)


def test_the_rules_about_answering_hold_for_claiming_too(before):
    own = make.question(before.member)
    answer = make.answer(own, before.visitor)
    options.save({"is_self_answer_allowed": False})
    with pytest.raises(PermissionDenied, match="own question"):
        claim_post(before.claimer, answer.pk)
    options.save({"is_self_answer_allowed": True, "are_several_answers_allowed": False})
    other = make.question(before.asker)
    make.answer(other, before.member)
    second = make.answer(other, before.visitor)
    with pytest.raises(PermissionDenied, match="already"):
        claim_post(before.claimer, second.pk)
