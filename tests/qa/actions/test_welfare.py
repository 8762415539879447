"""Moderators' own welfare: enough is enough for a day, breaks, handing over, and how the work is shared."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Level
from forum import options
from qa.actions.decisions import Verdict, decide_item
from qa.actions.flags import flag_post
from qa.actions.reviews import claim_item, claim_next, hand_over, release_item
from qa.actions.welfare import Enough, end_rest, take_rest
from qa.models import Flag, ReviewItem
from qa.reads.reviews import Choice, review_items
from qa.reads.welfare import load_shares
from tests import make

pytestmark = pytest.mark.django_db


def flagged(cast, reason=Flag.Reason.HARMFUL):
    question = make.question(cast.asker)
    flag_post(cast.reader, question.pk, reason=reason)
    return ReviewItem.objects.get(post=question)


def take_next(viewer):
    return claim_next(viewer, review_items(viewer, Choice()))


@pytest.fixture
def heavy(cast):
    options.save({"urgent_items_per_day": 2})
    cast.items = [flagged(cast) for _ in range(3)]
    return cast


def test_one_more_than_the_cap_is_not_given_and_the_sentence_says_to_whom(heavy):
    other = make.member("ada", Level.MODERATOR)
    first, second = heavy.items[0].pk, heavy.items[1].pk
    claim_item(heavy.moderator, first)
    claim_item(heavy.moderator, second)
    claim_item(heavy.moderator, second)  # what one has, one keeps
    with pytest.raises(Enough, match="2 urgent things today") as refusal:
        claim_item(heavy.moderator, heavy.items[2].pk)
    assert "ada" in str(refusal.value)
    assert claim_item(other, heavy.items[2].pk).claimed_by == other.user


def test_giving_back_and_deciding_do_not_make_room(heavy):
    first, second = heavy.items[0].pk, heavy.items[1].pk
    claim_item(heavy.moderator, first)
    release_item(heavy.moderator, first, "Too near.")
    claim_item(heavy.moderator, second)
    decide_item(heavy.moderator, second, Verdict.DECLINE)
    with pytest.raises(Enough):
        claim_item(heavy.moderator, heavy.items[2].pk)
    ReviewItem.objects.filter(pk=second).update(decided_at=timezone.now() - timedelta(days=2))
    assert claim_item(heavy.moderator, heavy.items[2].pk)  # of a day that is over


def test_the_next_one_is_then_something_else_and_the_page_says_why_there_is_none(heavy):
    for _ in range(2):
        item = take_next(heavy.moderator)
        decide_item(heavy.moderator, item.pk, Verdict.DECLINE)
    light = flagged(heavy, Flag.Reason.RUDE)
    assert take_next(heavy.moderator) == light
    decide_item(heavy.moderator, light.pk, Verdict.DECLINE)
    with pytest.raises(Enough, match="enough for one day"):
        take_next(heavy.moderator)
    page = make.client(heavy.moderator).post("/moderate/next/", follow=True)
    assert "enough for one day" in page.text
    options.save({"urgent_items_per_day": 0})
    assert take_next(heavy.moderator)


def test_colleagues_who_had_enough_or_rest_are_handed_nothing(heavy):
    other = make.member("ada", Level.MODERATOR)
    for item in heavy.items[:2]:
        claim_item(other, item.pk)
    item = heavy.items[2]
    with pytest.raises(ValidationError, match="enough that is urgent"):
        hand_over(heavy.moderator, item.pk, other.user, "Please.")
    options.save({"urgent_items_per_day": 9})
    take_rest(other, 3)
    with pytest.raises(ValidationError, match="takes a break"):
        hand_over(heavy.moderator, item.pk, other.user, "Please.")
    end_rest(other)
    assert hand_over(heavy.moderator, item.pk, other.user, "Please.").claimed_by == other.user


def test_during_a_break_nothing_is_given_and_what_was_taken_goes_back(heavy):
    item = heavy.items[0]
    claim_item(heavy.moderator, item.pk)
    client = make.client(heavy.moderator)
    assert client.post("/moderate/team/break/", {"days": "400"}).status_code == 422
    assert client.post("/moderate/team/break/", {"days": "3"}).status_code == 302
    item.refresh_from_db()
    assert item.claimed_by is None
    for take in (lambda: take_next(heavy.moderator), lambda: claim_item(heavy.moderator, item.pk)):
        with pytest.raises(Enough, match="take a break until"):
            take()
    assert "takes a break" in client.get("/moderate/team/").text
    client.post("/moderate/team/break/", {"end": "1"})
    assert take_next(heavy.moderator)


def test_the_team_sees_how_the_work_is_shared(heavy):
    for viewer, item in zip(
        (heavy.moderator, heavy.moderator, heavy.administrator), heavy.items, strict=True
    ):
        decide_item(viewer, item.pk, Verdict.DECLINE)
    shares = {share.username: (share.percent, share.decided, share.urgent) for share in load_shares()}
    assert shares["moderatrix"] == (67, 2, 2)
    assert shares["administratrix"] == (33, 1, 1)
    assert "67" in make.client(heavy.moderator).get("/moderate/team/").text


def test_after_something_urgent_there_is_a_moment_for_oneself(heavy):
    urgent, light = heavy.items[0], flagged(heavy, Flag.Reason.RUDE)
    client = make.client(heavy.moderator)
    after = client.post(f"/moderate/{urgent.pk}/decision/", {"verdict": "decline"}, follow=True)
    assert "A moment for yourself" in after.text
    assert "<textarea" not in after.text  # nothing is asked, so nothing is kept
    assert (
        client.post(f"/moderate/{light.pk}/decision/", {"verdict": "decline"}).headers["Location"]
        == "/moderate/"
    )


@pytest.mark.django_db(transaction=True)
def test_two_takes_of_one_moderator_at_one_moment_are_not_one_too_many(cast):
    options.save({"urgent_items_per_day": 1})
    items = [flagged(cast), flagged(cast)]
    barrier, results = threading.Barrier(2), []

    def take(pk):
        barrier.wait()
        try:
            results.append(bool(claim_item(cast.moderator, pk)))
        except Enough:
            results.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[item.pk]) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True]
