"""The ways out of the forum, one function each: what each finds is a leak. A new way out gets a function here, and a planted leak
in plants.py (docs/anonymity.md)."""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace

import brotli
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from granian.log import DEFAULT_ACCESSLOG_FMT
from PIL import Image as Picture

from forum import serve
from forum.parts import parts
from qa.api.v1.urls import api
from qa.hooks.actions.events import write_files
from qa.hooks.models import Delivery
from qa.hooks.reads import payloads
from tests import make
from tests.forum.doors import Browser, Server
from tests.leaks import dump
from tests.leaks import marks as known
from tests.leaks.walk import MODERATOR, OWNER, READER, ROLES, VISITOR, Found, Walk
from tests.pages import Page
from tests.qa.api.programs import program
from tests.qa.privacy.test_copies import get_copy

Told = Iterator[tuple[str, str]]  # (where, what)
CHANNELS: dict[str, Callable[[Walk], Told]] = {}
NOWHERE = "nowhere"
# Sent to every operation of the API that takes something.
BODIES = {
    "ask": {"title": "How do linnets fare?", "body": "Some words about it."},
    "answer_new": {"body": "Some words about it."},
    "comment_new": {"body": "Some words about it."},
    "edit": {"version": 1, "body": "Some words about it."},
    "vote": {"value": 1},
    "flag": {"reason": "rude"},
}


def channel(name: str):
    """Put a function among the channels."""

    def add(function: Callable[[Walk], Told]) -> Callable[[Walk], Told]:
        CHANNELS[name] = function
        return function

    return add


def lint(walk: Walk, names: Iterable[str] = ()) -> list[Found]:
    """Search the channels (all, or those named) and return every leak. A channel that reads nothing is one, too."""
    found: list[Found] = []
    for name in names or CHANNELS:
        before = walk.read_count
        found += [Found(name, where, what) for where, what in CHANNELS[name](walk)]
        if walk.read_count == before:
            found.append(Found(name, NOWHERE, "nothing was read"))
    return found


# --- Pages ---------------------------------------------------------------------------------------
NO_PAGES = "/admin/|/api/v1/|/feeds/|/sitemap|/media/|/search/|/suggest/|/ask/similar/"


@channel("pages of visitors")
def read_pages_of_visitors(walk: Walk) -> Told:
    yield from walk.compare(VISITOR, walk.choose("/", but=NO_PAGES))


@channel("pages of members")
def read_pages_of_members(walk: Walk) -> Told:
    yield from walk.compare(READER, walk.choose("/", but=NO_PAGES))


@channel("pages of moderators")
def read_pages_of_moderators(walk: Walk) -> Told:
    yield from walk.compare(MODERATOR, walk.choose("/", but=NO_PAGES))


ONE_TASK = "/admin/forum/backgroundtask/."


@channel("console")
def read_console(walk: Walk) -> Told:
    yield from walk.compare(OWNER, walk.choose("/admin/|/moderate/", but=ONE_TASK))
    # Each task may name somebody; all of them together have to name both equally often.
    tasks = (
        f"/admin/forum/backgroundtask/{pk}/change/"
        for pk in DBTaskResult.objects.values_list("pk", flat=True)
    )
    pages = "".join(walk.ask(OWNER, address).text for address in tasks)
    yield from (("pages of tasks, read by the owner", what) for what in walk.marks.find(pages))


@channel("searches and suggestions")
def read_searches(walk: Walk) -> Told:
    for role in (VISITOR, READER, MODERATOR):
        yield from walk.compare(role, walk.choose(r"/search/|/suggest/|/ask/similar/|/api/v1/search"))


@channel("headers and cookies")
def read_headers(walk: Walk) -> Told:
    """Of all that has been asked already, and of the pages of posts."""
    for role in (VISITOR, READER, MODERATOR):
        for address in walk.choose(r"/questions/\d+/."):
            walk.ask(role, address)
    for (role, address), answer in list(walk.kept.items()):
        walk.read_count += 1
        if not walk.marks.is_own(address):
            for what in walk.marks.find_own(answer.headers):
                yield f"{address}, read by {role}", what


@channel("structured data")
def read_structured_data(walk: Walk) -> Told:
    """JSON-LD of the pages of questions, and of lists."""
    for address, answer in walk.answers(VISITOR, walk.choose(r"/questions/|/$|/tags/|/users/\w+/$")):
        for block in re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL
        ):
            walk.read_count += 1
            whole = json.dumps(json.loads(block), ensure_ascii=False)
            if not (walk.marks.is_own(address) or known.NAMES[1] in address):
                yield from ((address, what) for what in walk.marks.find(whole))


