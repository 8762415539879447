"""Plans the demo community: who wrote what when, who voted, what a moderator would meet. Pure and seeded."""

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from qa.demo import words

FIXTURE = Path(__file__).parent / "data" / "counsel_chat.jsonl.xz"
TWO_YEARS = timedelta(days=730)
READERS = 260
WRITERS = 307
RECENT = 2.0  # exponent of the spread of dates: above 1, more questions are recent


@dataclass
class Person:
    """A member. Without a password nobody can sign in as them."""

    name: str
    level: int = 0
    password: str = ""
    joined_at: datetime | None = None
    points: int | None = None  # what the profile should show; bonus points make up the rest


@dataclass
class Piece:
    """A question, answer or comment with everything that happened to it. `by` is a person's index, None a visitor."""

    kind: str
    text: str
    by: int | None
    at: datetime
    title: str = ""
    category: str = ""
    tags: list[str] = field(default_factory=list)
    views: int = 0
    name: str = ""
    replies: list["Piece"] = field(default_factory=list)
    ups: list[int] = field(default_factory=list)
    downs: list[int] = field(default_factory=list)
    is_accepted: bool = False
    hidden_because: str = ""
    closed_because: str = ""
    duplicate_of: str = ""
    flags: list[tuple[int, str, str]] = field(default_factory=list)
    edited: tuple[int, datetime] | None = None

    def walk(self) -> Iterator["Piece"]:
        yield self
        for reply in self.replies:
            yield from reply.walk()


@dataclass
class Community:
    """Everything the loader writes."""

    people: list[Person]
    questions: list[Piece]


LOGINS = (("member", 0), ("moderator", 80), ("administrator", 100))


