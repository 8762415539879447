"""Reports: moderators get what the reporter chose, and no more; the reporter hears what they found."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from accounts.models import Level
from forum import options
from forum.lib.errors import Conflict, TooMany
from forum.lib.texts import compose
from qa.actions.members import delete_member
from qa.models import LogEntry, LogPart, ReviewItem
from qa.news.models import Notice
from qa.talks.actions.decisions import decide_report, forget_reported_texts
from qa.talks.actions.messages import answer, delete_conversation
from qa.talks.actions.reports import report_message, report_note
from qa.talks.models import Report, ReportedText
from qa.talks.reads.reports import find_report, list_texts
from tests import make

pytestmark = pytest.mark.django_db
Reason, Outcome = Report.Reason, Report.Outcome


@pytest.fixture
def talk(cast):
    """A conversation of asker and reader: the reader writes, the asker answers, the reader is rude."""
    options.save({"messages_per_member": 1000, "flags_per_member": 1000})
    first = make.message(cast.reader, cast.asker, "A kind first word.")
    conversation = first.conversation_id
    second = answer(cast.asker, conversation, compose("My street is Elm Street."))
    return conversation, first, second, make.message(cast.reader, cast.asker, "You are a fool.")


def read(report):
    return [(text.body_html, text.is_reported) for text in list_texts(report)]


def test_a_report_is_a_copy_of_the_message_alone(cast, talk):
    conversation, _first, _second, rude = talk
    report = report_message(cast.asker, conversation, rude.pk, Reason.RUDE, "It hurt.")
    assert read(report) == [('<p dir="auto">You are a fool.</p>', True)]
    assert (report.reported, report.reporter) == (cast.reader.user, cast.asker.user)
    item = ReviewItem.objects.get()
    assert (item.kind, item.number, item.get_absolute_url()) == (
        "report",
        report.pk,
        f"/reports/{report.pk}/",
    )


def test_of_what_stands_around_it_moderators_read_what_the_reporter_chose(cast, talk):
    conversation, first, _second, rude = talk
    elsewhere = make.message(cast.expert, cast.asker, "Of somebody else.")
    report = report_message(
        cast.asker, conversation, rude.pk, Reason.RUDE, context=[first.pk, elsewhere.pk, 10**9]
    )
    assert read(report) == [
        ('<p dir="auto">A kind first word.</p>', False),
        ('<p dir="auto">You are a fool.</p>', True),
    ]


def test_only_what_the_other_wrote_to_me_can_be_reported_and_once(cast, talk):
    conversation, first, second, rude = talk
    with pytest.raises(PermissionDenied, match="yourself"):
        report_message(cast.asker, conversation, second.pk, Reason.RUDE)
    for viewer in (cast.expert, cast.moderator):
        with pytest.raises(Http404):
            report_message(viewer, conversation, rude.pk, Reason.RUDE)
    one = report_message(cast.asker, conversation, rude.pk, Reason.RUDE)
    assert report_message(cast.asker, conversation, rude.pk, Reason.SPAM, context=[first.pk]) == one
    assert ReportedText.objects.count() == 1


def test_reports_count_against_the_limit_of_flags(cast, talk):
    options.save({"flags_per_member": 1})
    conversation, first, _second, rude = talk
    report_message(cast.asker, conversation, rude.pk, Reason.RUDE)
    with pytest.raises(TooMany):
        report_message(cast.asker, conversation, first.pk, Reason.RUDE)


def test_threats_and_harm_are_urgent(cast, talk):
    report_message(cast.asker, talk[0], talk[3].pk, Reason.THREAT)
    assert ReviewItem.objects.get().is_urgent


def test_a_report_is_read_by_who_made_it_and_by_moderators_alone(cast, talk):
    report = report_message(cast.asker, talk[0], talk[3].pk, Reason.RUDE)
    for viewer in (cast.asker, cast.moderator, cast.administrator):
        assert find_report(viewer, report.pk) == report
    for viewer in (cast.reader, cast.expert, cast.editor, make.visitor()):
        with pytest.raises(Http404):
            find_report(viewer, report.pk)


def test_a_moderator_never_sees_a_report_about_themselves_nor_decides_their_own(cast, talk):
    message = make.message(cast.moderator, cast.asker)
    about = report_message(cast.asker, message.conversation_id, message.pk, Reason.RUDE)
    with pytest.raises(Http404):
        decide_report(cast.moderator, about.pk, Outcome.DECLINED, "All is well.")
    came = answer(cast.asker, message.conversation_id, compose("Go away."))
    own = report_message(cast.moderator, message.conversation_id, came.pk, Reason.RUDE)
    with pytest.raises(PermissionDenied, match="about yourself"):
        decide_report(cast.moderator, own.pk, Outcome.UPHELD, "It is rude.")
    assert decide_report(cast.administrator, own.pk, Outcome.UPHELD, "It is rude.")


def test_the_reporter_hears_of_the_outcome_and_the_log_has_no_word_of_it(cast, talk):
    report = report_message(cast.asker, talk[0], talk[3].pk, Reason.RUDE, "It hurt.")
    decide_report(cast.moderator, report.pk, Outcome.UPHELD, "It is rude, and we wrote to them.")
    notice = Notice.objects.get(recipient=cast.asker.user, kind="decision")
    assert notice.path == f"/reports/{report.pk}/"
    assert not Notice.objects.filter(recipient=cast.reader.user, kind="decision").exists()
    assert not ReviewItem.objects.open().exists()
    entry = LogEntry.objects.get()
    assert entry.verb == "decided-report"
    assert [part.kind for part in LogPart.objects.all()] == ["actor"], "neither words nor whom it concerned"


def test_a_decision_needs_a_sentence_and_is_made_once(cast, talk):
    report = report_message(cast.asker, talk[0], talk[3].pk, Reason.RUDE)
    with pytest.raises(ValidationError):
        decide_report(cast.moderator, report.pk, Outcome.UPHELD, "  ")
    decide_report(cast.moderator, report.pk, Outcome.UPHELD, "It is rude.")
    with pytest.raises(Conflict, match="decided already"):
        decide_report(make.member(level=Level.MODERATOR), report.pk, Outcome.DECLINED, "All is well.")


def test_what_was_given_stays_readable_when_both_delete_the_conversation(cast, talk):
    report = report_message(cast.asker, talk[0], talk[3].pk, Reason.RUDE)
    for viewer in (cast.asker, cast.reader):
        delete_conversation(viewer, talk[0])
    assert read(report) == [('<p dir="auto">You are a fool.</p>', True)]


def test_copies_are_deleted_some_time_after_the_decision(cast, talk):
    report = report_message(cast.asker, talk[0], talk[3].pk, Reason.RUDE)
    assert forget_reported_texts() == 0
    decide_report(cast.moderator, report.pk, Outcome.UPHELD, "It is rude.")
    assert forget_reported_texts() == 0
    Report.objects.update(decided_at=timezone.now() - timedelta(days=31))
    assert forget_reported_texts() == 1
    assert Report.objects.get().answer == "It is rude."


def test_reports_stand_when_either_account_is_deleted(cast, talk):
    report = report_message(cast.asker, talk[0], talk[3].pk, Reason.RUDE)
    delete_member(cast.administrator, cast.reader.user)
    delete_member(cast.administrator, cast.asker.user)
    report.refresh_from_db()
    assert (report.reporter, report.reported) == (None, None)
    assert decide_report(cast.moderator, report.pk, Outcome.DECLINED, "The account is gone.")


def test_a_reported_note_is_hidden_when_it_was_right_and_stays_when_not(cast):
    writer = make.member(has_confirmed_address=True)
    bad, good = make.note(writer, cast.asker), make.note(writer, cast.asker)
    reports = [report_note(cast.reader, note.pk, Reason.RUDE) for note in (bad, good)]
    decide_report(cast.moderator, reports[0].pk, Outcome.UPHELD, "It is rude.")
    decide_report(cast.moderator, reports[1].pk, Outcome.DECLINED, "It may stay.")
    for note in (bad, good):
        note.refresh_from_db()
    assert (bad.is_hidden, bad.hidden_reason) == (True, "It is rude.")
    assert not good.is_hidden
    with pytest.raises(PermissionDenied, match="yourself"):
        report_note(writer, good.pk, Reason.RUDE)