@channel("drawings and pictures of members")
def read_faces(walk: Walk) -> Told:
    """Beside a post without a name stands no face, for nobody."""
    anchors = {f"{letter}{number}" for number in walk.story.hidden for letter in "qac"}
    for role in ROLES:
        for address, answer in walk.answers(
            role, walk.choose(r"/questions/\d+/.|/posts/\d+/history/", but=r".*\.png|.*/order/")
        ):
            for article in Page.of(SimpleNamespace(content=answer.body)).find_all("article"):
                own = article.attribute("id") or f"q{re.search(r'[0-9]+', address)[0]}"
                if own in anchors:
                    yield from ((f"{address}, read by {role}", face) for face in list_faces(article.node))


def list_faces(node) -> Iterator[str]:
    """The faces in a post, without those of the comments below it."""
    for child in node[2]:
        if not isinstance(child, str) and child[0] != "article":
            source = child[1].get("src") or ""
            if "/avatars/" in source:
                yield source
            yield from list_faces(child)


# --- For programs --------------------------------------------------------------------------------
@channel("feeds")
def read_feeds(walk: Walk) -> Told:
    for role in (VISITOR, MODERATOR):
        yield from walk.compare(role, walk.choose(r"/feeds/|/sealed/feed/"))


@channel("sitemap")
def read_sitemap(walk: Walk) -> Told:
    """All parts that the index names; and what tells programs of pages."""
    named = re.findall(r"<loc>http://[^/]+(/[^<]+)</loc>", walk.ask(VISITOR, "/sitemap.xml").text)
    yield from walk.compare(
        VISITOR, [*named, *walk.choose(r"/sitemap.xml|/robots|/llms|/opensearch|/.*\.md$")]
    )


@channel("previews of links")
def read_previews(walk: Walk) -> Told:
    """What messengers and networks show of a link: the words in the head of a page, and the picture."""
    for address, answer in walk.answers(VISITOR, walk.choose(r"/questions/\d+/|/card.png")):
        if address.endswith(".png") and answer.status != HTTPStatus.OK:
            continue
        if address.endswith(".png"):
            yield from ((address, what) for what in read_picture(walk, answer.body))
            continue
        head = answer.text.partition("</head>")[0]
        yield from (
            (address, what)
            for what in walk.marks.find("".join(re.findall(r"<(?:meta|link|title)[^>]*>", head)))
        )
    yield from ((where, what) for where, what in read_files(walk, [Path(settings.CARD_DIR)]))


@channel("API")
def read_api(walk: Walk) -> Told:
    """Every operation of the description, for every post, by strangers and members. Nothing that is written stays."""
    for role in (VISITOR, MODERATOR):
        yield from walk.compare(role, walk.choose("/api/v1/"))
    asking = (program(), program(walk.story.cast.reader))
    paths = api.get_openapi_schema()["paths"]
    for path, methods in {one: paths[one] for one in walk.some(paths)}.items():
        for method, operation in methods.items():
            for number in list(walk.story.hidden)[::2] if "{pk}" in path else [0]:
                address = path.format(pk=number, name="sleep", path="health")
                body = BODIES.get(operation["operationId"])
                for one in asking if method == "get" else asking[1:]:
                    for what in walk.marks.find(ask_operation(walk, one, method.upper(), address, body)):
                        yield f"{method} {address}", what


def ask_operation(walk: Walk, asking, method: str, address: str, body) -> str:
    walk.read_count += 1
    with transaction.atomic():
        response = asking.ask(method, address, body)
        transaction.set_rollback(True)
    return response.content.decode() + str(response.headers)


@channel("webhooks")
def read_webhooks(walk: Walk) -> Told:
    """What those who asked to be told of everything are told."""
    told = [
        payloads.make_body(delivery.hook, delivery).decode()
        for delivery in Delivery.objects.select_related("hook")
    ]
    walk.read_count += len(told)
    yield from (("all deliveries", what) for what in walk.marks.find("".join(told)))
    for one in told:
        if tells_both(walk, one):
            yield "one delivery", one


