"""The search for canaries finds what is planted, wherever: a search that finds nothing proves nothing."""

import base64
import gzip
import hashlib
import zipfile
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from forum.models import StoredFile
from qa.models import Draft
from tests import make
from tests.canary_search import find_in_database, find_in_files

CANARY = "zyzzyva7wren"


@pytest.mark.django_db
def test_what_is_planted_in_a_row_is_found_whatever_its_type(cast):
    assert find_in_database([CANARY]) == []
    draft = Draft.objects.create(member=cast.reader.user, place="x", fields={"body": f"<{CANARY.upper()}>"})
    StoredFile.objects.create(
        name="a/b", content=b"\x00\xff" + CANARY.encode(), byte_count=14, created_at=timezone.now()
    )
    session = SessionStore()
    session["word"] = CANARY * 40
    session.save()
    question = make.question(cast.asker, tags=(CANARY,))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planted (words text[], at inet)")
        cursor.execute("INSERT INTO planted VALUES (ARRAY['a', %s], '203.0.113.77')", [f"my {CANARY}s"])
    found = find_in_database([CANARY])
    places = {(place.table, place.column, place.row) for place in found}
    assert {
        ("qa_draft", "fields", f"id={draft.pk}"),
        ("forum_storedfile", "content", "name=a/b"),
        ("django_session", "session_data", f"session_key={session.session_key}"),
        ("qa_post", "tag_names", f"id={question.pk}"),
        ("planted", "words", "ctid=(0,1)"),
    } <= places
    assert {place.table for place in found if place.table.startswith("search_")}
    assert [place[:2] for place in find_in_database(["203.0.113.77"])] == [("planted", "at")]
    assert not [place for place in find_in_database([CANARY], leave_out=["planted", "qa_draft.fields"])
                if place.table == "planted" or place[:2] == ("qa_draft", "fields")]  # fmt: skip


@pytest.mark.django_db
def test_disguised_words_are_found_too():
    address = f"{CANARY}+a@example.org"
    for words in (
        "x=" + address.replace("+", "%2B").replace("@", "%40"),
        base64.b64encode(f"ab{address}cd".encode()).decode(),
        hashlib.md5(address.encode()).hexdigest(),
    ):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE planted (words text)")
            cursor.execute("INSERT INTO planted VALUES (%s)", [words])
            assert [place.table for place in find_in_database([address])] == ["planted"], words
            cursor.execute("DROP TABLE planted")


def test_what_is_planted_in_files_is_found(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "log.txt").write_text(f"one line\nand {CANARY.upper()} here")
    (tmp_path / "b.gz").write_bytes(gzip.compress(CANARY.encode()))
    with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("inner.txt", CANARY * 9)
    (tmp_path / f"{CANARY}.txt").write_text("")
    (tmp_path / "clean.txt").write_text(str(uuid4()))
    found = {place.path.rsplit("/", 1)[1] for place in find_in_files([tmp_path], [CANARY])}
    assert found == {"log.txt", "b.gz", "c.zip", f"{CANARY}.txt"}
    assert find_in_files([tmp_path / "a" / "log.txt"], ["nothing7of7it"]) == []
