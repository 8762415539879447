"""Eight processes serve kept pages while threads write and read: no reader sees a state older than a commit before its request.

Runs for DOOR_STRESS_SECONDS (4; a minute to be sure of a change here).
"""

import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection

import pytest
from django.db import connection, connections

from qa.models import Post
from tests import make
from tests.processes import CHECKOUT, PATIENCE, environment, free_port, needs_proc, wait_until

SECONDS = float(os.environ.get("DOOR_STRESS_SECONDS", "4"))
ENOUGH = 100  # reads
PROCESSES, READERS, WRITERS, QUESTIONS = 8, 8, 3, 3
STATE = re.compile(rb"state-(\d+)-(\d+)")

pytestmark = [pytest.mark.processes, needs_proc, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(tmp_path):
    """The server for the public over the database of this test; its port."""
    settings = connection.get_connection_params()
    address = f"postgresql://{settings['user']}@/{settings['dbname']}?host={settings['host']}"
    port, log = free_port(), tmp_path / "log"
    variables = environment(tmp_path, DATABASE_URL=address, DEBUG="1")  # no collected files are needed
    command = [
        sys.executable,
        "-m",
        "forum.serve",
        f"--workers={PROCESSES}",
        "--threads=2",
        f"--bind=127.0.0.1:{port}",
    ]
    with log.open("w") as file:
        server = subprocess.Popen(command, cwd=CHECKOUT, env=variables, stdout=file, stderr=file)
    try:
        wait_until(lambda: server.poll() is not None or answers(port), "the server answers")
        assert server.poll() is None, log.read_text()
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def answers(port):
    client = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        return ask(client, "/healthz")[0] == 200
    except OSError:
        return False
    finally:
        client.close()


def ask(client, address):
    client.request("GET", address, headers={"User-Agent": "Mozilla/5.0"})
    answer = client.getresponse()
    return answer.status, answer.read()


class Story:
    """What was committed, what was read, and what went wrong."""

    def __init__(self, questions, port):
        self.addresses = {question.pk: question.get_absolute_url() for question in questions}
        self.committed = {question.pk: 0 for question in questions}
        self.locks = {question.pk: threading.Lock() for question in questions}
        self.port, self.faults, self.counts = port, [], Counter()
        self.ends_at = time.monotonic() + SECONDS

    def is_running(self):
        """For so long as was asked for, and on a slow machine until enough was read to tell."""
        now = time.monotonic()
        is_enough = self.counts["reads"] > ENOUGH or now > self.ends_at + PATIENCE
        return not self.faults and not (now > self.ends_at and is_enough)

    def run(self, act):
        try:
            while self.is_running():
                act()
        except Exception as error:
            self.faults.append(repr(error))
        finally:
            connections.close_all()

    def write(self, pk):
        with self.locks[pk]:
            number = self.committed[pk] + 1
            words = f"state-{pk}-{number}"
            Post.objects.filter(pk=pk).update(title=f"What about {words}?", body_html=f"<p>{words}</p>")
            self.committed[pk] = number
        self.counts["writes"] += 1

    def read(self, client, address):
        before = dict(self.committed)
        status, body = ask(client, address)
        self.counts["reads"] += 1
        if status not in (200, 302):
            self.faults.append(f"{status} at {address}")
        for pk, number in STATE.findall(body):
            if int(number) < before[int(pk)]:
                self.faults.append(
                    f"{address} shows {int(number)} of {int(pk)}, after {before[int(pk)]} was committed"
                )


def test_no_reader_sees_a_state_older_than_a_commit_before_its_request(site):
    questions = [make.question() for _ in range(QUESTIONS)]
    story = Story(questions, site)
    for pk in story.committed:
        story.write(pk)
    pages = [*story.addresses.values(), "/questions/", "/"]
    clients = [HTTPConnection("127.0.0.1", site, timeout=PATIENCE) for _ in range(READERS)]
    threads = [
        threading.Thread(
            target=story.run, args=(lambda pk=questions[number % QUESTIONS].pk: story.write(pk),)
        )
        for number in range(WRITERS)
    ]
    for number, client in enumerate(clients):
        address = pages[number % len(pages)]
        threads.append(
            threading.Thread(target=story.run, args=(lambda c=client, a=address: story.read(c, a),))
        )
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    assert story.faults == []
    assert story.counts["writes"] > 10
    assert story.counts["reads"] > ENOUGH
    print(dict(story.counts))
