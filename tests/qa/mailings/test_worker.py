"""A worker killed in the middle of a mailing, as its own process, with a real mail server."""

import signal

import pytest

from tests.forum.test_worker import manage, site, start_worker
from tests.processes import needs_proc, wait_until

__all__ = ["site"]
pytestmark = [pytest.mark.processes, needs_proc]

MAILS = 40

START = f"""
from qa.mailings.actions.mailings import start_mailing
from tests.qa.mailings.people import boss, mailing, member
for _number in range({MAILS}):
    member()
start_mailing(boss(), mailing().pk)
"""
LET_GO = """
from django.utils import timezone
from qa.mailings.models import Mailing, Recipient
Recipient.objects.filter(state="claimed").update(not_before=timezone.now())
Mailing.objects.update(next_at=timezone.now())
"""


def shell(given, words):
    manage(given, "shell", "--no-imports", "--command", words)


def test_a_worker_killed_in_the_middle_of_a_mailing_loses_none_and_doubles_none_but_the_one_in_its_hands(
    site,
):
    given, server = site
    shell(given, START)
    worker = start_worker(given)
    wait_until(lambda: server.total >= 10, "some mails have arrived")
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert server.total < MAILS
    second = start_worker(given)
    wait_until(lambda: len(server.received) >= MAILS - 1, "every other mail has arrived")
    assert set(server.received.values()) == {1}
    shell(given, LET_GO)  # what five minutes would do
    wait_until(lambda: len(server.received) == MAILS, "every mail has arrived")
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0
    assert server.total <= MAILS + 1