def read_fixture() -> list[dict[str, Any]]:
    with lzma.open(FIXTURE, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def build_community(now: datetime, seed: int = 20261123) -> Community:
    """Return the community as of `now`; the same seed and moment give the same one."""
    return Builder(now, random.Random(seed)).build()  # noqa: S311 - a story, not a secret


class Builder:
    """Holds the dice and the growing lists."""

    def __init__(self, now: datetime, dice: random.Random) -> None:
        self.now, self.dice = now.replace(microsecond=0), dice
        self.people = self.invent_people()
        self.named = {person.name: index for index, person in enumerate(self.people)}
        self.writers = range(len(LOGINS) + 4, len(LOGINS) + 4 + WRITERS)
        self.readers = range(self.writers.stop, len(self.people))

    def invent_people(self) -> list[Person]:
        pairs = [f"{first} {second}" for first in words.FIRST for second in words.SECOND]
        self.dice.shuffle(pairs)
        names = [*words.FROM_EVERYWHERE, *pairs]
        people = [Person(name, level, f"calm-river-{name}") for name, level in LOGINS]
        people += [
            Person("anna", points=7480),
            Person("maria", 20, points=6510),
            Person("bob", 50),
            Person("grace h", 10),
        ]
        people += [Person(name) for name in names[: WRITERS + READERS]]
        for person in people:
            person.joined_at = (
                self.now
                - TWO_YEARS
                - timedelta(days=self.dice.randint(1, 200), minutes=self.dice.randint(0, 1400))
            )
        return people

    def build(self) -> Community:
        questions = [self.make_question(row) for row in read_fixture()]
        self.add_states(questions)
        questions += [self.make_seed(), self.make_arabic(), self.make_code(), self.make_unanswered()]
        return Community(self.people, sorted(questions, key=lambda question: question.at))

    def moment_after(self, start: datetime, days: float) -> datetime:
        """Return a moment after `start`, soon rather than late, and never in the future."""
        room = max((self.now - start).total_seconds() - 120, 1)
        delay = min(self.dice.expovariate(1 / (days * 86_400)) + 300, room * self.dice.uniform(0.3, 0.98))
        return start + timedelta(seconds=int(delay))

    def make_question(self, row: dict[str, Any]) -> Piece:
        dice = self.dice
        age = TWO_YEARS * (dice.random() ** RECENT)
        asked_at = self.now - max(age, timedelta(minutes=20))
        by = dice.choice(self.readers) if dice.random() < 0.8 else None
        category = words.TOPICS[row["topic"]]
        low = f" {row['title']} {row['text']} ".lower()
        tags = list(dict.fromkeys(tag for stem, tag in words.TAGS.items() if stem in low))[:5]
        if category.endswith("/sleep") and "nightmare" in low:
            category = words.DEEP_CATEGORY
        question = Piece("Q", row["text"], by, asked_at, row["title"], category, tags, row["views"])
        question.name = (
            "" if by is not None else dice.choice(["", "", "Sam", "a tired parent", "J.", "just asking"])
        )
        question.replies = [self.make_answer(answer, asked_at) for answer in row["answers"]]
        question.ups = self.pick_voters(by, min(int(dice.expovariate(0.6)), 12))
        question.downs = self.pick_voters(by, int(dice.random() < 0.06), question.ups)
        if dice.random() < 0.12:
            question.replies.append(self.make_comment(asked_at))
        good = [reply for reply in question.replies if reply.kind == "A" and len(reply.ups) >= 2]
        if good and dice.random() < 0.7:
            max(good, key=lambda reply: len(reply.ups)).is_accepted = True
        return question

    def make_answer(self, row: dict[str, Any], asked_at: datetime) -> Piece:
        by = self.writers[row["writer"]]
        answer = Piece("A", row["text"], by, self.moment_after(asked_at, 4))
        answer.ups = self.pick_voters(by, row["upvotes"])
        answer.downs = self.pick_voters(by, int(self.dice.random() < 0.02), answer.ups)
        if self.dice.random() < 0.14:
            answer.replies = [self.make_comment(answer.at) for _ in range(self.dice.choice([1, 1, 1, 2, 3]))]
        if self.dice.random() < 0.04:
            answer.edited = (by, self.moment_after(answer.at, 3))
        return answer

    def make_comment(self, start: datetime) -> Piece:
        by = self.dice.choice(self.readers) if self.dice.random() < 0.85 else None
        return Piece("C", self.dice.choice(words.COMMENTS), by, self.moment_after(start, 2))

    def pick_voters(self, author: int | None, count: int, taken: list[int] | None = None) -> list[int]:
        pool = [
            person for person in range(len(self.people)) if person != author and person not in (taken or [])
        ]
        return self.dice.sample(pool, count)

    def add_states(self, questions: list[Piece]) -> None:
        """Bring some ordinary questions into the states that moderators meet."""
        editor, plain = (
            self.named["bob"],
            [one for one in questions if 1 <= len(one.replies) <= 3 and one.by is not None],
        )
        closed, twin, hidden, flagged, busy, disliked = self.dice.sample(plain, 6)
        closed.closed_because = "This has been settled in private. Thank you all for your help."
        alike = [one for one in questions if one.category == twin.category and one not in (twin, hidden)]
        twin.duplicate_of = max(alike, key=lambda one: len(one.replies)).title
        hidden.hidden_because = "moderator"
        flagged.flags = [
            (self.named["anna"], "off-topic", ""),
            (self.named["maria"], "other", "Please have a look at the tone."),
        ]
        answer = next(reply for reply in flagged.replies if reply.kind == "A")
        answer.flags = [(self.named["grace h"], "spam", "It only praises one product.")]
        buried = next(reply for reply in busy.replies if reply.kind == "A")
        buried.hidden_because, buried.is_accepted = "moderator", False
        busy.replies += [self.make_comment(busy.at) for _ in range(16)]
        disliked.ups, disliked.downs = [], self.pick_voters(disliked.by, 3)
        disliked.edited = (editor, self.moment_after(disliked.at, 1))

    def make_seed(self) -> Piece:
        """The thread that the forum's first page is modelled on."""
        anna, maria, bob = self.named["anna"], self.named["maria"], self.named["bob"]
        asked_at = self.now - timedelta(days=3, hours=2)
        seed = Piece(
            "Q",
            words.SEED_BODY,
            anna,
            asked_at,
            words.SEED_TITLE,
            words.SEED_CATEGORY,
            ["therapy", "boundaries"],
            412,
        )
        seed.ups, seed.edited = self.pick_voters(anna, 6), (bob, asked_at + timedelta(hours=26))
        answer = Piece("A", words.SEED_ANSWER, maria, asked_at + timedelta(hours=5))
        answer.ups = self.pick_voters(maria, 5)
        seed.replies = [answer]
        return seed

    def make_arabic(self) -> Piece:
        by = self.named["سلمى"]
        asked_at = self.now - timedelta(days=5, hours=7)
        question = Piece(
            "Q",
            words.ARABIC_BODY,
            by,
            asked_at,
            words.ARABIC_TITLE,
            "mind-and-mood/anxiety/sleep",
            ["sleep", "قلق"],
            88,
        )
        answer = Piece(
            "A", words.ARABIC_ANSWER, self.named["Анна П"], asked_at + timedelta(hours=9), is_accepted=True
        )
        answer.replies = [
            Piece("C", words.HEBREW_COMMENT, self.named["נועה"], asked_at + timedelta(hours=12))
        ]
        answer.ups = self.pick_voters(answer.by, 3)
        question.replies = [answer]
        return question

    def make_code(self) -> Piece:
        asked_at = self.now - timedelta(days=1, hours=4)
        by = self.named["Søren K"]
        return Piece("Q", words.CODE_BODY, by, asked_at, words.CODE_TITLE, "habits", ["diary", "therapy"], 31)

    def make_unanswered(self) -> Piece:
        text = words.UNANSWERED_BODY
        at = self.now - timedelta(minutes=50)
        return Piece(
            "Q",
            text,
            None,
            at,
            "What do you do on evenings when you cannot settle?",
            "mind-and-mood",
            ["loneliness"],
            4,
        )
