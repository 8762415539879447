"""The files of a corpus, read line by line; what is wrong is told with file and line.

users.csv        id,username,email,joined,about (about is left out: profiles have no such text)
categories.csv   id,parent_id,title,slug,description; parents before children
tags.csv         id,name
posts.jsonl      one object a line, in the order of ids: id, type (Q, A or C), parent, question, body, user, created;
                 questions also title, category, tags (names), selected (an answer's id or null), views
votes.csv        post_id,user_id,value,created
meta.json        optional: the size of every file, to notice one that was cut off
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.lib.text import normalise_key
from qa.rules.lengths import TITLE_COLUMN_LENGTH

USERS = ("id", "username", "email", "joined", "about")
CATEGORIES = ("id", "parent_id", "title", "slug", "description")
TAGS = ("id", "name")
VOTES = ("post_id", "user_id", "value", "created")
POSTS_FILE, VOTES_FILE = "posts.jsonl", "votes.csv"
FILES = ("users.csv", "categories.csv", "tags.csv", POSTS_FILE, VOTES_FILE)
KINDS = ("Q", "A", "C")
LARGEST_ID = 2**63 - 1
Words = str | Promise


class CorpusError(Exception):
    """A file that is missing or damaged; str() says which, on which line, and what is wrong."""


def damaged(name: str, line: int, what: Words, **values: object) -> CorpusError:
    words = str(what) % values if values else what
    return CorpusError(_("%(file)s, line %(line)d: %(what)s") % {"file": name, "line": line, "what": words})


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of posts.jsonl."""

    line: int
    pk: int
    kind: str
    parent: int | None
    question: int | None
    author: int
    created: str
    body: str
    title: str = ""
    category: int | None = None
    tags: tuple[str, ...] = ()
    selected: int | None = None
    views: int = 0


