"""What services that carry mail hand over: taken with the secret alone, and treated as any mail that comes in."""

import base64
import json

import pytest

from forum import options
from qa.actions.writing import Byline
from qa.models import NoticeAddress, Post
from qa.news.models import ReturnedMail
from tests import make
from tests.qa.news.letters import TICKED, letters_to, reader_of_mail

pytestmark = pytest.mark.django_db
SECRET = "forum:rather-a-long-secret"
INBOUND, TRACKING = "/mail-in/postmark/inbound/", "/mail-in/postmark/tracking/"


@pytest.fixture
def provider(settings):
    settings.MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    options.save({"mail_domain": "in.example.org", "is_reply_by_mail_on": True})


@pytest.fixture
def asker(provider):
    return reader_of_mail("kim", "kim@example.org")


def send(client, address, content, secret=SECRET):
    headers = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    body = content if isinstance(content, str) else json.dumps(content)
    return client.post(address, body, content_type="application/json", headers=headers)


def bounce(address, kind="HardBounce"):
    return {
        "RecordType": "Bounce", "Type": kind, "TypeCode": 1, "Email": address, "ID": 7,
        "MessageID": "883953f4", "BouncedAt": "2026-11-26T16:33:54Z",
    }  # fmt: skip


def reply(letter):
    sender = {"Email": "kim@example.org", "Name": "Kim"}
    to = letter.reply_to[0]
    return {
        "FromFull": sender, "From": "Kim <kim@example.org>", "To": to, "ToFull": [{"Email": to, "Name": ""}],
        "OriginalRecipient": to, "Subject": f"Re: {letter.subject}", "MessageID": "73e6",
        "Date": "Thu, 26 Nov 2026 17:05:00 +0000",
        "TextBody": "Thank you very much, that helps a lot.", "HtmlBody": "", "Attachments": [],
        "Headers": [{"Name": "Message-ID", "Value": "<a1@example.org>"}],
    }  # fmt: skip


def test_a_reply_that_a_service_hands_over_is_published(client, asker):
    make.answer(make.question(asker, byline=TICKED))
    response = send(client, INBOUND, reply(letters_to(asker)[-1]))
    assert response.status_code == 200
    assert (
        Post.objects.filter(author=asker.user, kind="C").get().body
        == "Thank you very much, that helps a lot."
    )


@pytest.mark.parametrize("secret", ["", "forum:wrong", "rather-a-long-secret"])
def test_without_the_secret_nothing_is_taken(client, asker, secret):
    make.answer(make.question(asker, byline=TICKED))
    assert send(client, INBOUND, reply(letters_to(asker)[-1]), secret).status_code == 403
    assert send(client, TRACKING, bounce("kim@example.org"), secret).status_code == 403
    assert not Post.objects.filter(kind="C").exists()
    assert not ReturnedMail.objects.exists()


def test_mail_that_came_back_is_counted_and_a_visitors_address_forgotten(client, asker):
    make.question(make.visitor(), byline=Byline(wants_notice=True, email="gone@example.org"))
    assert NoticeAddress.objects.exists()
    for address in ("Kim@example.org", "gone@example.org", "strange@example.org"):
        assert send(client, TRACKING, bounce(address)).status_code == 200
    assert ReturnedMail.objects.get().member == asker.user
    assert ReturnedMail.objects.get().paused_at is None
    assert not NoticeAddress.objects.exists()


def test_who_calls_our_mail_spam_gets_no_more(client, asker):
    send(client, TRACKING, bounce("kim@example.org", "SpamComplaint"))
    assert ReturnedMail.objects.get(member=asker.user).paused_at is not None


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"RecordType": 3}', '"\\u0000"'])
def test_what_is_no_message_of_that_service_is_refused_with_a_sentence(client, provider, content):
    response = send(client, INBOUND, content)
    assert response.status_code == 400
    assert "no message of that service" in response.content.decode()


def test_other_services_and_a_forum_without_one_have_no_such_address(client, provider, settings):
    assert send(client, "/mail-in/sendgrid/inbound/", {}).status_code == 404
    assert send(client, "/mail-in/postmark/nonsense/", {}).status_code == 404
    settings.MAIL_PROVIDER = ""
    assert send(client, INBOUND, {}).status_code == 404
