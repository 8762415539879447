"""The worker as its own process, with a real mail server: killed in the middle of its mails, and stopped by signal."""

import collections
import os
import signal
import subprocess
import sys
import threading

import pytest
from aiosmtpd.controller import Controller

from tests.processes import (
    CHECKOUT,
    children,
    environment,
    free_port,
    is_running,
    lay_out,
    needs_proc,
    open_folder,
    stop_database,
    wait_until,
)

pytestmark = [pytest.mark.processes, needs_proc]
MAILS = 80

TO_VISITORS = f"""
from tests import make
from qa.actions.writing import Byline
for number in range({MAILS}):
    question = make.question(make.visitor(), byline=Byline("", True, f"reader{{number}}@example.org"))
    make.answer(question, make.visitor())
"""
# To members: half of them at once, to the others once a day, and that is due.
TO_MEMBERS = f"""
from datetime import timedelta
from django.utils import timezone
from tests import make
from tests.qa.news.letters import TICKED, choose
from qa.news.models import Notice
from qa.news.rules.kinds import Kind
from qa.news.tasks import send_due_digests
from qa.news.actions.fanout import tell_of_what_happened
for number in range({MAILS}):
    reader = make.member(email=f"reader{{number}}@example.org")
    if number % 2:
        choose(reader, wishes={{Kind.ANSWER: "daily"}}, digest_hour=timezone.now().hour)
    make.answer(make.question(reader, byline=TICKED), make.visitor())
while tell_of_what_happened():
    pass
Notice.objects.filter(mail="daily").update(created_at=timezone.now() - timedelta(days=2))
send_due_digests.enqueue()
"""


class MailServer:
    """Counts what arrives for whom; `wait_at` lets one worker hang in the middle of a delivery."""

    def __init__(self):
        self.received = collections.Counter()
        self.lock = threading.Lock()

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.received.update(envelope.rcpt_tos)
        return "250 taken"

    @property
    def total(self):
        return sum(self.received.values())


@pytest.fixture
def site():
    """A prepared forum of its own, and a mail server that it sends to."""
    server = MailServer()
    port = free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    with open_folder() as folder:
        data = folder / "data"
        given = environment(data, DEBUG="1", EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(port), EMAIL_TLS="0")
        lay_out(data)
        try:
            yield given, server
        finally:
            controller.stop()
            stop_database(data)


def manage(given, *words):
    subprocess.run([sys.executable, "manage.py", *words], cwd=CHECKOUT, env=given, check=True)


def start_worker(given):
    return subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=CHECKOUT, env=given)


@pytest.mark.parametrize("script", [TO_VISITORS, TO_MEMBERS], ids=["visitors", "members"])
def test_a_worker_killed_in_the_middle_of_its_mails_loses_none_and_doubles_none_but_the_one_in_its_hands(
    site, script
):
    given, server = site
    manage(given, "shell", "--no-imports", "--command", script)
    worker = start_worker(given)
    wait_until(lambda: server.total >= 20, "some mails have arrived")
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert server.total < MAILS
    second = start_worker(given)
    wait_until(lambda: len(server.received) == MAILS, "every mail has arrived")
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0
    assert server.total <= MAILS + 1


def test_a_worker_ends_with_the_program_that_started_it(site):
    given, _server = site
    shell = subprocess.Popen(
        ["sh", "-c", f"'{sys.executable}' manage.py worker --end-with-parent $$ & wait"],
        cwd=CHECKOUT,
        env=given,
    )
    worker = wait_until(lambda: children(shell.pid), "the worker has started")[0]
    os.kill(shell.pid, signal.SIGKILL)
    shell.wait()
    wait_until(lambda: not is_running(worker), "the worker has ended")
