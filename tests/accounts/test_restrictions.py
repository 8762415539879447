"""What was taken from a member for a while, as every policy sees it."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.viewers import NOBODY, Viewer

NOW = timezone.now()


def make_viewer(**restrictions):
    return Viewer(User(username="reader", restrictions=restrictions))


def test_nobody_and_members_without_measures_are_free():
    assert NOBODY.find_restriction("vote") is None
    assert make_viewer().find_restriction("vote") is None


def test_a_right_is_taken_until_its_time_is_over():
    assert make_viewer(ask=(NOW + timedelta(hours=1)).isoformat()).find_restriction("ask") is not None
    assert make_viewer(ask=(NOW - timedelta(seconds=1)).isoformat()).find_restriction("ask") is None


def test_other_rights_stay():
    assert make_viewer(ask=None).find_restriction("answer") is None


def test_a_block_takes_every_right_and_has_no_end():
    assert make_viewer(all=None).find_restriction("answer").until is None


def test_the_restriction_that_lasts_longest_counts():
    soon, late = NOW + timedelta(hours=1), NOW + timedelta(days=1)
    viewer = make_viewer(ask=soon.isoformat(), all=late.isoformat())
    assert viewer.find_restriction("ask").until == late
    viewer = make_viewer(ask=soon.isoformat(), all=(NOW - timedelta(days=1)).isoformat())
    assert viewer.find_restriction("ask").until == soon
    assert make_viewer(ask=soon.isoformat(), all=None).find_restriction("ask").until is None
