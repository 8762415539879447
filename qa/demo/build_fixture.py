"""Turns the counsel-chat CSV into the fixture: no names, no links to people, readable paragraphs.

python -m qa.demo.build_fixture counsel_chat.csv
"""

import csv
import json
import lzma
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).parent / "data" / "counsel_chat.jsonl.xz"

# Words of profile addresses that are no names.
NOT_NAMES = {
    "able", "addiction", "align", "and", "art", "business", "care", "center", "chance", "christian",
    "clinic", "coach", "coaching", "consultant", "counseling", "counselor", "counselors", "dcc",
    "family", "for", "group", "health", "healing", "hope", "institute", "lcsw", "life", "llc", "lmft",
    "lmhc", "lpc", "marriage", "mental", "mindful", "mindfulness", "natural", "new", "online",
    "orleans", "phd", "pllc", "practice", "provider", "psychologist", "psychology", "psychotherapy",
    "service", "services", "solutions", "the", "therapist", "therapy", "wellness", "wholeness", "with",
    "your",
}  # fmt: skip
# First names by which writers mention each other.
MENTIONED = (r"\bRobin\b",)
LEFT_OUT = "The writer introduced themselves here; that part has been left out."
KEPT_SITES = (
    ".gov", "mayoclinic.org", "suicidepreventionlifeline.org", "translifeline.org", "childhelp.org", "afsp.org",
    "teenlineonline.org", "postpartum.net", "missingkids.com",
)  # fmt: skip
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)]+|\b[\w-]+\.(?:com|org|ca|net|io)\b", re.IGNORECASE)
E_MAIL = re.compile(r"\S+@\S+")
TELEPHONE = re.compile(r"\(?\b(\d{3})\)?[-. ]{1,2}\d{3}[-. ]\d{4}\b")
SENTENCE_END = re.compile(r"(?<=[.!?~…])\s+|\n")
GLUED_SENTENCE = re.compile(
    r"(?<!Ph)(?<!Psy)(?<!Dr)(?<!Mr)(?<!Ms)([a-z0-9)”\"'’%][.!?]+[\"”)]?|[a-z]:)(?=[A-Z“•])"
)
GLUED_NUMBER = re.compile(r"([a-z.!?:)])(?=\d{1,2}[.)] ?[A-Z])")
MARKUP_AT_START = re.compile(r"^(#{1,6}\s|>|\d{3,}\.|=+$|-{3,}$|\+\s)")


def main(source: str) -> None:
    """Read the CSV at `source` and write the fixture beside this module."""
    csv.field_size_limit(10**8)
    with Path(source).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [json.dumps(question, ensure_ascii=False, sort_keys=True) for question in build(rows)]
    packed = lzma.compress(("\n".join(lines) + "\n").encode(), preset=9 | lzma.PRESET_EXTREME)
    FIXTURE.write_bytes(packed)
    print(
        f"{len(lines)} questions, {sum(line.count('upvotes') for line in lines)} answers, {len(packed)} bytes"
    )


def build(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the questions with their answers, in the order of the source."""
    writers = {
        address: number for number, address in enumerate(sorted({row["therapistURL"] for row in rows}))
    }
    full_names = [pattern for address in writers if (pattern := full_name_pattern(address))]
    anybody = re.compile("|".join([*full_names, *MENTIONED]))
    topics = choose_topics(rows)
    questions: dict[str, dict[str, Any]] = {}
    for row in rows:
        question = questions.setdefault(
            row["questionID"],
            {
                "title": shorten_title(row["questionTitle"].strip()),
                "text": clean(row["questionText"], None, anybody),
                "topic": topics[row["questionID"]],
                "views": 0,
                "answers": [],
            },
        )
        question["views"] = max(question["views"], int(row["views"]))
        text = clean(row["answerText"], own_name_pattern(row["therapistURL"]), anybody)
        answer = {"text": text, "upvotes": int(row["upvotes"]), "writer": writers[row["therapistURL"]]}
        question["answers"].append(answer)
    return list(questions.values())


def choose_topics(rows: list[dict[str, str]]) -> dict[str, str]:
    """Return the topic of each question: its first row's, or the one most rows name where no question else has that."""
    named: dict[str, Counter[str]] = {}
    for row in rows:
        named.setdefault(row["questionID"], Counter())[row["topic"]] += 1
    first = {number: next(iter(topics)) for number, topics in named.items()}
    most = {number: topics.most_common(1)[0][0] for number, topics in named.items()}
    taken = set(first.values())
    return {number: first[number] if most[number] in taken else most[number] for number in named}


def name_words(address: str) -> list[str]:
    words = address.rsplit("/", 1)[-1].split("-")
    return [word for word in words if len(word) > 2 and word.isalpha() and word not in NOT_NAMES]


def own_name_pattern(address: str) -> re.Pattern[str] | None:
    """Match any part of the writer's own name, as a word beginning with a capital letter."""
    words = sorted(set(name_words(address)))
    return (
        re.compile(r"(?:\b|(?<=[a-z.~]))(?:" + "|".join(word.capitalize() for word in words) + r")\b")
        if words
        else None
    )


def full_name_pattern(address: str) -> str:
    """Match first and last name of a writer, wherever they stand."""
    words = name_words(address)
    if len(words) < 2:
        return ""
    return rf"{words[0].capitalize()}\s+(?:\w\.?\s+)?{words[-1].capitalize()}"


def clean(text: str, own_name: re.Pattern[str] | None, anybody: re.Pattern[str]) -> str:
    """Return the text in paragraphs, without the sentences that would tell who wrote it."""
    text = text.replace("\xa0", " ").replace("\u200b", "").replace("\r", "\n").replace("•", "\n- ")
    text = GLUED_NUMBER.sub(r"\1\n\n", GLUED_SENTENCE.sub(r"\1\n\n", text))
    paragraphs = []
    for paragraph in text.split("\n"):
        kept = [
            sentence
            for sentence in SENTENCE_END.split(" ".join(paragraph.split()))
            if sentence and not tells_who(sentence, own_name, anybody)
        ]
        if kept:
            paragraphs.append(MARKUP_AT_START.sub(r"\\\1", " ".join(kept)))
    return "\n\n".join(paragraphs) or (LEFT_OUT if text.strip() else "")


def tells_who(sentence: str, own_name: re.Pattern[str] | None, anybody: re.Pattern[str]) -> bool:
    """Whether a sentence names its writer, or leads to a private site, mailbox or telephone."""
    if (own_name and own_name.search(sentence)) or anybody.search(sentence) or E_MAIL.search(sentence):
        return True
    if any(not match[1].startswith("8") for match in TELEPHONE.finditer(sentence)):
        return True
    return any(not any(site in found for site in KEPT_SITES) for found in ADDRESS.findall(sentence.lower()))


def shorten_title(title: str) -> str:
    """Return a title of at most 120 characters, cut between words."""
    return title if len(title) <= 120 else title[:118].rsplit(" ", 1)[0] + "…"


if __name__ == "__main__":
    main(sys.argv[1])
