"""Arithmetic of the report: medians, spreads, units, and what is compared with what."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

BARE, STATIC = "bare Django view, 40 kB", "nginx, static file of 40 kB"
THROUGH_NGINX = "through nginx: question"
RATIO = "first page of 200 answers / of 10"
DISTURBED_FROM = 0.05  # share of the machine that others may use
SPREAD_FROM = 0.25  # (largest - smallest) / median of the processor time of the rounds
ENOUGH_ROUNDS = 3  # so many undisturbed ones make the others superfluous
FEW_ROUNDS = 4  # so many say too little to leave the extremes out
MOST_SPREAD_MS = 0.05  # differences below this are the clock's grain, not the machine's mood

# What a page may cost at most, in units, by page and viewer.
READING, SEARCHING, MEMBERS, WRITING = 0.9, 12.0, 8.0, 10.0
GROWTH = {"L": 1.15, "XL": 1.3}  # how many times the processor time of S a page may take at most
# The peer (Question2Answer 1.8.8 on two cores): requests/s, processor ms.
PEER = {
    "S": {
        ("home", "visitor"): (292, 6.7),
        ("question", "visitor"): (252, 7.5),
        ("question", "member"): (117, 9.3),
        ("questions", "visitor"): (290, 6.7),
        ("deep page", "visitor"): (314, 6.1),
        ("hot", "visitor"): (336, 5.8),
        ("category", "visitor"): (267, 7.2),
        ("tag", "visitor"): (395, 4.9),
        ("search", "visitor"): (121, 16.0),
        ("users", "visitor"): (592, 3.3),
        ("profile", "visitor"): (396, 4.9),
        ("feed", "visitor"): (284, 6.8),
    },
    "L": {
        ("home", "visitor"): (199, 9.8),
        ("question", "visitor"): (202, 9.6),
        ("question", "member"): (176, 10.9),
        ("questions", "visitor"): (266, 7.3),
        ("deep page", "visitor"): (193, 10.1),
        ("hot", "visitor"): (275, 7.1),
        ("category", "visitor"): (240, 8.1),
        ("tag", "visitor"): (310, 6.2),
        ("search", "visitor"): (18, 89.0),
        ("users", "visitor"): (478, 4.0),
        ("profile", "visitor"): (174, 7.6),
        ("feed", "visitor"): (121, 8.8),
    },
}


@dataclass(frozen=True)
class Round:
    """One measurement of one page. Times in milliseconds; `others` is the share of the machine that was not ours."""

    rps: float
    p50: float
    p95: float
    p99: float
    server_ms: float
    db_ms: float
    errors: int
    others: float = 0.0


@dataclass(frozen=True)
class Line:
    """One object of the results."""

    page: str
    viewer: str
    rps: float | None
    p50: float | None
    p95: float | None
    p99: float | None
    server_ms: float | None
    db_ms: float | None
    units: float | None
    queries: float | None
    bytes: int | None
    errors: int
    spread: float = 0.0
    others: float = 0.0
    disturbed: bool = False
    ratio: float | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def spread_of(values: Sequence[float]) -> float:
    """Return (largest - smallest) / median of the middle half of the rounds; 0 for what is too small to tell apart.

    Of fewer than five rounds all count.
    """
    left_out = len(values) // 4 if len(values) > FEW_ROUNDS else 0
    kept = sorted(values)[left_out : len(values) - left_out]
    middle = statistics.median(values)
    width = kept[-1] - kept[0]
    return 0.0 if width < MOST_SPREAD_MS or not middle else width / middle


def choose_quiet(rounds: Sequence[Round]) -> Sequence[Round]:
    """Return the rounds that nobody disturbed, where there are enough of them; else all."""
    quiet = [one for one in rounds if one.others <= DISTURBED_FROM]
    return quiet if len(quiet) >= ENOUGH_ROUNDS else rounds


def is_unsteady(rounds: Sequence[Round]) -> bool:
    """Whether others had too much of the machine, or the rounds differ by too much for their median to be quoted."""
    counted = choose_quiet(rounds)
    spread = spread_of([one.server_ms + one.db_ms for one in counted])
    return spread > SPREAD_FROM or max(one.others for one in counted) > DISTURBED_FROM


def condense(
    page: str, viewer: str, rounds: Sequence[Round], unit_ms: float, queries: float | None, size: int | None
) -> Line:
    """Return the medians of the rounds that nobody disturbed; where that leaves doubts, the line says so."""
    errors = sum(one.errors for one in rounds)
    rounds = choose_quiet(rounds)

    def middle(name: str) -> float:
        return round(statistics.median(getattr(one, name) for one in rounds), 3)

    totals = [one.server_ms + one.db_ms for one in rounds]
    spread, others = spread_of(totals), max(one.others for one in rounds)
    return Line(
        page=page,
        viewer=viewer,
        rps=round(middle("rps"), 1),
        p50=middle("p50"),
        p95=middle("p95"),
        p99=middle("p99"),
        server_ms=middle("server_ms"),
        db_ms=middle("db_ms"),
        units=round(statistics.median(totals) / unit_ms, 2) if unit_ms else None,
        queries=queries,
        bytes=size,
        errors=errors,
        spread=round(spread, 3),
        others=round(others, 3),
        disturbed=is_unsteady(rounds),
    )


def find_goal(page: str, viewer: str) -> float | None:
    """Return the most units that a page should cost; None where nothing was set."""
    if page in (BARE, STATIC, RATIO) or page.startswith("through nginx"):
        return None
    if page.startswith(("vote", "answer", "comment", "ask")):
        return WRITING
    if viewer.endswith("cold"):
        return 25.0
    if page == "search":
        return SEARCHING
    return READING if viewer == "visitor" else MEMBERS


def grow(small: Sequence[dict[str, Any]], large: Sequence[dict[str, Any]]) -> dict[tuple[str, str], float]:
    """Return how many times the processor time of the small corpus each page takes at the large one."""
    before = {(line["page"], line["viewer"]): line for line in small}
    growth = {}
    for line in large:
        old = before.get((line["page"], line["viewer"]))
        if old and total_ms(old) and total_ms(line):
            growth[line["page"], line["viewer"]] = round(total_ms(line) / total_ms(old), 2)
    return growth


def total_ms(line: dict[str, Any]) -> float:
    return float((line["server_ms"] or 0.0) + (line["db_ms"] or 0.0))
