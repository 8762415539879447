"""Levels: who may give which to whom, as one table."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import set_level, set_sign_in
from accounts.models import Level, User
from accounts.policies import may_delete_member, may_give_bonus, may_manage_member, may_set_level
from accounts.viewers import NOBODY, Viewer
from tests import make

LEVELS = list(Level)
R, P, X, E, M, A, S = LEVELS

# Who acts -> the levels of members whom they may manage, the levels they may give, bonus points, deleting accounts.
TABLE = {
    None: ((), (), False, False),
    R: ((), (), False, False),
    P: ((), (), False, False),
    X: ((), (), False, False),
    E: ((), (), False, False),
    M: ((R, P, X, E), (R, P, X), False, False),
    A: ((R, P, X, E, M), (R, P, X, E, M), True, True),
    S: ((R, P, X, E, M, A, S), (R, P, X, E, M, A, S), True, True),
}
WHO = pytest.mark.parametrize(
    "who", TABLE, ids=lambda who: "visitor" if who is None else Level(who).name.lower()
)


def viewer(level, pk=1):
    return NOBODY if level is None else Viewer(User(pk=pk, username="actor", level=level))


def member(level, pk=2):
    return User(pk=pk, username="other", level=level)


@WHO
def test_who_may_manage_and_delete_whom(who):
    manageable, _given, gives_bonus, deletes = TABLE[who]
    assert [level for level in LEVELS if may_manage_member(viewer(who), member(level))] == list(manageable)
    expected = list(manageable) if deletes else []
    assert [level for level in LEVELS if may_delete_member(viewer(who), member(level))] == expected
    assert bool(may_give_bonus(viewer(who))) is gives_bonus


@WHO
def test_who_may_give_which_level_to_whom(who):
    manageable, given, _bonus, _deletes = TABLE[who]
    allowed = {(now, to) for now in LEVELS for to in LEVELS if may_set_level(viewer(who), member(now), to)}
    assert allowed == {(now, to) for now in manageable for to in given}


@WHO
def test_nobody_changes_themselves_however_high(who):
    if who is None:
        return
    verdict = may_manage_member(viewer(who), member(who, pk=1))
    assert not verdict
    assert verdict.reason
    assert not may_set_level(viewer(who), member(who, pk=1), S)


@pytest.mark.parametrize("level", [-1, 1, 15, 99, 121, 10**9])
def test_a_level_that_does_not_exist_is_given_by_nobody(level):
    assert not may_set_level(viewer(S), member(R), level)


def test_each_level_has_what_the_lower_ones_have():
    for index, level in enumerate(LEVELS):
        assert [viewer(level).has_level(other) for other in LEVELS] == [True] * (index + 1) + [False] * (
            6 - index
        )


@pytest.mark.django_db
def test_a_level_given_is_stored_and_a_refusal_stores_nothing(cast):
    set_level(cast.moderator, cast.reader.user, X)
    assert User.objects.get(pk=cast.reader.user_id).level == X
    with pytest.raises(PermissionDenied, match="cannot give this level"):
        set_level(cast.moderator, cast.reader.user, E)
    with pytest.raises(PermissionDenied, match="not below yours"):
        set_level(cast.moderator, cast.administrator.user, R)
    with pytest.raises(PermissionDenied, match="their own level"):
        set_level(cast.administrator, cast.administrator.user, R)
    with pytest.raises(PermissionDenied, match="not below yours"):
        set_sign_in(cast.moderator, cast.administrator.user, False)
    assert User.objects.get(pk=cast.reader.user_id).level == X
    assert User.objects.get(pk=cast.administrator.user_id).level == A


@pytest.mark.django_db
@pytest.mark.parametrize("level", LEVELS)
def test_the_console_opens_from_moderator_up_and_only_while_sign_in_is_on(level):
    member = make.user(level=level)
    assert member.is_staff is (level >= M)
    assert member.is_superuser is (level >= S)
    assert member.has_perm("anything") is (level >= A)
    member.is_active = False
    assert not (member.is_staff or member.is_superuser or member.has_perm("anything"))
