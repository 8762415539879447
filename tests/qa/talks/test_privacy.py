"""What members write to each other is theirs: no console, no words in the names of rows, no way in for anybody else.

(tests/qa/views/test_canaries.py walks over every address, as everybody.)
"""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command

from accounts.models import Level
from qa.models import LogPart
from qa.news.models import Notice
from qa.talks.actions.decisions import decide_report
from qa.talks.actions.reports import report_message
from qa.talks.models import Copy, Message, Report
from tests import make

pytestmark = pytest.mark.django_db
SECRET = "privatepear"


@pytest.fixture
def talk(cast):
    first = make.message(cast.reader, cast.asker, f"My dear, {SECRET}.")
    make.message(cast.asker, cast.reader, f"No, {SECRET}.")
    return first


def test_the_console_knows_none_of_the_tables(talk):
    ours = list(apps.get_app_config("talks").get_models())
    assert ours
    assert not [model for model in ours if admin.site.is_registered(model)]
    client = make.client(make.member(level=Level.SUPER_ADMINISTRATOR))
    for model in ours:
        assert client.get(f"/admin/talks/{model._meta.model_name}/").status_code == 404
    assert "talks" not in client.get("/admin/").text


def test_rows_have_no_words_in_their_names(talk, cast):
    report_message(cast.asker, talk.conversation_id, talk.pk, Report.Reason.RUDE)
    for model in apps.get_app_config("talks").get_models():
        assert not [row for row in model.objects.all() if SECRET in str(row) or SECRET in repr(row)]
    page = make.client(cast.administrator).get(f"/admin/accounts/user/{cast.reader.user_id}/delete/").text
    assert SECRET not in page


@pytest.mark.parametrize("who", ["moderator", "administrator"])
@pytest.mark.parametrize("way", ["", "deletion/", "restoration/", "{message}/deletion/", "{message}/report/"])
def test_nobody_else_does_anything_to_a_conversation_whatever_their_level(talk, cast, who, way):
    address = f"/messages/{talk.conversation_id}/{way}".format(message=talk.pk)
    sent = {"body": "I am here, too.", "reason": "rude"}
    for viewer in (getattr(cast, who), make.member(level=Level.SUPER_ADMINISTRATOR)):
        response = make.client(viewer).post(address, sent)
        assert response.status_code == 404
        assert SECRET not in response.text
    assert Message.objects.count() == 2
    assert Copy.objects.kept().count() == 4


def test_nothing_of_a_message_stands_in_notices_logs_or_tasks(talk, cast):
    report = report_message(cast.asker, talk.conversation_id, talk.pk, Report.Reason.RUDE)
    decide_report(cast.moderator, report.pk, Report.Outcome.UPHELD, "It is rude.")
    for rows in (Notice.objects.values_list(), LogPart.objects.values_list("content")):
        assert SECRET not in str(list(rows))
    for address in ("/moderation-log/", "/moderation-log/export/", "/feeds/moderation-log/", "/decisions/"):
        for viewer in (None, cast.reader, cast.asker, cast.administrator):
            response = make.client(viewer).get(address)
            assert SECRET not in b"".join(response).decode()


def test_the_moderation_log_holds_with_reports_and_walls_in_it(talk, cast):
    report = report_message(cast.asker, talk.conversation_id, talk.pk, Report.Reason.RUDE)
    decide_report(cast.moderator, report.pk, Report.Outcome.UPHELD, "It is rude.")
    call_command("verify_modlog")
    assert "reader" not in make.client().get("/moderation-log/").text


def test_moderators_find_a_report_in_their_queue_and_decide_it_there(talk, cast):
    bad = make.message(cast.reader, cast.asker, "You are a fool.")
    asker, moderator = make.client(cast.asker), make.client(cast.moderator)
    address = f"/messages/{talk.conversation_id}/{bad.pk}/report/"
    assert SECRET in asker.get(address).text, "what stands around it is offered"
    assert asker.post(address, {}).status_code == 422
    sent = asker.post(address, {"reason": "rude", "note": "It hurt."}, follow=True)
    assert "It waits for a moderator." in sent.text
    report = Report.objects.get()
    assert "Reported message or note" in moderator.get("/moderate/").text
    taken = moderator.post("/moderate/next/", {})
    assert taken["Location"].startswith(f"/reports/{report.pk}/")
    page = moderator.get(f"/reports/{report.pk}/").text
    assert "You are a fool." in page
    assert "It hurt." in page
    assert SECRET not in page
    assert moderator.post(f"/reports/{report.pk}/", {"outcome": "upheld"}).status_code == 422
    decided = moderator.post(f"/reports/{report.pk}/", {"outcome": "upheld", "answer": "We wrote to them."})
    assert decided["Location"] == "/moderate/"
    again = moderator.post(f"/reports/{report.pk}/", {"outcome": "declined", "answer": "No."})
    assert again.status_code == 409
    assert "decided already" in again.text
    assert "We wrote to them." in asker.get(f"/reports/{report.pk}/").text
    assert asker.post(f"/reports/{report.pk}/", {"outcome": "declined", "answer": "No."}).status_code == 403
    assert make.client(cast.reader).get(f"/reports/{report.pk}/").status_code == 404
