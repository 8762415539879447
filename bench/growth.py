"""make bench-growth: what a page costs more on a larger site, from results that are kept."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figures import BARE, GROWTH, RATIO, STATIC, THROUGH_NGINX, grow
from bench.report import make_table
from bench.run import RESULTS

YARDSTICKS = (BARE, STATIC, RATIO, THROUGH_NGINX)


def find_newest(size: str, folder: Path = RESULTS) -> Path | None:
    found = sorted(folder.glob(f"????-??-??-{size}.json"))
    return found[-1] if found else None


def read(path: Path) -> list[dict[str, Any]]:
    lines = json.loads(path.read_text(encoding="utf-8"))
    return [line for line in lines if line["page"] not in YARDSTICKS]


def compare(small: Path, large: Path, size: str) -> tuple[str, bool]:
    """Return a table of the growth of each page, and whether all of it is within the goal."""
    growth = grow(read(small), read(large))
    goal = GROWTH[size]
    rows = [
        [page, viewer, f"{ratio:.2f}" + (" ✓" if ratio <= goal else ""), f"≤ {goal:g}"]
        for (page, viewer), ratio in growth.items()
    ]
    head = ("page", "viewer", f"{large.stem} / {small.stem}", "goal")
    return make_table(head, rows), all(ratio <= goal for ratio in growth.values())


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench-growth")
    parser.add_argument(
        "files", nargs="*", type=Path, help="two results to compare (default: the newest of each size)"
    )
    given = parser.parse_args(words)
    if len(given.files) not in (0, 2):
        parser.error("name two results, the smaller site first, or none")
    if given.files:
        pairs = [(given.files[0], given.files[1])]
    else:
        smallest = find_newest("S")
        larger = [path for size in GROWTH if (path := find_newest(size))]
        pairs = [(smallest, path) for path in larger] if smallest else []
    if not pairs:
        print("There is nothing to compare yet: make bench SIZE=S and make bench SIZE=L first.")
        return 1
    is_good = True
    for small, large in pairs:
        table, is_within = compare(small, large, large.stem.rpartition("-")[2])
        print(table)
        is_good = is_good and is_within
    return 0 if is_good else 3


if __name__ == "__main__":
    raise SystemExit(main())
