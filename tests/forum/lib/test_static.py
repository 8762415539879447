"""Static files: one squeezed style sheet, and a first view that is small."""

import gzip
import re
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import override_settings

from forum.lib.static import BUNDLE, STYLES, HashedStaticFiles, squeeze
from forum.parts import parts
from qa.demo.community import read_fixture
from tests import make

FIRST_VIEW = 14_000  # bytes: what the first round trips of a connection carry


def test_comments_and_white_space_go_and_what_is_quoted_stays():
    css = '/* a */\na:hover , b > c {\n  content: " ;  ( " ; /* b */\n  width: calc(1px + 2px);\n}\n@media (width) { d { e: f } }'
    assert squeeze(css) == 'a:hover,b > c{content: " ;  ( ";width: calc(1px + 2px)}@media (width){d{e: f}}'


def as_deployed(folder):
    backend = {"BACKEND": "forum.lib.static.HashedStaticFiles"}
    return override_settings(STATIC_ROOT=str(folder), STORAGES=settings.STORAGES | {"staticfiles": backend})


@contextmanager
def forgotten_parts():
    """Parts of pages name static files as this process knew them when they were made."""
    parts.kept.clear()
    yield
    parts.kept.clear()


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """A folder with the static files as a deployed site has them."""
    folder = tmp_path_factory.mktemp("static")
    with as_deployed(folder):
        call_command("collectstatic", "--noinput", verbosity=0)
    return folder


def test_the_bundle_holds_every_rule_in_order(collected):
    [bundle] = collected.glob("css/site.????????????.css")
    assert bundle.read_text() == squeeze("\n".join(Path(collected / name).read_text() for name in STYLES))
    assert bundle.read_text().startswith("@layer reset,base,layout,parts,utilities;")
    assert bundle.with_suffix(".css.br").exists()
    assert bundle.with_suffix(".css.gz").exists()


def test_collecting_again_changes_nothing(collected):
    before = sorted(path.name for path in collected.glob("css/*"))
    with as_deployed(collected):
        call_command("collectstatic", "--noinput", verbosity=0)
    assert sorted(path.name for path in collected.glob("css/*")) == before


@pytest.mark.django_db
def test_the_first_view_of_a_list_is_below_14_kilobytes(collected, client):
    subjects = [make.category(name) for name in ("Anxiety", "Sleep", "Family")]
    for number, item in enumerate(read_fixture()[:20]):
        asked = make.question(
            make.member(f"quiet-lighthouse-{number}"),
            item["title"],
            tags=(item["topic"], "first-steps", "talking"),
            category=subjects[number % 3],
        )
        if number % 2:
            make.answer(asked, make.member())
    with as_deployed(collected), forgotten_parts():
        page = client.get("/").content
    assert page.count(b'<li class="row') == 20
    head = re.search(rb"<head>.*</head>", page, re.DOTALL)[0].decode()
    blocking = [
        re.search(r'href="/static/([^"]+)"', link)[1]
        for link in re.findall(r"<link [^>]*>", head)
        if 'rel="stylesheet"' in link and "media=" not in link
    ]
    blocking += re.findall(r'<script src="/static/([^"]+)"></script>', head)
    assert len(blocking) == 2, "one style sheet, and the script that knows the colour scheme"
    files = [(collected / name).read_bytes() for name in blocking]
    assert sum(len(gzip.compress(part, 6)) for part in (page, *files)) < FIRST_VIEW
    assert sum(len(brotli.compress(part, quality=5)) for part in (page, *files)) < FIRST_VIEW


def test_while_developing_every_style_sheet_stands_for_itself(client, db):
    assert isinstance(storages["staticfiles"], StaticFilesStorage)
    page = client.get("/robots.txt/nowhere/").content.decode()
    assert [name for name in STYLES if f"/static/{name}" in page] == list(STYLES)
    assert f"/static/{BUNDLE}" not in page
    assert issubclass(HashedStaticFiles, StaticFilesStorage)
