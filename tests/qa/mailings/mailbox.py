"""A real mail server on this machine that keeps what it is sent, and refuses whom a test wants."""

from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller

from tests.processes import free_port


class Mailbox:
    """Takes mail; `refusals` is {address: answer} of the server, `is_full` refuses the text of every mail for now."""

    def __init__(self):
        self.messages, self.refusals, self.is_full = [], {}, False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.is_full:
            return "452 Insufficient system storage"
        self.messages.append((list(envelope.rcpt_tos), message_from_bytes(envelope.content, policy=default)))
        return "250 OK"

    @property
    def addresses(self):
        return [address for recipients, _message in self.messages for address in recipients]


@contextmanager
def receiving_mail(settings):
    """Have the forum send its mail to such a server."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
    box.stop = controller.stop
    try:
        yield box
    finally:
        with suppress(RuntimeError, AssertionError):  # the test has stopped it
            controller.stop()