class Corpus:
    """A folder of files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in FILES:
            if not (folder / name).is_file():
                raise CorpusError(
                    _("There is no file %(file)s in %(folder)s.") % {"file": name, "folder": folder}
                )

    def open(self, name: str) -> TextIO:
        return (self.folder / name).open(encoding="utf-8", newline="")

    def check_sizes(self) -> None:
        """Raise CorpusError for a file whose size is not what meta.json says: it was cut off, or changed."""
        path = self.folder / "meta.json"
        if not path.is_file():
            return
        try:
            sizes = {name: entry["bytes"] for name, entry in json.loads(path.read_bytes())["files"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged("meta.json", 1, _("this is not what was written with the corpus.")) from error
        for name in FILES:
            size = (self.folder / name).stat().st_size
            if size != sizes.get(name, size):
                raise CorpusError(
                    _("%(file)s has %(size)d bytes, but meta.json says %(expected)d. It is not complete.")
                    % {"file": name, "size": size, "expected": sizes[name]}
                )

    def read_users(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield (id, name, address, when joined)."""
        for line, row in self.rows("users.csv", USERS):
            with_line = Values("users.csv", line)
            yield (
                with_line.number(row["id"]),
                with_line.text(row["username"], 30),
                row["email"],
                with_line.time(row["joined"]),
            )

    def read_categories(self) -> Iterator[dict[str, Any]]:
        known: set[int] = set()
        for line, row in self.rows("categories.csv", CATEGORIES):
            values = Values("categories.csv", line)
            pk = values.number(row["id"])
            parent = values.number(row["parent_id"]) if row["parent_id"] else None
            values.require(parent is None or parent in known, _("its parent stands nowhere above it."))
            known.add(pk)
            yield {
                "id": pk,
                "parent_id": parent,
                "name": values.text(row["title"], 80),
                "slug": values.text(row["slug"], 80),
                "description": row["description"][:800],
            }

    def read_tags(self) -> Iterator[tuple[int, str]]:
        keys: set[str] = set()
        for line, row in self.rows("tags.csv", TAGS):
            values = Values("tags.csv", line)
            name = values.text(row["name"], 40)
            key = normalise_key(name)
            values.require(key not in keys, _("there is a tag of this name already."))
            keys.add(key)
            yield values.number(row["id"]), name

    def not_utf8(self, name: str) -> CorpusError:
        """Find the line that could not be read: files are decoded in pieces of many lines."""
        with (self.folder / name).open("rb") as file:
            for line, content in enumerate(file, start=1):
                try:
                    content.decode()
                except UnicodeDecodeError:
                    return damaged(name, line, _("this is not UTF-8."))
        return damaged(name, 1, _("this is not UTF-8."))

    def check_columns(self, name: str, columns: tuple[str, ...]) -> None:
        with (self.folder / name).open("rb") as file:
            if file.readline().rstrip(b"\r\n") != ",".join(columns).encode():
                raise damaged(name, 1, _("the columns should be %(names)s."), names=",".join(columns))

    def rows(self, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows of a table with their line numbers."""
        self.check_columns(name, columns)
        with self.open(name) as file:
            reader = csv.reader(file, strict=True)
            try:
                next(reader, ())
                for row in reader:
                    if len(row) != len(columns):
                        raise damaged(
                            name,
                            reader.line_num,
                            _("there should be %(count)d values."),
                            count=len(columns),
                        )
                    yield reader.line_num, dict(zip(columns, row, strict=True))
            except csv.Error as error:
                raise damaged(name, reader.line_num, str(error)) from error
            except UnicodeDecodeError as error:
                raise self.not_utf8(name) from error

    def read_posts(self, check: Callable[["Values", Piece], None] | None = None) -> Iterator[Piece]:
        """Yield the posts in the order of their ids."""
        before = 0
        with self.open(POSTS_FILE) as file:
            try:
                for line, text in enumerate(file, start=1):
                    values = Values(POSTS_FILE, line)
                    piece = values.piece(text)
                    values.require(piece.pk > before, _("ids do not rise."))
                    before = piece.pk
                    if check:
                        check(values, piece)
                    yield piece
            except UnicodeDecodeError as error:
                raise self.not_utf8(POSTS_FILE) from error


@dataclass(frozen=True, slots=True)
class Values:
    """Reads the values of one line."""

    file: str
    line: int

    def require(self, is_right: bool, what: Words, **values: object) -> None:
        if not is_right:
            raise damaged(self.file, self.line, what, **values)

    def number(self, raw: object) -> int:
        """Return an id, or a count, given as a number or as its digits."""
        if type(raw) is int and 0 <= raw <= LARGEST_ID:
            return raw
        is_right = isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 19
        self.require(is_right, _("%(value)r is no number."), value=raw)
        return int(str(raw))

    def text(self, raw: object, longest: int) -> str:
        self.require(
            isinstance(raw, str) and 0 < len(raw) <= longest and "\x00" not in raw,
            _("a text of 1 to %(longest)d characters should stand here."),
            longest=longest,
        )
        return str(raw)

    def time(self, raw: object) -> str:
        """Return a moment as it stands there; a zone must be part of it."""
        try:
            is_right = datetime.fromisoformat(str(raw)).tzinfo is not None
        except ValueError:
            is_right = False
        self.require(is_right, _("%(value)r is no time with a zone."), value=raw)
        return str(raw)

    def piece(self, text: str) -> Piece:
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise damaged(self.file, self.line, _("this is not JSON.")) from error
        try:
            return self.read(raw)
        except (KeyError, TypeError) as error:
            raise damaged(
                self.file, self.line, _("a value is missing or of the wrong sort: %(which)s"), which=error
            ) from error

    def read(self, raw: dict[str, Any]) -> Piece:
        kind = raw["type"]
        self.require(kind in KINDS, _("a type is Q, A or C."))
        common = {
            "line": self.line,
            "pk": self.number(raw["id"]),
            "kind": kind,
            "author": self.number(raw["user"]),
            "created": self.time(raw["created"]),
            "body": self.text(raw["body"], 30_000),
        }
        if kind != "Q":
            return Piece(**common, parent=self.number(raw["parent"]), question=self.number(raw["question"]))
        tags = raw["tags"]
        self.require(
            isinstance(tags, list)
            and all(isinstance(tag, str) for tag in tags)
            and len(tags) == len(set(tags)),
            _("tags should be a list of different names."),
        )
        return Piece(
            **common,
            parent=None,
            question=None,
            title=self.text(raw["title"], TITLE_COLUMN_LENGTH),
            category=None if raw["category"] is None else self.number(raw["category"]),
            tags=tuple(tags),
            selected=None if raw["selected"] is None else self.number(raw["selected"]),
            views=self.number(raw["views"]),
        )
