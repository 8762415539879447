"""make lighthouse: Chromium's Lighthouse over home, a list and a question page of the demo, on the server as deployed.

Needs npm (Lighthouse is installed below .data/ once) and a Chromium.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Sequence
from typing import Any

from bench import server
from bench.corpus import ROOT, manage

PLACE = ROOT / ".data/lighthouse"
PROGRAM = PLACE / "node_modules/.bin/lighthouse"
PACKAGE = "lighthouse@13.5.0"
WANTED = 100
TRIES = 3


def find_chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "google-chrome"))), ""
    )
    if not found:
        raise SystemExit("Lighthouse drives a Chromium, which is not here (Debian: apt install chromium).")
    return found


def install() -> None:
    """Fetch Lighthouse, where it is not there yet."""
    if PROGRAM.exists():
        return
    npm = shutil.which("npm")
    if not npm:
        raise SystemExit("Lighthouse comes from npm, which is not here (Debian: apt install npm).")
    PLACE.mkdir(parents=True, exist_ok=True)
    subprocess.run([npm, "install", "--no-audit", "--no-fund", "--prefix", str(PLACE), PACKAGE], check=True)  # noqa: S603


def find_pages(origin: str) -> dict[str, str]:
    from urllib.request import urlopen

    with urlopen(f"{origin}/hot/") as answer:  # noqa: S310
        question = re.search(r'href="(/questions/\d+/[^"?#]+/)"', answer.read().decode())
    return {"home": "/", "list": "/questions/"} | ({"question": question[1]} if question else {})


def look(address: str, form: str) -> dict[str, Any]:
    """Return Lighthouse's report on one page, as a telephone or a desktop sees it."""
    command = [str(PROGRAM), address, "--quiet", "--output=json", "--only-categories=performance"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    command += ["--preset=desktop"] if form == "desktop" else []
    variables = os.environ | {"CHROME_PATH": find_chromium()}
    answer = subprocess.run(command, env=variables, check=True, capture_output=True, text=True)  # noqa: S603
    report: dict[str, Any] = json.loads(answer.stdout)
    return report


def describe(report: dict[str, Any]) -> list[str]:
    """Return the measures that cost points, and audits that found something to do."""
    audits = report["audits"]
    names = [one["id"] for one in report["categories"]["performance"]["auditRefs"]]
    return [
        f"{audits[name]['title']}: {audits[name].get('displayValue', '')}".strip()
        for name in names
        if audits[name].get("score") is not None and audits[name]["score"] < 1
    ]


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="lighthouse")
    parser.add_argument(
        "--server", required=True, help="command with {app} and {port}, as the site is deployed"
    )
    parser.add_argument("--tries", type=int, default=TRIES)
    given = parser.parse_args(words)
    install()
    manage("prepare", "--demo", "--force-demo")
    worst = WANTED
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(server.open_folder())
        site = stack.enter_context(server.application(given.server, server.SITE, folder))
        # nginx compresses what the forum does not: with it, as the site is meant to be served.
        front = stack.enter_context(server.front(site.origin)) if server.find_nginx() else site
        for name, path in find_pages(front.origin).items():
            for form in ("telephone", "desktop"):
                reports = [look(front.origin + path, form) for _try in range(given.tries)]
                scores = [round(one["categories"]["performance"]["score"] * 100) for one in reports]
                worst = min(worst, round(statistics.median(scores)))
                print(f"{name}, {form}: {scores}", *describe(reports[-1]), sep="\n    ", flush=True)
    return 0 if worst >= WANTED else 3


if __name__ == "__main__":
    raise SystemExit(main())
