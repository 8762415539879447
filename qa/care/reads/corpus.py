"""The labelled texts: what the card is measured with (docs/care.md says how they were made)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qa.care.rules.matching import Tally

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Labelled:
    """A text, whether whoever writes it should see the card, what kind it is, and which part it belongs to."""

    text: str
    is_needed: bool
    kind: str
    split: str
    source: str


@cache
def read_corpus(locale: str = "en") -> tuple[Labelled, ...]:
    """Return the texts of a language; none where there are none."""
    path = DATA / f"corpus.{locale}.jsonl"
    if not path.exists():
        return ()
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return tuple(
        Labelled(row["text"], row["label"] == "need", row["kind"], row["split"], row["source"])
        for row in rows
    )


def read_shipped(locale: str = "en") -> list[dict[str, Any]]:
    """Return the phrases that the forum ships."""
    return [json.loads(line) for line in (DATA / f"phrases.{locale}.jsonl").read_text("utf-8").splitlines()]


def measure(finds: Callable[[str], bool], split: str, locale: str = "en") -> Tally:
    """Return how something that says whether a text needs the card does on a part of the corpus."""
    tally = Tally()
    for one in read_corpus(locale):
        if one.split == split:
            tally.add(one.kind, one.is_needed, finds(one.text))
    return tally
