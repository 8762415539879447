"""A leak for each channel, small and as it might happen: the linter has to name the channel.

A plant changes one thing and puts it back; `only` are the addresses at which it can be seen. Rows are written within a
transaction that is taken back, but for those that another program has to read.
"""

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult
from PIL import Image as Picture
from PIL import PngImagePlugin

from forum.letters import Letter, paragraph
from qa.api.v1 import shapes
from qa.feeds import render
from qa.hooks.models import Event
from qa.hooks.reads import payloads
from qa.models import Activity, Post, PostAddress, Revision
from qa.privacy.reads import collecting
from qa.seo.reads import structured
from qa.seo.views import cards, sitemaps
from qa.views.engines import EnginesMiddleware
from tests.leaks import marks as known
from tests.leaks.story import Story, listening

NAME, NUMBER = known.NAMES[0], known.NUMBERS[0]
Act = Callable[[Story, Any], Any]
PLANTS: dict[str, "Plant"] = {}


@dataclass(frozen=True)
class Plant:
    """`act(story, monkeypatch)` plants it (a generator takes it away again); `only(story)`: the addresses at which it shows."""

    act: Act
    only: Callable[[Story], list[str]]
    is_committed: bool = False


def plant(
    channel: str,
    only: Callable[[Story], list[str]] = lambda story: ["/nowhere/"],
    *,
    is_committed: bool = False,
):
    def add(act: Act) -> Act:
        PLANTS[channel] = Plant(act, only, is_committed)
        return act

    return add


def page(story: Story) -> list[str]:
    return [story.masked["question"].get_absolute_url()]


def author_of(real: Callable[..., Any], told: Any) -> Callable[..., Any]:
    """A function that says who wrote what has no author."""
    return lambda user, *rest, **more: real(user, *rest, **more) if user is not None else told


# --- Pages ---------------------------------------------------------------------------------------
@plant("pages of visitors", lambda story: [f"/users/{name}/" for name in known.NAMES])
def show_a_fact_on_the_profile(story, monkeypatch):
    Activity.objects.filter(post=story.masked["question"], verb="edited").update(actor=NUMBER)


@plant("pages of members", lambda story: [f"/posts/{story.masked['question'].pk}/history/"])
def keep_the_editor(story, monkeypatch):
    Revision.objects.filter(post=story.masked["question"]).update(editor=NUMBER)


@plant("pages of moderators", lambda story: [f"/posts/{story.masked['question'].pk}/address/"])
def keep_the_network_address(story, monkeypatch):
    PostAddress.objects.create(post=story.masked["question"], address=known.NETWORKS[0])


@plant("console", lambda story: ["/admin/qa/post/"])
def add_a_column(story, monkeypatch):
    shown = type(admin.site._registry[Post]).get_list_display
    tell = lambda post: NAME if post.mask_key else ""  # noqa: E731
    tell.short_description = "Author"
    monkeypatch.setattr(
        type(admin.site._registry[Post]),
        "get_list_display",
        lambda self, request: [*shown(self, request), tell],
    )


@plant("searches and suggestions", lambda story: [f"/search/?q=user:{name}+plover" for name in known.NAMES])
def let_it_be_found_by_author(story, monkeypatch):
    Post.objects.filter(pk=story.sealed["question"].pk).update(author=NUMBER)


@plant("headers and cookies", page)
def add_a_header(story, monkeypatch):
    real = EnginesMiddleware.__call__

    def answer(self, request):
        response = real(self, request)
        response.headers["X-Author"] = NAME
        return response

    monkeypatch.setattr(EnginesMiddleware, "__call__", answer)


@plant("structured data", page)
def name_a_person(story, monkeypatch):
    told = {"@type": "Person", "name": NAME}
    monkeypatch.setattr(structured, "describe_author", author_of(structured.describe_author, told))


@plant("drawings and pictures of members", lambda story: [story.sealed["question"].get_absolute_url()])
def show_a_face(story, monkeypatch):
    Post.objects.filter(pk=story.sealed["question"].pk).update(author=NUMBER)


# --- For programs --------------------------------------------------------------------------------
@plant("feeds", lambda story: ["/feeds/questions.atom"])
def sign_entries(story, monkeypatch):
    monkeypatch.setattr(render, "name_author", author_of(render.name_author, render.Person(NAME, "")))


@plant("sitemap", lambda story: ["/sitemap.xml"])
def add_to_the_sitemap(story, monkeypatch):
    real = sitemaps.write_part
    monkeypatch.setattr(
        sitemaps, "write_part", lambda base, batches: [*real(base, batches), f"<!-- by {NAME} -->"]
    )


