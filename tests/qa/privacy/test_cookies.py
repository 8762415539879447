"""The page of cookies names every cookie that browsers get, and no page asks any other host for anything."""

import fnmatch
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from forum.context import DISCREET_COOKIE
from qa.privacy.reads.cookies import COOKIES, STORED
from tests import make
from tests.pages import Page
from tests.qa.sealed.people import ask_and_publish, open_secret

pytestmark = pytest.mark.django_db
LOADS = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|input)\b[^>]*?\s(?:src|srcset|data|poster)=\"([^\"]*)\""
)
LINKS = re.compile(r"<link\b([^>]*)>")
IN_STYLES = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


def test_every_cookie_that_browsers_get_is_on_the_page(cast):
    question = make.question(cast.asker)
    visitor, member = Client(), Client()
    seen = set()

    def note(client):
        seen.update(client.cookies.keys())

    visitor.get("/questions/")
    note(visitor)
    assert seen == set()  # who only reads gets none
    for address in (
        "/ask/",
        question.get_absolute_url(),
        "/accounts/login/",
        "/accounts/signup/",
        "/privacy/cookies/",
    ):
        visitor.get(address)
        note(visitor)
    visitor.post("/ask/", {"title": "Who reads this, and when?", "body": "Some words.", "author_name": "Kim"})
    note(visitor)
    member.post("/accounts/login/", {"login": "asker", "password": make.PASSWORD})
    note(member)
    member.post(f"/questions/{question.pk}/answers/", {"body": "Some more words."})
    note(member)
    member.post("/users/me/notices/", {})
    member.post("/help-now/titles/", {"wanted": "1"})
    note(member)
    browser, secret, _question = ask_and_publish()
    open_secret(browser, secret)
    note(browser)
    assert {"known", "sealed", DISCREET_COOKIE} <= seen
    note(member)
    known = {cookie.name for cookie in COOKIES}
    assert seen - known == set()
    assert len(seen) >= 4
    text = Page.of(Client().get("/privacy/cookies/")).text
    assert not [cookie.name for cookie in (*COOKIES, *STORED) if cookie.name not in text]


def test_what_scripts_store_is_on_the_page_too():
    stored = set()
    for path in Path(settings.BASE_DIR, "static", "js").glob("*.js"):
        words = path.read_text()
        stored |= set(re.findall(r"(?:localStorage|sessionStorage)\.\w+Item\(\s*[\"'`]([\w:-]+)", words))
        assert not re.search(r"document\.cookie\s*=[^=]*[\"'](?!posted)", words) or "posted" in words, (
            path.name
        )
    assert not [name for name in stored if not any(fnmatch.fnmatch(name, cookie.name) for cookie in STORED)]


def test_no_page_and_no_style_sheet_loads_anything_from_elsewhere(cast):
    question = make.question(
        cast.asker, body="![a](https://elsewhere.example/x.png) [b](https://elsewhere.example/)"
    )
    pages = ["/questions/", question.get_absolute_url(), "/ask/", "/users/", "/users/asker/", "/accounts/signup/",
             "/privacy/data/",
             "/privacy/cookies/", "/search/?q=day", "/tags/"]  # fmt: skip
    for viewer in (None, cast.asker):
        client = make.client(viewer)
        for address in (
            *pages,
            *(["/privacy/leaving/", "/privacy/copy/", "/privacy/consents/"] if viewer else []),
        ):
            response = client.get(address)
            assert response.status_code == (302 if viewer and "signup" in address else 200), address
            assert find_foreign(response.text) == [], address
            policy = response.headers["Content-Security-Policy"]
            assert "http:" not in policy and "https:" not in policy and "*" not in policy, address
    for path in Path(settings.BASE_DIR, "static").rglob("*.css"):
        found = [one or other for one, other in IN_STYLES.findall(path.read_text())]
        assert not [address for address in found if is_foreign(address)], path.name


def find_foreign(html):
    found = LOADS.findall(html)
    for attributes in LINKS.findall(html):
        rel, href = (re.search(rf'{name}="([^"]*)"', attributes) for name in ("rel", "href"))
        if rel and href and not {"canonical", "alternate"} & set(rel[1].split()):
            found.append(href[1])
    return [address for address in found if is_foreign(address)]


def is_foreign(address):
    return bool(re.match(r"(?:[a-z]+:)?//(?!testserver[/:\"])", address)) and not address.startswith("data:")


def test_the_look_for_foreign_hosts_finds_one():
    assert find_foreign('<img alt="" src="https://elsewhere.example/x.png">')
    assert find_foreign('<link rel="stylesheet" href="//elsewhere.example/x.css">')
    assert not find_foreign(
        '<img src="/media/x.webp"><link rel="canonical" href="https://elsewhere.example/">'
    )
