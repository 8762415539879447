"""Appeals: one for each decision, by whom it concerns, decided by somebody else, with reasons; what is undone with it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import Level
from forum import options
from forum.lib.errors import Conflict
from qa.actions.appeals import Statement, decide_appeal, file_appeal
from qa.actions.approvals import reject_post
from qa.actions.closures import close_question
from qa.actions.deletions import delete_post
from qa.actions.hidings import hide_post, show_post
from qa.actions.members import delete_member
from qa.actions.modlog import verify
from qa.actions.states import freeze_question
from qa.actions.writing import Byline
from qa.models import Appeal, LogEntry, LogPart, Post
from qa.reads.appeals import has_decider, open_appeals, waiting_for_others
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
REASONS = Statement("It names nobody.", "Rule 3 is about names.", "You need not do anything.")


@pytest.fixture
def case(cast):
    """A question that a moderator hid, and another moderator."""
    cast.other = make.member("the other one", Level.MODERATOR)
    cast.question = make.question(cast.asker)
    hide_post(cast.moderator, cast.question.pk, reason="It names a neighbour.")
    cast.entry = LogEntry.objects.get()
    return cast


def appeal_of(case):
    return file_appeal(case.asker, case.entry.pk, "It names nobody at all.")


def decide(viewer, appeal, is_overturned=True, statement=REASONS):
    return decide_appeal(viewer, appeal.pk, is_overturned=is_overturned, statement=statement)


def test_a_decision_that_is_taken_back_is_undone_with_it_and_logged_without_the_words(case):
    appeal = decide(case.other, appeal_of(case))
    case.question.refresh_from_db()
    assert (appeal.state, appeal.is_undone, case.question.is_hidden) == ("overturned", True, False)
    assert list(LogEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "hid",
        "showed",
        "overturned",
    ]
    words = LogPart.objects.get(entry__verb="overturned", kind="words").content
    assert words == {"change": {"decision": [None, LogEntry.objects.get(verb="hid").number]}}
    assert verify() is None
    assert make.drift() == []


def test_a_decision_that_stands_changes_nothing_but_says_why(case):
    appeal = decide(case.other, appeal_of(case), is_overturned=False)
    case.question.refresh_from_db()
    assert (appeal.state, case.question.is_hidden) == ("upheld", True)
    assert (appeal.facts, appeal.rule, appeal.next_steps) == (REASONS.facts, REASONS.rule, REASONS.next_steps)


def burden(cast, what):
    """Do something to the asker's question; return it."""
    question = make.question(cast.asker)
    if what == "closed":
        close_question(cast.editor, question.pk, reason="Settled.")
    elif what in ("locked", "archived"):
        freeze_question(cast.moderator, question.pk, Post.Frozen(what), reason="Too heated.")
    elif what == "rejected":
        options.save({"is_unapproved_held": True})
        question = make.question(cast.asker)
        options.save({"is_unapproved_held": False})
        reject_post(cast.moderator, question.pk, "Too short.")
    return question


@pytest.mark.parametrize("what", ["closed", "locked", "archived", "rejected"])
def test_each_state_is_taken_back_by_the_act_that_undoes_it(cast, what):
    question = burden(cast, what)
    other = make.member(level=Level.MODERATOR)
    entry = LogEntry.objects.get(verb=what, post_id=question.pk)
    appeal = decide(other, file_appeal(cast.asker, entry.pk, "Please look again."))
    question.refresh_from_db()
    assert appeal.is_undone
    assert (question.is_closed, question.frozen_as, question.is_hidden) == (False, "", False)
    assert make.drift() == []


def test_what_cannot_be_undone_by_itself_is_left_to_a_person(case):
    show_post(case.moderator, case.question.pk)
    hide_post(case.asker, case.question.pk)
    delete_post(case.moderator, case.question.pk, reason="Gone too far.")
    entry = LogEntry.objects.get(verb="deleted")
    appeal = decide(case.other, file_appeal(case.asker, entry.pk, "Please look again."))
    assert (appeal.state, appeal.is_undone) == ("overturned", False)


def test_what_was_undone_before_needs_no_reversal(case):
    appeal = appeal_of(case)
    show_post(case.moderator, case.question.pk)
    assert decide(case.other, appeal).is_undone
    assert LogEntry.objects.filter(verb="showed").count() == 1


def test_nobody_decides_about_their_own_decision(case):
    appeal = appeal_of(case)
    with pytest.raises(PermissionDenied, match="your own decision"):
        decide(case.moderator, appeal)
    with pytest.raises(PermissionDenied, match="Appeals are for moderators"):
        decide(case.editor, appeal)
    appeal.refresh_from_db()
    assert appeal.is_open


def test_moderators_do_not_decide_their_own_appeals(case):
    question = make.question(case.other)
    hide_post(case.moderator, question.pk, reason="Not for here.")
    appeal = file_appeal(case.other, LogEntry.objects.get(post_id=question.pk).pk, "Please look again.")
    with pytest.raises(PermissionDenied, match="your own appeal"):
        decide(case.other, appeal)


def test_the_database_itself_refuses_the_same_moderator(case):
    appeal = appeal_of(case)
    done = {"state": "upheld", "decided_at": timezone.now(), "facts": "x", "rule": "x", "next_steps": "x"}
    with (
        pytest.raises(IntegrityError, match=r"qa_appeal_by_another|their own decision"),
        transaction.atomic(),
    ):
        Appeal.objects.filter(pk=appeal.pk).update(decided_by=case.moderator.user, **done)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE qa_appeal DISABLE TRIGGER qa_appeal_guard")
    with pytest.raises(IntegrityError, match="qa_appeal_by_another"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decided_by=case.moderator.user, **done)


