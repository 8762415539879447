"""Mail over the network: what a real mail server receives, and what it says to addresses that there are not."""

from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import get_connection

from forum import options
from qa.news.models import Notice, ReturnedMail
from qa.news.rules.kinds import Pace
from tests import make
from tests.processes import free_port
from tests.qa.news.letters import TICKED, reader_of_mail
from tests.work import waiting, work

pytestmark = pytest.mark.django_db


class Server:
    """Keeps what it takes: (sender, recipients, mail). Mailboxes called gone@ do not exist, those called full@ are full."""

    def __init__(self):
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        for name, answer in (("gone@", f"550 5.1.1 no {address}"), ("full@", f"452 4.2.2 {address} is full")):
            if address.startswith(name):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, parsed))
        return "250 taken"


@pytest.fixture
def server(settings):
    """A mail server that the forum sends to."""
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", controller.port, False
    assert get_connection().port == controller.port
    yield server
    controller.stop()


def answer_to(viewer):
    make.answer(make.question(viewer, byline=TICKED))
    work()


def test_a_mail_arrives_with_its_return_path_and_both_forms(server, settings):
    options.save({"mail_domain": "in.example.org", "is_reply_by_mail_on": True})
    answer_to(reader_of_mail(address="zoë.müller@example.org".encode("ascii", "ignore").decode()))
    [(sender, recipients, message)] = server.taken
    assert sender.startswith("bounce+") and sender.endswith("@in.example.org")
    assert recipients == ["zo.mller@example.org"]
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["Reply-To"].startswith("reply+")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_content_type() == "multipart/alternative"
    assert "There is a new answer" in message.get_body(("plain",)).get_content()


def test_a_mailbox_that_does_not_exist_is_not_tried_again_and_counts(server):
    gone, other = reader_of_mail(address="gone@example.org"), reader_of_mail()
    answer_to(gone)
    answer_to(other)
    assert [recipients for _sender, recipients, _message in server.taken] == [[other.user.email]]
    assert waiting("send_mail") == []
    assert ReturnedMail.objects.get().member == gone.user
    answer_to(gone)
    assert ReturnedMail.objects.get().paused_at is not None
    assert not Notice.objects.filter(recipient=gone.user).exclude(mail=Pace.NEVER).exists()


def test_a_full_mailbox_is_tried_again_later_and_no_log_names_it(server, caplog):
    answer_to(reader_of_mail(address="full@example.org"))
    [task] = waiting("send_mail")
    assert task.status == "READY" and task.run_after.year < 9999
    assert "452" in task.traceback
    ours = [str(record.msg) + str(record.exc_text) for record in caplog.records if record.name != "mail.log"]
    assert "full@" not in task.traceback + "".join(ours)
    assert "452" in "".join(ours)