# --- What is sent and handed out -----------------------------------------------------------------
@channel("mails")
def read_mails(walk: Walk) -> Told:
    """All that anybody but the two got, together for each: they follow both."""
    boxes: dict[str, str] = {}
    for addresses, text in walk.story.mails:
        for address in addresses:
            boxes[address] = boxes.get(address, "") + text
    for address, text in boxes.items():
        walk.read_count += 1
        if address not in known.EMAILS:
            yield from ((f"to {address}", what) for what in walk.marks.find(text))


@channel("copies of other members")
def read_copies(walk: Walk) -> Told:
    """What others get who ask for all that is kept of them."""
    for viewer in (walk.story.cast.reader, walk.story.cast.asker):
        with transaction.atomic():
            pack = get_copy(viewer)
            transaction.set_rollback(True)
        text = "\n".join(f"{name} {pack.read(name).decode(errors='replace')}" for name in pack.namelist())
        walk.read_count += 1
        yield from ((f"copy of {viewer.user.username}", what) for what in walk.marks.find(text))


@channel("exports")
def read_exports(walk: Walk) -> Told:
    """The log of moderation, the log of events, and the data set for research, with the pseudonyms that it gives."""
    for role, address in ((VISITOR, "/moderation-log/export/"), (OWNER, "/admin/hooks/event/export/")):
        yield from ((address, what) for what in walk.marks.find(walk.ask(role, address).text))
    folder = walk.story.folder / f"dataset{make.count()}"
    call_command("release_dataset", str(folder), stdout=io.StringIO(), stderr=io.StringIO())
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    own = re.search(r'"author":("[^"]+")[^\n]*' + known.WORDS[0], reorder(files["answers.jsonl"]))
    assert own, "the canary's named answer is in the data set"
    for name, text in files.items():
        walk.read_count += 1
        yield from ((f"data set, {name}", what) for what in walk.marks.find(text))
        for line in text.splitlines():
            if ("linnet" in line.lower() or "plover" in line.lower()) and f'"author":{own[1]}' in line:
                yield f"data set, {name}", "the pseudonym of what was written by name"


def reorder(lines: str) -> str:
    """Records with the author in front of the words."""
    records = [json.loads(line) for line in lines.splitlines()]
    return "\n".join(
        json.dumps({"author": one.get("author"), **one}, separators=(",", ":"), ensure_ascii=False)
        for one in records
    )


@channel("pictures")
def read_pictures(walk: Walk) -> Told:
    """Pictures in posts: names, headers and what is in the files; and all files that are kept."""
    for post in walk.story.masked.values():
        for address in re.findall(r"/media/[0-9a-f-]{36}\.webp", post.body):
            for role in (VISITOR, READER):
                answer = walk.ask(role, address)
                told = [*read_picture(walk, answer.body), *walk.marks.find_own(answer.headers)]
                yield from ((f"{address}, read by {role}", what) for what in told)
    yield from read_files(walk, [Path(settings.MEDIA_ROOT)])


def read_picture(walk: Walk, content: bytes) -> list[str]:
    walk.read_count += 1
    with Picture.open(io.BytesIO(content)) as picture:
        said = f"{picture.info} {dict(picture.getexif())}"
    return walk.marks.find_own(said + content.decode("latin-1"))


def read_files(walk: Walk, folders: list[Path]) -> Told:
    """Files below some folders, their names along with them, all together: those of the two are among them."""
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    text = "\n".join(f"{path.name} {path.read_bytes().decode('latin-1')}" for path in files)
    walk.read_count += 1
    yield from ((", ".join(map(str, folders)), what) for what in walk.marks.find(text))


# --- What lies about -----------------------------------------------------------------------------
@channel("lines of logs")
def read_log_lines(walk: Walk) -> Told:
    walk.read_count += len(walk.story.log_lines)
    yield from (("all loggers", what) for what in walk.marks.find("\n".join(walk.story.log_lines)))
    for line in walk.story.log_lines:
        if tells_both(walk, line):
            yield "one line", line


def tells_both(walk: Walk, text: str) -> bool:
    """Whether something names the canary and what it wrote without its name in one breath."""
    return any(str(number) in text for number in walk.story.hidden) and bool(walk.marks.find_own(text))


@channel("files of events")
def read_event_files(walk: Walk) -> Told:
    """The log of events as its daily files have it."""
    folder = walk.story.folder / f"events{make.count()}"
    before, settings.EVENT_LOG_DIR = settings.EVENT_LOG_DIR, str(folder)
    try:
        write_files(timezone.now() + timedelta(days=2))
    finally:
        settings.EVENT_LOG_DIR = before
    yield from read_files(walk, [folder])
    for path in folder.iterdir():
        for line in path.read_text().splitlines():
            if tells_both(walk, line):
                yield path.name, line