def test_the_copy_of_who_decided_first_has_to_be_true_and_stays_so(case):
    for claimed in (None, case.other.user):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(entry=case.entry, appellant=case.asker.user, text="x", decision_by=claimed)
    appeal = appeal_of(case)
    assert appeal.decision_by == case.moderator.user
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decision_by=case.other.user)
    Appeal.objects.filter(pk=appeal.pk).update(decision_by=None)
    done = {"state": "upheld", "decided_at": timezone.now(), "facts": "x", "rule": "x", "next_steps": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decided_by=case.moderator.user, **done)


def test_a_decision_needs_facts_rule_and_how_to_go_on(case):
    appeal = appeal_of(case)
    for statement in (Statement(" ", "x", "x"), Statement("x", "", "x"), Statement("x", "x", "\n")):
        with pytest.raises(ValidationError, match="facts, rule"):
            decide(case.other, appeal, statement=statement)
    case.question.refresh_from_db()
    assert case.question.is_hidden
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state="upheld", decided_at=timezone.now(), facts="x")


def test_there_is_one_appeal_for_each_decision(case):
    first = appeal_of(case)
    assert file_appeal(case.asker, case.entry.pk, "Once more.") == first
    first.refresh_from_db()
    assert first.text == "It names nobody at all."
    decide(case.other, first, is_overturned=False)
    assert file_appeal(case.asker, case.entry.pk, "Once more.") == first


def test_only_whom_it_concerns_may_appeal_and_only_in_time_and_with_words(case):
    for stranger in (case.answerer, case.moderator, case.administrator, make.visitor()):
        with pytest.raises(Http404):
            file_appeal(stranger, case.entry.pk, "I say so.")
    with pytest.raises(ValidationError):
        file_appeal(case.asker, case.entry.pk, " \n ")
    LogEntry.objects.update(created_at=timezone.now() - timedelta(days=31))
    with pytest.raises(Http404, match="30 days"):
        appeal_of(case)
    options.save({"appeal_days": 40})
    assert appeal_of(case).is_open
    options.save({"appeal_days": 0})
    hide_post(case.asker, make.question(case.asker).pk)
    assert not Appeal.objects.exclude(entry=case.entry).exists()


def test_favours_and_other_peoples_decisions_are_nothing_to_appeal_against(case):
    show_post(case.other, case.question.pk)
    entry = LogEntry.objects.get(verb="showed")
    with pytest.raises(Http404, match="nothing to appeal"):
        file_appeal(case.asker, entry.pk, "Why?")


def test_a_visitor_appeals_by_the_cookie_and_hears_of_the_outcome_by_mail(cast):
    visitor, other = make.visitor(), make.member(level=Level.MODERATOR)
    question = make.question(visitor, byline=Byline(wants_notice=True, email="someone@example.org"))
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    appeal = file_appeal(visitor, LogEntry.objects.get().pk, "Please look again.")
    assert (appeal.appellant, appeal.visitor_key) == (None, visitor.visitor_key)
    decide(other, appeal)
    work()
    (message,) = mail.outbox
    assert message.to == ["someone@example.org"]
    assert f"/appeals/{appeal.pk}/" in message.body
    assert REASONS.facts not in message.body and question.title not in message.body


def test_a_decided_appeal_says_who_was_quicker(case):
    appeal = appeal_of(case)
    decide(case.other, appeal, is_overturned=False)
    with pytest.raises(Conflict, match="the other one decided this appeal"):
        decide(case.administrator, appeal)
    appeal.refresh_from_db()
    assert appeal.state == "upheld"


def test_where_nobody_else_could_decide_it_waits_and_says_so(case):
    appeal = appeal_of(case)
    assert has_decider(appeal)
    for person in (case.other, case.administrator):
        person.user.is_active = False
        person.user.save()
    assert not has_decider(appeal)
    case.administrator.user.is_active = True
    case.administrator.user.save()
    assert has_decider(appeal)


def test_the_queue_shows_each_moderator_what_they_can_decide(case):
    appeal = appeal_of(case)
    assert list(open_appeals(case.other)) == [appeal]
    assert list(open_appeals(case.moderator)) == []
    assert list(waiting_for_others(case.moderator)) == [appeal]
    assert list(open_appeals(case.editor)) == []


def test_erasing_either_side_is_possible_and_the_log_holds(case):
    appeal = appeal_of(case)
    delete_member(case.administrator, case.moderator.user)
    appeal.refresh_from_db()
    assert appeal.decision_by is None
    decide(case.other, appeal, is_overturned=False)
    delete_member(case.administrator, case.other.user)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decided_by) == ("upheld", None)
    delete_member(case.administrator, case.asker.user)
    assert not Appeal.objects.exists()
    assert verify() is None


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_one_moment_decide_an_appeal_once():
    asker = make.member("asker")
    first = make.member(level=Level.MODERATOR)
    question = make.question(asker)
    hide_post(first, question.pk, reason="Not for here.")
    appeal = file_appeal(asker, LogEntry.objects.get().pk, "Please look again.")
    others = [make.member(level=Level.MODERATOR) for _number in range(4)]
    start, outcomes = Barrier(4), []

    def act(viewer, is_overturned):
        try:
            start.wait(timeout=30)
            outcomes.append(decide(viewer, appeal, is_overturned).state)
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=act, args=(viewer, number % 2 == 0)) for number, viewer in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("conflict") == 3
    assert LogEntry.objects.filter(verb__in=["upheld", "overturned"]).count() == 1
