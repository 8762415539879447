"""Warning, suspending, blocking, lifting: what is kept, what follows at once, and what is refused."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum.lib.errors import Conflict
from qa.actions.measures import acknowledge_warnings, block, change_end, lift, recount_copies, suspend, warn
from qa.actions.members import change_member
from qa.actions.modlog import verify
from qa.actions.votes import cast_vote
from qa.models import LogEntry, LogPart, Measure
from qa.rules.rights import Right
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def later(days=1):
    return timezone.now() + days * DAY


def reload(viewer):
    return Viewer(User.objects.get(pk=viewer.user_id))


def verbs():
    return list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_suspension_takes_its_right_at_once_and_the_log_says_so(cast):
    suspend(
        cast.moderator,
        cast.reader.user_id,
        rights=[Right.ASK],
        ends_at=later(),
        reason="Please pause.",
        rule="3",
    )
    with pytest.raises(PermissionDenied, match="ask questions"):
        make.question(reload(cast.reader))
    question = make.question(cast.asker)
    assert make.answer(question, reload(cast.reader))
    entry = LogEntry.objects.get(verb="suspended")
    assert (entry.role, entry.subject) == ("moderator", "member")
    parts = {part.kind: part for part in entry.parts.all()}
    assert parts["member"].user == cast.reader.user
    assert parts["words"].content["reason"] == "Please pause."
    assert parts["words"].content["change"]["rights"] == [[], ["ask"]]
    assert Measure.objects.get().entry == entry
    assert verify() is None


def test_a_block_takes_all_writing_without_an_end_and_leaves_reading_and_signing_in(cast):
    question = make.question(cast.asker)
    block(cast.moderator, cast.reader.user_id, reason="Threats.")
    blocked = reload(cast.reader)
    assert (blocked.user.restrictions, blocked.user.is_active) == ({"all": None}, True)
    for write in (lambda: make.question(blocked), lambda: make.answer(question, blocked),
                  lambda: make.comment(question, blocked), lambda: cast_vote(blocked, question.pk, 1)):  # fmt: skip
        with pytest.raises(PermissionDenied, match="at present"):
            write()
    client = make.client(blocked)
    assert client.get(question.get_absolute_url()).status_code == 200
    assert client.login(username="reader", password=make.PASSWORD)


def test_a_right_comes_back_when_its_time_is_over_and_no_job_has_run(cast):
    measure = suspend(cast.moderator, cast.reader.user_id, rights=["all"], ends_at=later(), reason="Pause.")
    past = timezone.now() - timedelta(seconds=1)
    Measure.objects.filter(pk=measure.pk).update(started_at=past - DAY, ends_at=past)
    User.objects.filter(pk=cast.reader.user_id).update(restrictions={"all": past.isoformat()})
    assert make.question(reload(cast.reader))
    assert not Measure.objects.in_force().exists()
    assert make.drift() == []


def test_voting_down_can_be_taken_alone(cast):
    question = make.question(cast.asker)
    suspend(cast.moderator, cast.reader.user_id, rights=[Right.VOTE_DOWN], ends_at=later(), reason="Pause.")
    with pytest.raises(PermissionDenied, match="vote down"):
        cast_vote(reload(cast.reader), question.pk, -1)
    assert cast_vote(reload(cast.reader), question.pk, 1).score == 1


def test_of_several_the_longest_counts_and_lifting_one_leaves_the_others(cast):
    near, far = later(1), later(9)
    first = suspend(cast.moderator, cast.reader.user_id, rights=["ask"], ends_at=far, reason="One.")
    suspend(cast.moderator, cast.reader.user_id, rights=["ask", "answer"], ends_at=near, reason="Two.")
    assert reload(cast.reader).user.restrictions == {"ask": far.isoformat(), "answer": near.isoformat()}
    third = block(cast.moderator, cast.reader.user_id, reason="Three.")
    assert reload(cast.reader).user.restrictions["all"] is None
    lift(cast.moderator, third.pk, "Talked about it.")
    assert set(reload(cast.reader).user.restrictions) == {"ask", "answer"}
    lift(cast.moderator, first.pk, "Too long.")
    assert reload(cast.reader).user.restrictions == {"ask": near.isoformat(), "answer": near.isoformat()}
    assert make.drift() == []


def test_a_warning_has_to_be_read_before_the_next_post(cast):
    question = make.question(cast.asker)
    measure = warn(cast.moderator, cast.reader.user_id, reason="Please be kind.")
    with pytest.raises(PermissionDenied, match="read that first"):
        make.answer(question, reload(cast.reader))
    assert cast_vote(reload(cast.reader), question.pk, 1)
    acknowledge_warnings(reload(cast.reader), [measure.pk])
    assert make.answer(question, reload(cast.reader))
    assert Measure.objects.get().acknowledged_at is not None


def test_only_the_warnings_that_were_shown_are_acknowledged_and_only_ones_own(cast):
    first = warn(cast.moderator, cast.reader.user_id, reason="One.")
    warn(cast.moderator, cast.reader.user_id, reason="Two.")
    assert acknowledge_warnings(cast.asker, [first.pk]) == 0
    assert acknowledge_warnings(cast.reader, [first.pk]) == 1
    assert reload(cast.reader).user.has_open_warning
    assert Measure.objects.open_warnings().get().reason == "Two."


def test_a_warning_that_was_a_mistake_can_be_lifted(cast):
    measure = warn(cast.moderator, cast.reader.user_id, reason="One.")
    lift(cast.moderator, measure.pk, "Meant somebody else.")
    assert not reload(cast.reader).user.has_open_warning
    assert verbs() == ["warned", "lifted"]


@pytest.mark.parametrize(
    ("who", "whom"),
    [("moderator", "moderator"), ("moderator", "administrator"), ("editor", "reader"), ("reader", "asker")],
)
def test_nobody_acts_upon_themselves_or_those_above_nor_without_the_level(cast, who, whom):
    by, target = getattr(cast, who), getattr(cast, whom)
    for act in (
        lambda: warn(by, target.user_id, reason="x"),
        lambda: suspend(by, target.user_id, rights=["ask"], ends_at=later(), reason="x"),
        lambda: block(by, target.user_id, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Measure.objects.exists()
    assert verbs() == []


def test_one_of_the_same_level_is_not_below_either(cast):
    other, owner = make.member(level=Level.MODERATOR), make.member(level=Level.SUPER_ADMINISTRATOR)
    with pytest.raises(PermissionDenied, match="not below yours"):
        warn(cast.moderator, other.user_id, reason="x")
    with pytest.raises(PermissionDenied, match="not below yours"):
        warn(owner, make.member(level=Level.SUPER_ADMINISTRATOR).user_id, reason="x")
    assert warn(cast.administrator, other.user_id, reason="x")


def test_a_blocked_moderator_decides_about_nobody(cast):
    block(cast.administrator, cast.moderator.user_id, reason="x")
    blocked = reload(cast.moderator)
    with pytest.raises(PermissionDenied):
        warn(blocked, cast.reader.user_id, reason="x")
    with pytest.raises(PermissionDenied):
        change_member(blocked, cast.reader.user, level=Level.APPROVED)


@pytest.mark.parametrize(
    "values",
    [
        {"rights": ["ask"], "ends_at": later(), "reason": " "},
        {"rights": ["ask"], "ends_at": later(), "reason": "x" * 1001},
        {"rights": [], "ends_at": later(), "reason": "x"},
        {"rights": ["fly"], "ends_at": later(), "reason": "x"},
        {"rights": ["read"], "ends_at": later(), "reason": "x"},
        {"rights": ["ask"], "ends_at": None, "reason": "x"},
        {"rights": ["ask"], "ends_at": timezone.now() - DAY, "reason": "x"},
        {"rights": ["ask"], "ends_at": later(3700), "reason": "x"},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(cast, values):
    with pytest.raises(ValidationError):
        suspend(cast.moderator, cast.reader.user_id, **values)
    assert not Measure.objects.exists()
    assert verbs() == []
    assert reload(cast.reader).user.restrictions == {}


def test_a_member_who_is_gone_is_not_found(cast):
    with pytest.raises(Http404):
        warn(cast.moderator, 10**12, reason="x")
    with pytest.raises(Http404):
        lift(cast.moderator, 10**12, "x")


def test_the_same_form_sent_twice_decides_once(cast):
    key = uuid4()
    first = block(cast.moderator, cast.reader.user_id, reason="x", submission_key=key)
    assert block(cast.moderator, cast.reader.user_id, reason="x", submission_key=key) == first
    assert verbs() == ["blocked"]


def test_somebody_elses_decision_in_between_is_a_conflict_that_names_them(cast):
    warn(cast.administrator, cast.reader.user_id, reason="x")
    with pytest.raises(Conflict, match="administratrix"):
        block(cast.moderator, cast.reader.user_id, reason="x", seen=0)
    assert block(cast.moderator, cast.reader.user_id, reason="x", seen=Measure.objects.get().pk)


def test_what_is_lifted_or_over_is_not_decided_again(cast):
    measure = block(cast.moderator, cast.reader.user_id, reason="x")
    lift(cast.administrator, measure.pk, "y")
    for act in (lambda: lift(cast.moderator, measure.pk, "z"),
                lambda: change_end(cast.moderator, measure.pk, later(), "z")):  # fmt: skip
        with pytest.raises(Conflict, match="administratrix lifted this"):
            act()
    over = suspend(cast.moderator, cast.reader.user_id, rights=["ask"], ends_at=later(), reason="x")
    past = timezone.now() - DAY
    Measure.objects.filter(pk=over.pk).update(started_at=past - DAY, ends_at=past)
    with pytest.raises(Conflict, match="over"):
        lift(cast.moderator, over.pk, "z")


def test_an_end_moves_both_ways_and_the_log_keeps_both(cast):
    before, after = later(2), later(5)
    measure = suspend(cast.moderator, cast.reader.user_id, rights=["ask"], ends_at=before, reason="x")
    change_end(cast.moderator, measure.pk, after, "Again.")
    assert reload(cast.reader).user.restrictions == {"ask": after.isoformat()}
    words = LogPart.objects.get(entry__verb="changed-end", kind="words").content
    assert words["change"] == {"until": [before.isoformat(), after.isoformat()]}
    with pytest.raises(ValidationError, match="Only a block"):
        change_end(cast.moderator, measure.pk, None, "x")
    with pytest.raises(ValidationError, match="no end"):
        change_end(cast.moderator, warn(cast.moderator, cast.reader.user_id, reason="x").pk, after, "x")


def test_a_member_with_a_confirmed_address_gets_a_mail_that_tells_no_reason(cast):
    user = cast.reader.user
    EmailAddress.objects.create(user=user, email="reader@example.org", verified=True, primary=True)
    EmailAddress.objects.create(user=cast.asker.user, email="asker@example.org", verified=False, primary=True)
    block(cast.moderator, user.pk, reason="A very private matter.")
    block(cast.moderator, cast.asker.user_id, reason="Another matter.")
    work()
    [message] = mail.outbox
    assert message.to == ["reader@example.org"]
    assert "/users/me/standing/" in message.body
    assert "matter" not in message.body + message.subject


def test_copies_that_drifted_are_found_and_mended(cast):
    block(cast.moderator, cast.reader.user_id, reason="x")
    User.objects.filter(pk=cast.reader.user_id).update(restrictions={})
    User.objects.filter(pk=cast.asker.user_id).update(restrictions={"ask": None}, has_open_warning=True)
    assert make.drift() == ["accounts_user.restrictions: 2"]
    assert recount_copies(is_dry_run=False) == 2
    assert reload(cast.reader).user.restrictions == {"all": None}
    assert reload(cast.asker).user.restrictions == {}
    assert make.drift() == []


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "warn", "rights": ["ask"]},
        {"kind": "warn", "ends_at": later()},
        {"kind": "suspend", "rights": [], "ends_at": later()},
        {"kind": "suspend", "rights": ["ask"]},
        {"kind": "block", "rights": ["ask"]},
        {"kind": "exile"},
        {"reason": ""},
        {"kind": "block", "rights": ["all"], "ends_at": timezone.now() - DAY},
        {"lifted_at": later()},
        {"lift_reason": "x"},
        {"kind": "block", "rights": ["all"], "acknowledged_at": later()},
    ],
)
def test_the_database_holds_no_measure_that_makes_no_sense(cast, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(**{"member": cast.reader.user, "kind": "warn", "reason": "x"} | columns)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_one_moment_decide_one_after_the_other(transactional_db):
    cast, barrier, outcomes = make.cast(), Barrier(2), []

    def decide(viewer):
        barrier.wait()
        try:
            block(viewer, cast.reader.user_id, reason="x", seen=0)
            outcomes.append("decided")
        except Conflict as conflict:
            outcomes.append(str(conflict))
        finally:
            connection.close()

    threads = [Thread(target=decide, args=(viewer,)) for viewer in (cast.moderator, cast.administrator)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=len)[0] == "decided"
    assert "while you were writing" in sorted(outcomes, key=len)[1]
    assert Measure.objects.count() == 1
