"""The labelled texts: what the card is measured with (docs/care.md says how they were made)."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from qa.care.rules.matching import Phrases, Tally, make_phrases

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


def digest(texts: Iterable[Labelled]) -> str:
    """Return what tells these labelled texts from all others, in whatever order they stand."""
    told = sorted(json.dumps([one.text, one.is_needed, one.source]) for one in texts)
    return sha256("\n".join(told).encode()).hexdigest()[:16]


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


def drop_hints(rows: Iterable[Mapping[str, Any]], hints: Collection[str]) -> Phrases:
    """Return the shipped phrases that suffice alone."""
    return make_phrases([row for row in rows if row["lane"] != "card" or row["pattern"] not in hints])
