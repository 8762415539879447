"""What goes in and out, field by field. These words are the description that programs and people read (openapi.json)."""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Field, Schema
from pydantic import ConfigDict

T = TypeVar("T")
LARGEST = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST)]
Html = Annotated[
    str, Field(description="Safe HTML, as the page shows it; links to this site are written out.")
]
Markdown = Annotated[str, Field(description="Markdown, as the history of the post shows it to this reader.")]
Score = Annotated[
    int | None, Field(description="Votes up less votes down; null where the site shows no scores.")
]
Warnings = Annotated[
    list[str],
    Field(
        description="Short words of the site's list, as self-harm or loss. Show the text only when somebody asks for it, "
        "or has said that they want to see such texts."
    ),
]
Time = Annotated[datetime | None, Field(description="In UTC (ISO 8601); null where the site shows no times.")]


class Problem(Schema):
    """One thing that is wrong."""

    field: str | None = Field(description="The field that it is about; null where it is about all of it.")
    message: str = Field(
        description="A sentence for people, the very one that a form of the site would show."
    )


class Problems(Schema):
    """Why a request was refused. Every error of this API has this shape."""

    errors: list[Problem]
    seen: str | None = Field(
        None,
        description="Only where a text seems to tell who somebody is: send it again with this as `seen` if that is meant.",
    )


class Profession(Schema):
    """The mark of a verified professional, while it holds."""

    field: str
    country: str
    checked_by: str
    until: datetime


class Author(Schema):
    """Who wrote something, as far as the page tells it."""

    kind: Literal["member", "visitor"]
    name: str = Field(description="The member's name, the name a visitor gave, or the word for anonymous.")
    url: str | None = Field(description="The profile; null for visitors.")
    points: int | None = Field(description="Null for visitors, and where the site shows no points.")
    profession: Profession | None = Field(
        None,
        description="Beside posts: null for everybody whose profession nobody checked here. Null in lists.",
    )


class CategoryName(Schema):
    """A category, by name."""

    id: int
    name: str
    path: str
    url: str


class Change(Schema):
    """What was done to a post last, where readers are told."""

    what: str = Field(description="In the language of the site: edited, closed ...")
    at: Time
    by: Author


class QuestionRow(Schema):
    """A question as lists show it."""

    id: int
    url: str
    title: str
    excerpt: str | None = Field(
        description="How the text begins; null where lists show no words of it, and for a post with a content warning."
    )
    content_warnings: Warnings
    author: Author
    category: CategoryName | None
    tags: list[str]
    created_at: Time
    active_at: Time
    score: Score
    up_count: int | None = Field(description="Null unless the site shows votes up and down apart.")
    down_count: int | None
    answer_count: int
    view_count: int | None = Field(description="Null where the site shows no views in lists.")
    accepted_answer_id: int | None
    is_closed: bool
    state: Literal["", "locked", "archived"]


class Comment(Schema):
    """A comment on a question or an answer."""

    id: int
    url: str
    question_id: int
    parent_id: int
    author: Author
    created_at: Time
    score: Score
    body_html: Html
    body_markdown: Markdown
    version: int = Field(description="An edit names the version that it started from.")
    change: Change | None
    is_hidden: bool = Field(description="Only ever true for what its author or a moderator still sees.")
    is_waiting: bool = Field(description="Whether it waits for approval: then it is hidden, too.")
    content_warnings: Warnings


class Comments(Schema):
    """The newest comments below a post."""

    items: list[Comment]
    earlier_count: int = Field(description="How many older ones there are; `url` has all.")
    url: str


class Answer(Comment):
    """An answer; `parent_id` is its question."""

    up_count: int | None
    down_count: int | None
    is_accepted: bool
    check_after: str | None = Field(
        description="The day after which somebody should look whether it still holds."
    )
    comments: Comments


class Closure(Schema):
    """Why a question takes no more answers."""

    reason: str
    duplicate_of: str | None = Field(description="The page of the question that was asked before.")


class AnswerPage(Schema):
    """Answers in the order of the page."""

    items: list[Answer]
    total: int
    order: str
    next: str | None = Field(description="Where the next ones are; null at the end.")


