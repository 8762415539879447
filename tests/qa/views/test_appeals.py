"""The pages of appeals: the way there, the form, the list, deciding; the download of statements of reasons."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Level
from forum import options
from qa.actions.appeals import file_appeal
from qa.actions.closures import close_question
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.modlog import seal
from qa.models import Appeal, Flag, LogEntry
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
DECISION = {
    "outcome": "overturned",
    "facts": "It names nobody.",
    "rule": "Rule 3.",
    "next_steps": "Nothing to do.",
}


@pytest.fixture
def case(cast):
    cast.other = make.member("the other one", Level.MODERATOR)
    cast.question = make.question(cast.asker)
    hide_post(cast.moderator, cast.question.pk, reason="It names a neighbour.")
    seal()
    cast.entry = LogEntry.objects.get()
    return cast


def test_from_the_notice_at_ones_own_post_to_the_outcome(case):
    client = make.client(case.asker)
    page = Page.of(client.get(case.question.get_absolute_url()))
    link = next(link for link in page.find_all("a") if link.text == "Appeal against this decision")
    form = client.get(link.attribute("href"), follow=True)
    assert "It names a neighbour." in form.text
    sent = client.post(form.request["PATH_INFO"], {"text": "It names\nnobody."}, follow=True)
    assert "It waits for a moderator who had no part" in Page.of(sent).text
    appeal = Appeal.objects.get()
    decided = make.client(case.other).post(f"/appeals/{appeal.pk}/decision/", DECISION, follow=True)
    assert decided.status_code == 200
    page = Page.of(client.get(f"/appeals/{appeal.pk}/"))
    assert "The decision was taken back" in page.text and "Nothing to do." in page.text
    assert "the other one" not in page.text
    assert "Your appeal: the decision was taken back" in Page.of(client.get("/decisions/")).text
    case.question.refresh_from_db()
    assert not case.question.is_hidden


def test_a_closed_question_shows_its_asker_the_way_and_nobody_else(cast):
    question = make.question(cast.asker)
    close_question(cast.editor, question.pk, reason="Settled.")
    address = question.get_absolute_url()
    for viewer, is_shown in (
        (cast.asker, True),
        (cast.reader, False),
        (None, False),
        (cast.moderator, False),
    ):
        assert ("Appeal against this decision" in make.client(viewer).get(address).text) == is_shown
    options.save({"appeal_days": 0})
    assert "Appeal against this decision" not in make.client(cast.asker).get(address).text


def test_what_one_hid_or_closed_oneself_is_no_decision(cast):
    question = make.question(cast.asker)
    close_question(cast.asker, question.pk, reason="Solved.")
    answer = make.answer(make.question(), cast.asker)
    hide_post(cast.asker, answer.pk)
    client = make.client(cast.asker)
    for post in (question, answer):
        assert "Appeal against" not in client.get(post.get_absolute_url(), follow=True).text
        assert client.get(f"/posts/{post.pk}/appeal/").status_code == 404


def test_strangers_and_late_ones_find_nothing_and_a_second_time_leads_to_the_first(case):
    address = f"/decisions/{case.entry.pk}/appeal/"
    for viewer in (None, case.reader, case.moderator, case.administrator):
        for method in ("get", "post"):
            assert getattr(make.client(viewer), method)(address, {"text": "x"}).status_code == 404
    client = make.client(case.asker)
    assert client.get("/decisions/99999999/appeal/").status_code == 404
    LogEntry.objects.update(created_at=timezone.now() - timedelta(days=31))
    late = client.post(address, {"text": "Please look again."})
    assert late.status_code == 404 and "time for an appeal is over" in late.text
    assert client.get(f"/posts/{case.question.pk}/appeal/").status_code == 404
    LogEntry.objects.update(created_at=timezone.now())
    client.post(address, {"text": "Please look again."})
    appeal = Appeal.objects.get()
    for answer in (client.get(address), client.post(address, {"text": "Again."})):
        assert answer.headers["Location"] == f"/appeals/{appeal.pk}/"


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_an_appeal_without_words_or_with_too_many_comes_back_with_what_was_typed(case, text):
    response = make.client(case.asker).post(f"/decisions/{case.entry.pk}/appeal/", {"text": text})
    assert response.status_code == 422
    assert text.strip() in response.text
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("missing", DECISION)
def test_a_statement_with_a_part_missing_comes_back_with_the_rest(case, missing):
    appeal = file_appeal(case.asker, case.entry.pk, "Please look again.")
    client = make.client(case.other)
    response = client.post(f"/appeals/{appeal.pk}/decision/", DECISION | {missing: " "})
    assert response.status_code == 422
    kept = [value for name, value in DECISION.items() if name not in (missing, "outcome")]
    assert all(value in response.text for value in kept)
    appeal.refresh_from_db()
    assert appeal.is_open


def test_who_may_not_decide_is_told_why(case):
    appeal = file_appeal(case.asker, case.entry.pk, "Please look again.")
    address = f"/appeals/{appeal.pk}/decision/"
    own = make.client(case.moderator).post(address, DECISION)
    assert own.status_code == 403 and "your own decision" in own.text
    assert make.client(case.asker).post(address, DECISION).status_code == 403
    for viewer in (None, case.reader, case.editor):
        assert make.client(viewer).post(address, DECISION).status_code == 404
        assert make.client(viewer).get(f"/appeals/{appeal.pk}/").status_code == 404
    assert Appeal.objects.get().is_open


def test_deciding_what_is_decided_is_a_conflict_with_who_and_when_and_the_words_kept(case):
    appeal = file_appeal(case.asker, case.entry.pk, "Please look again.")
    address = f"/appeals/{appeal.pk}/decision/"
    make.client(case.other).post(address, DECISION)
    response = make.client(case.administrator).post(address, DECISION | {"facts": "What I saw."})
    assert response.status_code == 409
    assert "the other one decided this appeal" in response.text and "What I saw." in response.text
    assert make.client(case.administrator).get(address).status_code == 409


def test_the_list_parts_what_one_can_decide_from_what_waits_for_others(case):
    assert "No appeal waits for you." in make.client(case.other).get("/moderate/appeals/").text
    file_appeal(case.asker, case.entry.pk, "It names nobody.")
    mine, theirs = (
        make.client(viewer).get("/moderate/appeals/").text for viewer in (case.other, case.moderator)
    )
    assert "It names nobody." in mine and "Waiting for somebody else" not in mine
    assert "No appeal waits for you." in theirs and "Waiting for somebody else" in theirs


def test_the_list_costs_the_same_with_more_appeals(case):
    def add():
        question = make.question(case.asker)
        hide_post(case.moderator, question.pk, reason="Not for here.")
        file_appeal(case.asker, LogEntry.objects.latest("pk").pk, "Please look again.")

    def count():
        client.get("/moderate/appeals/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/moderate/appeals/")
        return len(queries)

    client = make.client(case.other)
    add()
    before = count()
    for _number in range(3):
        add()
    assert count() == before
    assert before <= 12


def test_where_nobody_else_could_decide_the_page_says_that_it_waits(case):
    appeal = file_appeal(case.asker, case.entry.pk, "Please look again.")
    for person in (case.other, case.administrator):
        person.user.is_active = False
        person.user.save()
    assert "It waits until there is one." in make.client(case.asker).get(f"/appeals/{appeal.pk}/").text


def test_the_words_of_an_appeal_stay_off_the_log(case):
    appeal = file_appeal(case.asker, case.entry.pk, "Xylophones are not neighbours.")
    make.client(case.other).post(
        f"/appeals/{appeal.pk}/decision/", DECISION | {"facts": "Xylophones indeed."}
    )
    page = make.client().get("/moderation-log/")
    assert "took back upon appeal" in page.text and "Decision number: 1" in Page.of(page).text
    exported = b"".join(make.client().get("/moderation-log/export/")).decode()
    assert "Xylophones" not in page.text + exported


def test_statements_of_reasons_are_in_the_fields_of_the_transparency_database(case):
    options.save({"flags_that_hide": 1})
    flagged = make.question(case.answerer)
    flag_post(case.reader, flagged.pk, reason=Flag.Reason.SPAM)
    closed = make.question(case.answerer)
    close_question(case.editor, closed.pk, reason="Settled.")
    appeal = file_appeal(case.asker, case.entry.pk, "Please look again.")
    make.client(case.other).post(f"/appeals/{appeal.pk}/decision/", DECISION | {"outcome": "upheld"})
    assert make.client(case.moderator).get("/moderate/statements/").status_code == 403
    response = make.client(case.administrator).get("/moderate/statements/")
    hid, by_flags, shut = [json.loads(line) for line in b"".join(response).decode().splitlines()]
    assert hid["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert (hid["decision_facts"], hid["incompatible_content_ground"]) == ("It names nobody.", "Rule 3.")
    assert (hid["x_appeal"], hid["automated_decision"]) == ("upheld", "AUTOMATED_DECISION_NOT_AUTOMATED")
    assert by_flags["source_type"] == "SOURCE_TYPE_OTHER_NOTIFICATION"
    assert by_flags["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert shut["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED"]
    assert shut["incompatible_content_explanation"] == "Settled."
    needed = {"puid", "decision_ground", "category", "content_type", "content_date", "application_date", "source_type",
              "automated_detection", "automated_decision", "decision_facts"}  # fmt: skip
    assert all(needed <= set(one) for one in (hid, by_flags, shut))
    assert len({one["puid"] for one in (hid, by_flags, shut)}) == 3