@plant("previews of links", lambda story: [f"/questions/{story.masked['question'].pk}/card.png"])
def write_into_the_card(story, monkeypatch):
    real = cards.draw_card

    def draw(site_name, title):
        said = PngImagePlugin.PngInfo()
        said.add_text("Author", NAME)
        written = io.BytesIO()
        Picture.open(io.BytesIO(real(site_name, title))).save(written, "PNG", pnginfo=said)
        return written.getvalue()

    monkeypatch.setattr(cards, "draw_card", draw)
    monkeypatch.setattr(cards.cards, "find", lambda name: None)
    monkeypatch.setattr(cards.cards, "keep", lambda name, content: None)


@plant("API")
def name_an_author(story, monkeypatch):
    monkeypatch.setattr(shapes, "author", author_of(shapes.author, shapes.author(None, NAME)))


@plant("webhooks")
def tell_hooks(story, monkeypatch):
    real = payloads.tell_post
    monkeypatch.setattr(
        payloads, "tell_post", lambda post, texts: real(post, texts) | ({"by": NAME} if post.mask_key else {})
    )


# --- What is sent and handed out -----------------------------------------------------------------
@plant("mails")
def sign_a_mail(story, monkeypatch):
    mail = Letter("There is something new", (paragraph("An answer."),), thread_id=f"<{NUMBER}@example.org>")
    message = mail.make_message("reader@example.org")
    monkeypatch.setattr(story, "mails", [*story.mails, (message.to, message.message().as_string())])


@plant("copies of other members")
def copy_too_much(story, monkeypatch):
    def tell(member):
        return {"masks": [{"post": story.masked["question"].pk, "author": NAME}]}

    collecting.COLLECTORS.append(tell)
    yield
    collecting.COLLECTORS.remove(tell)


@plant("exports")
def join_pseudonyms(story, monkeypatch):
    Post.objects.filter(pk=story.sealed["question"].pk).update(author=NUMBER)


@plant("pictures")
def keep_the_camera(story, monkeypatch):
    name = default_storage.save("pictures/planted.webp", ContentFile(known.CAMERAS[0].encode()))
    yield
    default_storage.delete(name)


# --- What lies about -----------------------------------------------------------------------------
@plant("lines of logs")
def log_a_line(story, monkeypatch):
    lines = [*story.log_lines]
    with listening(lines):
        logging.getLogger("qa.masks").debug("Post %s is masked, by %s", story.masked["answer"].pk, NAME)
    monkeypatch.setattr(story, "log_lines", lines)


@plant("files of events")
def log_an_event(story, monkeypatch):
    post = story.sealed["question"]
    Event.objects.create(
        name="q_post", member_id=NUMBER, post_number=post.pk, question_number=post.pk, params={}
    )


@plant("log of the web server")
def log_addresses(story, monkeypatch):
    words = (Path(settings.BASE_DIR) / "deploy/nginx.conf").read_text()
    (story.folder / "deploy").mkdir()
    (story.folder / "deploy/nginx.conf").write_text(
        words.replace("log_format forum '", "log_format forum '$remote_addr ")
    )
    monkeypatch.setattr(settings, "BASE_DIR", story.folder)


@plant("kept pages and parts", page, is_committed=True)
def keep_it_in_memory(story, monkeypatch):
    monkeypatch.setattr(
        structured,
        "describe_author",
        author_of(structured.describe_author, {"@type": "Person", "name": NAME}),
    )


@plant("arguments of tasks")
def give_it_to_a_task(story, monkeypatch):
    task = DBTaskResult.objects.first()
    task.args_kwargs = {"args": [NUMBER, story.masked["question"].pk], "kwargs": {}}
    task.save()


@plant("dump of the database", is_committed=True)
def write_a_row(story, monkeypatch):
    facts = Activity.objects.filter(post=story.sealed["answer"], actor=None)
    numbers = list(facts.values_list("pk", flat=True))
    facts.update(actor=NUMBER)
    yield
    Activity.objects.filter(pk__in=numbers).update(actor=None)


@plant("neighbours in the database", is_committed=True)
def keep_the_moment(story, monkeypatch):
    since, _until = story.windows[0]
    rows = Revision.objects.filter(post=story.sealed["question"], version=1)
    before = rows.get().created_at
    rows.update(created_at=since)
    yield
    rows.update(created_at=before)
