"""Measures: drives a server for a while and reads what it cost, counts statements, fetches pages one by one."""

import http.client
import os
import random
import statistics
import string
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

from bench import processes
from bench.corpus import StatementLog
from bench.figures import DISTURBED_FROM, Round
from bench.wrk import CONNECTIONS, Drive, Request, drive

ATTEMPTS = 3
NO_ANSWER = 599
STEADY = 0.05  # a server is warm once another round is no more than this much quicker
PATIENCE = 8  # so many times longer for what is slow to make
LOOKS_EACH = 10  # how often each address is asked for before it counts as known to every worker
LOOK_SECONDS, MOST_LOOKS = 0.2, 25
PROCESSORS = os.cpu_count() or 1


@dataclass(frozen=True)
class Answer:
    """What came back on one request: the body and its length are as they were sent."""

    status: int
    length: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Bench:
    """The processes whose cost is counted, by name: `server` (application server, nginx), `db`."""

    roots: dict[str, list[int]] = field(default_factory=dict)
    attempts: int = ATTEMPTS

    def read(self) -> processes.Reading:
        everybody = processes.read_processes()
        trees = {
            name: sum(processes.add_up(root, everybody) for root in roots)
            for name, roots in self.roots.items()
        }
        times = os.times()
        trees["bench"] = times.user + times.system
        return processes.Reading(time.monotonic(), processes.read_machine(), trees)

    def measure(self, origin: str, requests: Sequence[Request], seconds: float) -> Round:
        """Drive the server; a try that others disturbed is repeated, the least disturbed one counts."""
        best: Round | None = None
        for _attempt in range(self.attempts):
            found = self.measure_once(origin, requests, seconds)
            if best is None or found.others < best.others:
                best = found
            if best.others <= DISTURBED_FROM:
                break
        assert best is not None  # noqa: S101
        return best

    def measure_once(self, origin: str, requests: Sequence[Request], seconds: float) -> Round:
        before = self.read()
        result = drive(origin, requests, seconds)
        after = self.settle()
        # What was on its way when wrk hung up is answered all the same, and counts by its cost.
        return make_round(before, after, result, unseen=CONNECTIONS)

    def settle(self) -> processes.Reading:
        """Return a reading of the moment when nothing is left to be done (or patience is)."""
        reading = self.read()
        for _look in range(MOST_LOOKS):
            time.sleep(LOOK_SECONDS)
            later = self.read()
            if all(later.spent(reading, name) < LOOK_SECONDS / 4 for name in self.roots):
                return later
            reading = later
        return reading

    def warm_up(self, origin: str, requests: Sequence[Request], seconds: float, most: int) -> None:
        """Drive the server until it gets no quicker, at most so many times; longer while it still makes what is asked for.

        A page that takes long to make is made at the same pace from first to last: that is not being warm.
        """
        best, count = 0.0, 0
        for number in range(most * PATIENCE):
            found = drive(origin, requests, seconds)
            count += found.requests
            is_known = count >= len(requests) * LOOKS_EACH
            if is_known and (found.rps < best * (1 + STEADY) or number >= most):
                return
            best = max(best, found.rps)

    def fetch_all(self, origin: str, requests: Sequence[Request]) -> tuple[Round, list[Answer]]:
        """Ask for each once, one after the other; return the cost a request, too (with that of waiting for nobody)."""
        before, times, answers = self.read(), [], []
        connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=60)
        for request in requests:
            begun = time.perf_counter()
            answers.append(fetch(connection, request))
            times.append((time.perf_counter() - begun) * 1000)
        connection.close()
        after = self.read()
        errors = sum(answer.status >= 400 for answer in answers)
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        result = Drive(len(requests), after.at - before.at, 0, errors, cuts[49], cuts[94], cuts[98])
        return make_round(before, after, result), answers


def make_round(before: processes.Reading, after: processes.Reading, result: Drive, unseen: int = 0) -> Round:
    count = max(1, result.requests + unseen)
    return Round(
        rps=result.rps,
        p50=result.p50,
        p95=result.p95,
        p99=result.p99,
        server_ms=after.spent(before, "server") / count * 1000,
        db_ms=after.spent(before, "db") / count * 1000,
        errors=result.errors,
        others=processes.others_share(before, after, result.driver_seconds, PROCESSORS),
    )


def get_random_word() -> str:
    return "".join(random.choices(string.ascii_lowercase, k=12))  # noqa: S311


def fetch(connection: http.client.HTTPConnection, request: Request) -> Answer:
    """Send one request as replay.lua does, on a connection that is kept."""
    headers = {"Accept-Encoding": "br, gzip", "X-Forwarded-For": "10.1.1.1"}
    if request.cookies:
        headers["Cookie"] = request.cookies
    if request.body:
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": request.cookies.rpartition("csrftoken=")[2],
            "Origin": f"http://{connection.host}:{connection.port}",
            "Sec-Fetch-Site": "same-origin",
        }
    body = request.body.replace("{key}", str(uuid4())).replace("{word}", get_random_word()) or None
    try:
        connection.request("POST" if body else "GET", request.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()  # the next request opens it again
        return Answer(NO_ANSWER, 0, {}, b"")
    names = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, len(content), names, content)


def count_queries(
    origin: str, requests: Sequence[Request], log: StatementLog
) -> tuple[float, int, list[Answer]]:
    """Return the statements and bytes of a request (medians), as the database and the wire saw them."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=60)
    counts, answers = [], []
    for request in requests:
        position = log.position()
        answers.append(fetch(connection, request))
        counts.append(log.count_since(position))
    connection.close()
    return statistics.median(counts), round(statistics.median(one.length for one in answers)), answers