@channel("log of the web server")
def read_access_log(walk: Walk) -> Told:
    """The lines that nginx (as deploy/nginx.conf has it) and the application server write of what was sent."""
    asked = {"remote_addr": known.NETWORKS[0], "addr": known.NETWORKS[0], "http_user_agent": known.BROWSERS[0],
             "http_cookie": f"sessionid={walk.story.canary.session_key}", "http_x_forwarded_for": known.NETWORKS[0],
             "http_referer": f"/users/{known.NAMES[0]}/", "binary_remote_addr": known.NETWORKS[0]}  # fmt: skip
    for where, form in list_formats():
        walk.read_count += 1
        for name, value in asked.items():
            form = re.sub(rf"\${name}\b|%\({name}\)s", value, form)
        yield from ((where, what) for what in walk.marks.find_own(form))
    sent = (Path(settings.BASE_DIR) / "deploy/nginx.conf").read_text()
    left_out = re.findall(
        r'^\s*"~(\S.*)" 0;$', re.search(r"\$forum_is_logged \{(.*?)\}", sent, re.DOTALL)[1], re.MULTILINE
    )
    for method, address in walk.story.requests:
        if not any(re.search(one, f"{method} {address}") for one in left_out):
            yield "deploy/nginx.conf", f"the minute of {method} {address}"


def list_formats() -> Told:
    """What a line of each log is made of; nothing of what is not written."""
    words = (Path(settings.BASE_DIR) / "deploy/nginx.conf").read_text()
    yield from (("deploy/nginx.conf", form) for form in re.findall(r"log_format \w+ '([^']*)'", words))
    told: dict[str, object] = {}
    real, given = serve.Granian, serve.read_arguments

    class Listening:
        def __init__(self, *_places, **more):
            told.update(more)

        def serve(self):
            pass

    serve.Granian = Listening
    serve.read_arguments = lambda: SimpleNamespace(
        application="", bind=("", 0), workers=1, threads=1, end_with_parent=False
    )
    try:
        serve.main()
    finally:
        serve.Granian, serve.read_arguments = real, given
    if told.get("log_access"):
        yield "forum.serve", str(told.get("log_access_format") or DEFAULT_ACCESSLOG_FMT)


@channel("kept pages and parts")
def read_kept_pages(walk: Walk) -> Told:
    """What the door keeps in memory for visitors and members, and the parts of pages that are kept by what they are made of."""
    server = Server()
    browser = Browser(server, walk.story.cast.reader)
    for address in walk.choose(r"/questions/\d+/[^c]|/$|/questions/$|/activity/|/tags/sleep/$"):
        server.get(address)
        browser.get(address)
    for pages in (server.door.pages.new, server.door.pages.proven):
        for key, page in pages.items():
            walk.read_count += 1
            body = b"".join(page.parts) or brotli.decompress(page.packed)
            told = f"{key} {page.headers} {page.keys} {page.members} {body.decode(errors='replace')}"
            yield from (
                (f"{key[2]}, kept for {key[4] or 'visitors'}", what) for what in walk.marks.find(told)
            )
    kept = list(parts.kept.items())
    walk.read_count += len(kept)
    for key, part in kept:
        if tells_both(walk, f"{key} {part.html}") and walk.marks.find(f"{key} {part.html}"):
            yield f"part {key[0]}", str(walk.marks.find(f"{key} {part.html}"))


@channel("arguments of tasks")
def read_tasks(walk: Walk) -> Told:
    """What the list of tasks holds, of what is done, too."""
    for task in DBTaskResult.objects.values():
        walk.read_count += 1
        if tells_both(walk, str(task)):
            yield task["task_path"], str(task["args_kwargs"])
    text = "\n".join(str(task["args_kwargs"]) for task in DBTaskResult.objects.values("args_kwargs"))
    for what in set(walk.marks.find_own(text)) - {"number"}:
        yield "all tasks", what


@channel("dump of the database")
def read_dump(walk: Walk) -> Told:
    """pg_dump's plain text: no row about a post names who wrote it, and none of theirs the post, but where dump.HINTS says so."""
    yield from dump.search(walk)


@channel("neighbours in the database")
def read_neighbours(walk: Walk) -> Told:
    """Of sealed posts: moments, numbers of transactions and gaps in sequences that would tell when they were sent."""
    yield from dump.search_neighbours(walk)
