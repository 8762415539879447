"""docs/api.md says what works: every curl command in it is sent, and answered as the document says."""

import json
import re
import shlex
from pathlib import Path

import pytest
from django.db import connection

from tests import make
from tests.qa.api.programs import Program, token

pytestmark = pytest.mark.django_db
DOCUMENT = (Path(__file__).parents[3] / "docs/api.md").read_text(encoding="utf-8")
# A command, and the status that the line below it names.
COMMANDS = re.findall(r"^    (curl (?:.|\n      )+)\n    # (\d{3})", DOCUMENT, re.MULTILINE)
SITE = "https://forum.example"


@pytest.fixture
def word(cast):
    """A community in which the numbers of the document are true, and a member's token."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE qa_post_id_seq RESTART WITH 1")
    health = make.category("Health")
    question = make.question(cast.asker, "How do I sleep?", tags=("sleep",), category=health)
    answer = make.answer(question, cast.answerer)  # 2
    make.comment(answer, cast.reader)  # 3
    own = make.question(cast.reader, "What helps in the morning?", category=health)  # 4
    make.answer(own, cast.answerer)  # 5
    return token(cast.reader)


def parse(command, word):
    """Return (method, path, body, headers) of a curl command."""
    words = shlex.split(command.replace("\\\n", " ").replace("$TOKEN", word))
    method, body, headers, path = "", None, {}, ""
    rest = iter(words[1:])
    for one in rest:
        if one == "-X":
            method = next(rest)
        elif one == "-H":
            name, _colon, value = next(rest).partition(":")
            headers[name.strip().lower()] = value.strip()
        elif one == "-d":
            body = next(rest)
        else:
            path = one.removeprefix(SITE)
    return method or ("POST" if body else "GET"), path, body, headers


def test_every_command_of_the_document_is_answered_as_it_says(word):
    assert len(COMMANDS) >= 12
    for command, status in COMMANDS:
        method, path, body, headers = parse(command, word)
        assert body is None or headers.get("content-type") == "application/json", command
        response = Program().ask(method, path, json.loads(body) if body else None, **headers)
        assert response.status_code == int(status), (command, response.content)


def test_every_operation_of_the_api_is_named_in_the_document():
    from qa.api.v1.urls import api

    for path in api.get_openapi_schema()["paths"]:
        assert path.removeprefix("/api/v1").replace("{", "<").replace("}", ">") in DOCUMENT, path
