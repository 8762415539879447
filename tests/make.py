"""Makes what a test needs, in one call each, with defaults that say nothing about the test."""

import itertools
from types import SimpleNamespace
from typing import Any

from django.test import Client

from accounts.models import Level, User
from accounts.viewers import Viewer, hash_secret
from qa.actions.answers import post_answer
from qa.actions.attachments import attach_file
from qa.actions.categories import save_category
from qa.actions.comments import post_comment
from qa.actions.edits import edit_question
from qa.actions.images import upload_image
from qa.actions.questions import Draft, ask_question
from qa.actions.recount import recount
from qa.actions.writing import Byline
from qa.models import Attachment, Category, Image, Post
from qa.reads.mentions import compose_post
from qa.talks.actions.messages import write_to
from qa.talks.actions.walls import write_note
from qa.talks.models import Message, WallPost
from tests import documents, pictures

numbers = itertools.count(1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "calm-river-7"
SYSTEM = Viewer(User(pk=0, username="system", level=Level.SUPER_ADMINISTRATOR))


def count() -> int:
    """Return a number that no other call returned, to tell things apart."""
    return next(numbers)


def user(username: str = "", level: int = Level.REGISTERED, **fields: Any) -> User:
    return User.objects.create_user(username or f"member{count()}", password=PASSWORD, level=level, **fields)


def member(username: str = "", level: int = Level.REGISTERED, **fields: Any) -> Viewer:
    return Viewer(user(username, level, **fields))


def visitor(secret: str = "") -> Viewer:
    return Viewer(visitor_key=hash_secret(secret or f"secret{count()}"))


def cast() -> SimpleNamespace:
    return SimpleNamespace(
        asker=member("asker"),
        answerer=member("answerer"),
        reader=member("reader"),
        expert=member("expert", Level.EXPERT),
        editor=member("editor", Level.EDITOR),
        moderator=member("moderatrix", Level.MODERATOR),
        administrator=member("administratrix", Level.ADMINISTRATOR),
    )


def category(name: str = "", parent: Category | None = None) -> Category:
    name = name or f"Subject {count()}"
    return save_category(SYSTEM, Category(name=name, slug=name.lower().replace(" ", "-"), parent=parent))


def question(by: Viewer | None = None, title: str = "", *, body: str = "Some words about it.", tags: tuple[str, ...] = (),
             category: Category | None = None, byline: Byline | None = None) -> Post:  # fmt: skip
    title = title or f"How does one get through day {count()}?"
    return ask_question(
        by or member(), Draft(title, compose_post(body), category, list(tags)), byline or Byline()
    )


def answer(to: Post, by: Viewer | None = None, body: str = "", byline: Byline | None = None) -> Post:
    body = body or f"Here is what helped me, number {count()}."
    return post_answer(by or member(), to.pk, compose_post(body), byline or Byline())


def comment(to: Post, by: Viewer | None = None, body: str = "", byline: Byline | None = None) -> Post:
    body = body or f"Thank you for this, number {count()}."
    return post_comment(by or member(), to.pk, compose_post(body), byline or Byline())


def image(by: Viewer | None = None, alt: str = "A quiet lake") -> Image:
    return upload_image(by or member(), pictures.photo(), alt)


def attachment(by: Viewer | None = None, name: str = "notes.pdf") -> Attachment:
    return attach_file(by or member(), name, documents.PDF)


def edit(by: Viewer, question_id: int, body: str) -> Post:
    """Replace the text of a question and nothing else, in the version it has now."""
    found = Post.objects.get(pk=question_id)
    draft = Draft(found.title, compose_post(body), found.category, list(found.tag_names))
    return edit_question(by, question_id, draft, version=found.version)


def client(viewer: Viewer | None = None) -> Client:
    """A browser without JavaScript: signed in as the viewer, or nobody's."""
    browser = Client()
    if viewer and viewer.user:
        browser.force_login(viewer.user, backend=BACKEND)
    return browser


def drift() -> list[str]:
    """Names of derived figures that differ from the rows (nothing is mended)."""
    return [f"{found.figure}: {found.row_count}" for found in recount(is_dry_run=True) if found.row_count]


def points(viewer: Viewer) -> int:
    return User.objects.get(pk=viewer.user_id).points


def message(by: Viewer, to: Viewer, body: str = "") -> Message:
    body = body or f"A word between us, number {count()}."
    return write_to(by, to.user.username if to.user else "", compose_post(body))


def note(by: Viewer, on: Viewer, body: str = "") -> WallPost:
    if on.user is None:
        raise ValueError("A visitor has no wall.")
    return write_note(by, on.user, compose_post(body or f"Thank you for all, number {count()}."))
