"""What is asked for: every kind of page by visitors and members, and what members and visitors write.

Addresses come from the corpus's lists and from the database, so that no request is answered by a redirect.
"""

import random
import re
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import quote_plus, urlencode

from bench.corpus import read_sample
from bench.wrk import Request

VISITOR, MEMBER = "visitor", "member"
MEMBERS = 50
DEEP_PAGES = 20
TEXT = (
    "this helped me when i was in the same place. small steps were enough for me, and on some days none at all. "
    "it became lighter once i told somebody how it was, and it may become lighter for you, too. {word}"
)
LIMITS_RAISED = ("questions", "answers", "comments", "votes")


@dataclass(frozen=True)
class Subject:
    """One line of the report: a page, who looks at it, and the requests it is measured with."""

    page: str
    viewer: str
    requests: Sequence[Request]

    @property
    def is_write(self) -> bool:
        return bool(self.requests and self.requests[0].body)

    @property
    def key(self) -> tuple[str, str]:
        return self.page, self.viewer


def raise_limits() -> None:
    """A few people write what thousands would: limits an hour are lifted as far as the console lets them be."""
    from forum import options

    names = [f"{name}_per_{whose}" for name in LIMITS_RAISED for whose in ("member", "network")]
    options.save({name: options.DECLARATIONS[name].metadata["high"] for name in names})


def sign_in(user_ids: Sequence[int]) -> dict[int, str]:
    """Return the cookies of a new session for each of these members, by member."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.models import User

    cookies = {}
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for user in User.objects.filter(pk__in=user_ids, is_active=True).order_by("pk"):
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies[user.pk] = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {make_token()}"
    return cookies


def make_token() -> str:
    """Return a cookie of the kind that Django's check against forged forms sets; the form sends it along."""
    from django.conf import settings
    from django.utils.crypto import get_random_string

    return f"{settings.CSRF_COOKIE_NAME}={get_random_string(32)}"


def read_page(origin: str, path: str) -> str:
    with urllib.request.urlopen(origin + path, timeout=60) as answer:  # noqa: S310
        return str(answer.read().decode())


def pick_deep_pages(page: str, count: int = DEEP_PAGES) -> list[str]:
    """Return the last pages of the list of questions, the deepest that this first page links to included."""
    last = max([int(number) for number in re.findall(r"[?&;]page=(\d+)", page)] or [1])
    return [f"/questions/?page={number}" for number in range(max(2, last - count + 1), last + 1)]


def pick_feeds(home: str, origin: str) -> list[str]:
    """Return the feeds that the home page names; none where the site has none."""
    links = [
        link for link in re.findall(r"<link\b[^>]*>", home) if re.search(r"application/(rss|atom)\+xml", link)
    ]
    found = [re.search(r'href="([^"]+)"', link) for link in links]
    return [match[1].removeprefix(origin) for match in found if match]


def list_addresses(origin: str, corpus: Path, limit: int) -> dict[str, list[str]]:
    """Return the addresses of every kind of page, at most `limit` each."""
    from accounts.models import User
    from qa.models import Category, Post, Tag

    questions = Post.objects.filter(pk__in=read_sample(corpus, "sample_questions.txt")[:limit])
    users = User.objects.filter(pk__in=read_sample(corpus, "sample_users.txt")[:limit])
    tags = {tag.name: tag.get_absolute_url() for tag in Tag.objects.all()}
    categories = Category.objects.filter(pk__in=read_sample(corpus, "sample_categories.txt"))
    return {
        "home": ["/"],
        "question": [question.get_absolute_url() for question in questions],
        "questions": ["/questions/"],
        "deep page": pick_deep_pages(read_page(origin, "/questions/")),
        "hot": ["/hot/"],
        "category": [category.get_absolute_url() for category in categories],
        "tag": [tags[name] for name in read_sample(corpus, "sample_tags.txt")[:limit] if name in tags],
        "search": [f"/search/?q={quote_plus(words)}" for words in read_sample(corpus, "queries.txt")[:limit]],
        "users": ["/users/"],
        "profile": [user.get_absolute_url() for user in users],
        "feed": pick_feeds(read_page(origin, "/"), origin),
    }


def list_reading(addresses: dict[str, list[str]], cookies: dict[int, str]) -> list[Subject]:
    """Return every page that has an address, as visitors and as members see it (feeds are for nobody in particular)."""
    jars = list(cookies.values())
    subjects = [
        Subject(page, VISITOR, [Request(path) for path in paths])
        for page, paths in addresses.items()
        if paths
    ]
    for page, paths in addresses.items():
        if paths and page != "feed":
            count = max(len(paths), len(jars))
            pairs = [(paths[number % len(paths)], jars[number % len(jars)]) for number in range(count)]
            subjects.append(Subject(page, MEMBER, [Request(path, jar) for path, jar in pairs]))
    return subjects


def form(**values: object) -> str:
    return urlencode(values | {"submission_key": "{key}"}, safe="{}")


def list_writing(corpus: Path, cookies: dict[int, str], limit: int) -> list[Subject]:
    """Return what members write on the sample questions (nobody votes on their own), and a visitor's answers."""
    from qa.models import Category, Post

    ids = read_sample(corpus, "sample_questions.txt")[:limit]
    questions = list(Post.objects.filter(pk__in=ids, is_hidden=False).values_list("pk", "author_id"))
    category = Category.objects.order_by("pk").values_list("pk", flat=True)[0]
    chance, members = random.Random(1), list(cookies)  # noqa: S311
    pairs = []
    for question, author in questions:
        member = chance.choice([one for one in members if one != author])
        pairs.append((question, cookies[member]))
    busiest, author = questions[0]
    crowd = [cookies[member] for member in members if member != author]
    votes = (1, 0, -1)
    title = "how do you get through the evenings when it is dark so early {word}"
    return [
        Subject(
            "vote",
            MEMBER,
            [Request(f"/posts/{pk}/vote/", jar, f"value={value}") for pk, jar in pairs for value in votes],
        ),
        Subject(
            "vote, all on one question",
            MEMBER,
            [Request(f"/posts/{busiest}/vote/", jar, f"value={value}") for jar in crowd for value in votes],
        ),
        Subject(
            "answer",
            MEMBER,
            [Request(f"/questions/{pk}/answers/", jar, form(body=TEXT)) for pk, jar in pairs],
        ),
        Subject(
            "answer",
            VISITOR,
            [Request(f"/questions/{pk}/answers/", make_token(), form(body=TEXT)) for pk, _jar in pairs],
        ),
        Subject(
            "comment", MEMBER, [Request(f"/posts/{pk}/comments/", jar, form(body=TEXT)) for pk, jar in pairs]
        ),
        Subject(
            "ask",
            MEMBER,
            [Request("/ask/", jar, form(title=title, body=TEXT, category=category)) for _pk, jar in pairs],
        ),
    ]