class Question(Schema):
    """A question with its text, its newest comments and the first answers."""

    id: int
    url: str
    title: str
    author: Author
    category: CategoryName | None
    tags: list[str]
    created_at: Time
    active_at: Time
    score: Score
    up_count: int | None
    down_count: int | None
    view_count: int | None
    answer_count: int
    accepted_answer_id: int | None
    is_closed: bool
    closure: Closure | None
    state: Literal["", "locked", "archived"]
    extra: str | None = Field(description="The site's own field; null where it is not shown.")
    body_html: Html
    body_markdown: Markdown
    version: int
    change: Change | None
    is_hidden: bool
    is_waiting: bool
    content_warnings: Warnings
    comments: Comments
    answers: AnswerPage


class AnswerRow(Schema):
    """An answer in the list of a member."""

    id: int
    url: str
    question_id: int
    question_title: str
    excerpt: str | None
    content_warnings: Warnings
    created_at: Time
    score: Score
    is_accepted: bool


class Event(Schema):
    """The last thing that happened to a question."""

    what: str
    at: Time
    by: Author
    url: str


class Activity(Schema):
    """A question, and what happened there last."""

    question: QuestionRow
    event: Event


class Tag(Schema):
    """A tag, and how many questions carry it."""

    name: str
    url: str
    question_count: int


class Category(CategoryName):
    """A category, and how many questions it holds with those below it."""

    parent_id: int | None
    description: str
    question_count: int


class Badge(Schema):
    """A badge, and how many members have it."""

    key: str
    name: str
    description: str
    grade: str
    holder_count: int | None


class UserRow(Schema):
    """A member in the list."""

    name: str
    url: str
    points: int | None
    level: str


class User(UserRow):
    """A member's public profile."""

    joined_on: str = Field(description="The day.")
    question_count: int
    answer_count: int
    comment_count: int
    accepted_count: int
    rank: int | None = Field(description="By points; null where the site ranks nobody.")
    badges: list[Badge]


class Site(Schema):
    """What this place is."""

    name: str
    description: str
    url: str
    language: str
    is_reading_open: bool = Field(
        description="Whether everybody may read texts. Else a token is needed, or a level."
    )
    question_count: int | None
    docs: str
    openapi: str
    dataset_license: str | None


class Me(Schema):
    """For whom the token acts, and how far."""

    name: str
    url: str
    points: int
    level: str
    scopes: list[str]
    expires_at: datetime


class Listing(Schema, Generic[T]):
    """A part of a list."""

    items: list[T]
    next: str | None = Field(description="The address of what comes next; null at the end.")


class SearchResults(Schema):
    """What a search found, the best first."""

    query: str
    items: list[QuestionRow]
    next: str | None


class Saved(Schema):
    """What became of a text that was sent."""

    id: int
    url: str
    version: int
    is_waiting: bool = Field(description="Whether it waits for approval; then `message` says so.")
    message: str | None


class Vote(Schema):
    """One's vote, and how the post stands now."""

    post_id: int
    value: Literal[-1, 0, 1]
    score: Score


class Accepted(Schema):
    """Which answer of the question is the accepted one now."""

    question_id: int
    accepted_answer_id: int | None


class Flagged(Schema):
    """Whether one's own flag is on the post."""

    post_id: int
    is_flagged: bool


class Sent(Schema):
    """What a program sends. Unknown fields are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid")


class TextIn(Sent):
    """An answer or a comment."""

    body: str = Field("", description="Markdown.")
    content_warnings: list[str] = Field(
        default_factory=list, max_length=40, description="Short words of the site's list: self-harm, loss ..."
    )
    notify: bool = Field(False, description="A mail on replies, to the address of the account.")
    seen: str = Field("", max_length=2_000, description="See `seen` in errors.")


class QuestionIn(TextIn):
    """A question."""

    title: str = ""
    category: str | Id | None = Field(None, description="Its path or number.")
    tags: list[str] = Field(default_factory=list, max_length=50)
    extra: str = Field("", description="The site's own field.")


class EditIn(Sent):
    """A change. What is left out stays as it is; answers and comments have a body alone."""

    version: Id = Field(description="The version that was read.")
    body: str | None = None
    title: str | None = None
    category: str | Id | None = None
    tags: list[str] | None = Field(None, max_length=50)
    extra: str | None = None
    content_warnings: list[str] | None = Field(None, max_length=40)
    note: str = Field("", description="What was changed and why, for the history.")


class VoteIn(Sent):
    """A vote is set, not added: the same one twice is one."""

    value: Literal[-1, 0, 1]


class FlagIn(Sent):
    """Why a moderator should look."""

    reason: str = Field(
        "", description="One of the reasons of the form: spam, rude, harm ... (the error lists them)."
    )
    note: str = ""
    duplicate_of: str = Field("", description="The address of the question that was asked before.")
