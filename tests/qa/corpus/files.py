"""A tiny corpus in the generator's form."""

import csv
import json
from pathlib import Path

USERS = [
    [1, "lied_weather", "user1@example.invalid", "2021-11-22T06:01:20Z", "Anonymous overcome, negatively."],
    [2, "tunnel_noticing925", "user2@example.invalid", "2021-11-23T06:01:20Z", ""],
    [7, "calm_lake", "user7@example.invalid", "2022-01-01T00:00:00Z", ""],
]
CATEGORIES = [
    [1, "", "Snacks", "snacks", "Treatment here have is to."],
    [2, "", "Venture and basketball", "venture-basketball", ""],
    [3, 1, "Sleep", "sleep", "Below the snacks."],
]
TAGS = [[1, "consent"], [2, "erect-channels"], [5, "nobody-uses"]]
POSTS = [
    {"id": 1, "type": "Q", "parent": None, "question": 1, "title": "Are your what which identical?",
     "body": "Pushy anger and end, for. Don't i?\n\nHe if way.", "user": 1, "created": "2022-02-01T10:00:00Z",
     "category": 3, "tags": ["erect-channels", "consent"], "selected": 4, "views": 31},
    {"id": 2, "type": "A", "parent": 1, "question": 1, "body": "Please bring **stars** to www.example.com now.",
     "user": 2, "created": "2022-02-02T10:00:00Z"},
    {"id": 3, "type": "C", "parent": 2, "question": 1, "body": "Thank you.", "user": 1,
     "created": "2022-02-02T11:00:00Z"},
    {"id": 4, "type": "A", "parent": 1, "question": 1, "body": "One more\\word.", "user": 7,
     "created": "2022-02-03T10:00:00Z"},
    {"id": 9, "type": "Q", "parent": None, "question": 9, "title": "Nobody answers this one", "body": "So it is.",
     "user": 7, "created": "2022-03-01T10:00:00Z", "category": 2, "tags": ["consent"], "selected": None, "views": 2},
    {"id": 10, "type": "C", "parent": 9, "question": 9, "body": "Indeed it is so.", "user": 7,
     "created": "2022-03-02T10:00:00Z"},
]  # fmt: skip
VOTES = [
    [1, 2, 1, "2022-02-02T12:00:00Z"],
    [2, 1, -1, "2022-02-04T12:00:00Z"],
    [4, 1, 1, "2022-02-04T12:00:01Z"],
    [4, 2, 1, "2022-02-05T12:00:00Z"],
]
TABLES = {
    "users.csv": (["id", "username", "email", "joined", "about"], USERS),
    "categories.csv": (["id", "parent_id", "title", "slug", "description"], CATEGORIES),
    "tags.csv": (["id", "name"], TAGS),
    "votes.csv": (["post_id", "user_id", "value", "created"], VOTES),
}


def write_corpus(folder: Path) -> Path:
    for name, (columns, rows) in TABLES.items():
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([columns, *rows])
    lines = [json.dumps(post, ensure_ascii=False, separators=(",", ":")) + "\n" for post in POSTS]
    (folder / "posts.jsonl").write_text("".join(lines), encoding="utf-8")
    sizes = {path.name: {"bytes": path.stat().st_size} for path in folder.iterdir()}
    (folder / "meta.json").write_text(json.dumps({"files": sizes}))
    return folder


def change_line(path: Path, line: int, old: str, new: str) -> None:
    """Put `new` where `old` stands on a line (from 1)."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("".join(lines), encoding="utf-8")
