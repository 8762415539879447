"""What WordPress and Joomla install: the file that signs, run by php itself; and the files that owners get."""

import json
import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from accounts.sign_on import Refused, read_link, read_way_out
from connectors.build import CONNECTORS, build
from tests.accounts.test_factors import is_signed_in
from tests.accounts.test_sign_in import assert_is_ours

ROOT = Path(__file__).parents[2]
PHP = shutil.which("php")
FORUM, SECRET = "https://forum.example.org/", "s" * 40
CALL = """
require 'connectors/signing.php';
foreach (json_decode(stream_get_contents(STDIN), true) as [$method, $arguments]) {
    $answers[] = call_user_func_array(['Mindwellnessforum\\Signing', $method], $arguments);
}
echo json_encode($answers);
"""
NAMES = [
    "Kim",
    "Jürgen Größe",
    "🌱 Zoë 👩‍👩‍👧",
    'Al "the pal" O\'Hara',
    "a&b=c+d/%41 <i>",
    "後藤",
    "مريم",
    "ä" * 200,
]
needs_php = pytest.mark.skipif(
    not PHP and not os.environ.get("CI"), reason="php is not here (Debian: apt install php-cli)."
)


def ask(*calls):
    """Return what php answers to (method, argument, …), in order."""
    words = json.dumps([(method, arguments) for method, *arguments in calls])
    command = [PHP or "php", "-d", "display_errors=stderr", "-d", "error_reporting=-1", "-r", CALL]
    result = subprocess.run(command, input=words, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    return json.loads(result.stdout)


def read(link):
    """Return (path, what stands behind it)."""
    parts = urlsplit(link)
    return parts.path, dict(parse_qsl(parts.query))


@pytest.fixture(autouse=True)
def secret(settings):
    settings.SIGN_ON_SECRET = SECRET


@needs_php
@pytest.mark.django_db
def test_links_that_php_signs_say_here_who_somebody_is_whatever_they_are_called(settings):
    settings.SIGN_ON_HIGHEST_LEVEL = "moderator"
    people = [
        {"id": str(number), "name": name, "email": "kim@example.org", "email_confirmed": number % 2 == 0, "level": "editor"}
        for number, name in enumerate(NAMES)
    ]  # fmt: skip
    links = ask(*(("linkIn", FORUM, SECRET, person, "/tags/?a=1&b=ü") for person in people))
    for person, link in zip(people, links, strict=True):
        assert link.startswith("https://forum.example.org/accounts/sign-on/?")
        sent = read(link)[1]
        assert sent["next"] == "/tags/?a=1&b=ü"
        found = read_link(sent["payload"], sent["signature"])
        assert (found.uid, found.name) == (person["id"], person["name"])
        assert (found.address, found.is_confirmed) == ("kim@example.org", person["email_confirmed"])
        assert found.level.name == "EDITOR"


@needs_php
@pytest.mark.django_db
def test_a_link_of_php_signs_in_once_and_not_when_it_is_old_forged_or_changed():
    person = {"id": "7", "name": "Zoë O'Hara"}
    link, other, out = ask(
        ("linkIn", FORUM, SECRET, person, "/tags/"),
        ("linkIn", FORUM, "another secret that is long enough", person),
        ("linkOut", FORUM, SECRET, "7", "https://example.org/bye/?a=1&b=ü"),
    )
    path, good = read(link)
    client = Client()
    for sent in (
        read(other)[1],
        {**good, "payload": good["payload"][:-2] + "AA"},
        {**good, "signature": "0" * 64},
        read(out)[1],
    ):
        refused = client.get(path, sent)
        assert refused.status_code == 403
        assert_is_ours(refused)
    assert client.get(path, good).headers["Location"] == "/tags/"
    assert is_signed_in(client)
    assert Client().get(path, good).status_code == 403
    member = User.objects.get()
    assert (member.username, SocialAccount.objects.get().user) == ("Zoë O'Hara", member)
    path, sent = read(out)
    assert path == "/accounts/sign-on/out/"
    assert client.get(path, sent).headers["Location"] == "https://example.org/bye/?a=1&b=%C3%BC"
    assert not is_signed_in(client)


@needs_php
@pytest.mark.django_db
def test_what_php_signs_is_old_after_a_minute(monkeypatch):
    import time

    link, out = ask(("linkIn", FORUM, SECRET, {"id": 7, "name": "Kim"}), ("linkOut", FORUM, SECRET, "7", ""))
    now = time.time()
    monkeypatch.setattr("accounts.sign_on.time.time", lambda: now + 70)
    for reading, address in ((read_link, link), (read_way_out, out)):
        sent = read(address)[1]
        with pytest.raises(Refused):
            reading(sent["payload"], sent["signature"])


@needs_php
def test_roles_become_levels_by_the_table_of_the_owner():
    table = "Administrator = moderator\r\n\n editor=Editor \nnobody\nauthor = king\n= expert\n10 = expert"
    levels, *found = ask(
        ("readLevels", table),
        ("levelOf", ["subscriber", "Editor"], {"editor": "editor"}),
        ("levelOf", ["editor", "administrator"], {"editor": "editor", "administrator": "moderator"}),
        ("levelOf", ["subscriber"], {"editor": "editor"}),
        ("levelOf", [10, "8"], {"10": "expert"}),
        ("levelOf", ["editor"], []),
        ("isSetUp", "https://forum.example.org", SECRET),
        ("isSetUp", "http://127.0.0.1:8000", SECRET),
        ("isSetUp", "http://forum.example.org", SECRET),
        ("isSetUp", "https://forum.example.org", "short"),
        ("isSetUp", "", ""),
    )
    assert levels == {"administrator": "moderator", "editor": "editor", "10": "expert"}
    assert found == ["editor", "moderator", "registered", "expert", "", True, True, False, False, False]


@needs_php
def test_php_can_read_every_file_of_the_connectors():
    paths = sorted((ROOT / "connectors").rglob("*.php"))
    assert len(paths) >= 5
    for path in paths:
        result = subprocess.run([PHP or "php", "-l", path], capture_output=True, text=True, timeout=30)
        assert result.returncode == 0, result.stdout + result.stderr


def test_owners_get_one_file_for_each_with_all_that_its_manifest_names(tmp_path):
    for name, path in zip(CONNECTORS, build(tmp_path), strict=True):
        with zipfile.ZipFile(path) as archive:
            places = {place.removeprefix(CONNECTORS[name]) for place in archive.namelist()}
            signing = archive.read(CONNECTORS[name] + "signing.php")
        assert signing == (ROOT / "connectors/signing.php").read_bytes()
        assert "LICENSE" in places
    manifest = ElementTree.fromstring((ROOT / "connectors/joomla/mindwellnessforum.xml").read_bytes())
    folders = {place.partition("/")[0] for place in places if "/" in place}
    assert {node.text for node in manifest.findall("files/folder")} == folders
    named = {node.text for node in manifest.findall("files/filename")}
    assert named == {place for place in places if "/" not in place} - {"mindwellnessforum.xml"}
    words = (ROOT / "connectors/joomla/language/en-GB/plg_system_mindwellnessforum.ini").read_text()
    for node in manifest.findall(".//field") + manifest.findall(".//option"):
        for word in (node.get("label"), node.get("description"), node.text):
            assert not (word or "").startswith("PLG_") or f"{word}=" in words
