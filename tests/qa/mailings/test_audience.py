"""Who gets a mailing: whom it is meant for, and never those who want none or cannot."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Admission, Level, User
from qa.actions.category_levels import set_category_level
from qa.actions.measures import block, lift, suspend
from qa.mailings.actions.wishes import make_token, read_token, set_wish
from qa.mailings.models import Mailing, Wish
from qa.mailings.reads.audience import find_audience, wants_mailings
from tests import make
from tests.qa.mailings.people import member

pytestmark = pytest.mark.django_db


def meant(**fields):
    return sorted(find_audience(Mailing(**fields)).values_list("username", flat=True))


def test_all_with_a_confirmed_address_get_it_by_default():
    member("with")
    member("unconfirmed", is_confirmed=False)
    make.user("without")
    assert meant() == ["with"]


def test_whoever_wants_none_gets_none_until_they_want_it_again():
    sam = member("sam")
    assert wants_mailings(sam.user)
    assert set_wish(sam.user_id, False)
    assert not set_wish(sam.user_id, False), "it was so already"
    assert not wants_mailings(sam.user)
    assert meant() == []
    set_wish(sam.user_id, True)
    assert meant() == ["sam"]
    assert Wish.objects.count() == 1


def test_members_who_may_not_sign_in_or_write_or_are_not_admitted_get_none(cast):
    gone, blocked, quiet, waiting, admitted = (
        member(name) for name in ("gone", "blocked", "quiet", "waiting", "admitted")
    )
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    measure = block(cast.moderator, blocked.user_id, reason="Threats.")
    suspend(
        cast.moderator,
        quiet.user_id,
        reason="Votes.",
        rights=["vote_down"],
        ends_at=timezone.now() + timedelta(days=9),
    )
    Admission.objects.create(member=waiting.user)
    Admission.objects.create(member=admitted.user, outcome="approved", decided_at=timezone.now())
    assert meant() == ["admitted", "quiet"], "who lacks a single right gets it"
    lift(cast.moderator, measure.pk, "A mistake.")
    assert "blocked" in meant()


def test_it_is_narrowed_by_level_points_and_days():
    old, new = member("old", level=Level.EXPERT, points=500), member("new")
    User.objects.filter(pk=old.user_id).update(joined_at=timezone.now() - timedelta(days=400))
    today, long_ago = timezone.localdate(), timezone.localdate() - timedelta(days=400)
    assert meant(min_level=Level.APPROVED) == ["old"]
    assert meant(max_level=Level.APPROVED) == ["new"]
    assert meant(min_points=500) == ["old"]
    assert meant(max_points=499) == ["new"]
    assert meant(joined_from=today) == ["new"]
    assert meant(joined_until=long_ago) == ["old"]
    assert meant(joined_from=long_ago, joined_until=today) == ["new", "old"]
    assert new.user_id


def test_active_are_those_who_signed_in_or_wrote_since():
    reader, writer = member("reader"), member("writer")
    member("away")
    make.question(writer)
    User.objects.filter(pk=reader.user_id).update(last_login=timezone.now())
    assert meant(active_since=timezone.localdate()) == ["reader", "writer"]
    assert meant(active_since=date(9999, 1, 1)) == []


def test_it_is_narrowed_to_those_with_a_level_in_a_category(cast):
    category = make.category("Health")
    local = member("local")
    member("other")
    set_category_level(cast.administrator, local.user, category, Level.EXPERT)
    assert meant(category_number=category.pk) == ["local"]
    assert meant(category_number=category.pk + 1) == [], "a category that is gone means nobody, not everybody"


def test_a_token_belongs_to_one_member_and_cannot_be_made_up():
    sam = member("sam")
    assert read_token(make_token(sam.user_id)) == sam.user_id
    assert read_token(make_token(sam.user_id)[:-1] + "0") is None
    assert read_token("rubbish") is None
    assert read_token(make_token(0)) is None, "nobody has that account"
