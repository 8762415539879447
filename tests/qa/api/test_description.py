"""The description (openapi.json) is true: whatever it allows, and some that it does not, is answered as it says.

A short run with a fixed seed; `make api-fuzz` is a long one with another seed each time (API_FUZZ: how many examples).
"""

import os

import pytest
import requests
import schemathesis
from django.db import connection
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response as Answer
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from forum import options
from qa.actions.votes import cast_vote
from qa.api.v1.urls import api
from tests import make
from tests.qa.api.programs import program

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("API_FUZZ", "8"))
SEED = None if "API_FUZZ" in os.environ else 20261127
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema())
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
# Half of all numbers and names are of things that there are; else every answer would be 404.
KNOWN = {"pk": (1, 2, 3, 4), "name": ("asker", "sleep"), "path": ("health",)}


@pytest.fixture
def story(cast):
    """A small community whose posts have the numbers 1 to 4, and limits that are not in the way."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE qa_post_id_seq RESTART WITH 1")
    per_hour = ("questions", "answers", "comments", "votes", "flags")
    options.save({f"{what}_per_member": 1_000_000 for what in per_hour})
    options.save({f"{what}_per_network": 1_000_000 for what in per_hour})
    options.save({"api_requests_per_member": 1_000_000, "api_requests_per_network": 1_000_000})
    question = make.question(cast.asker, "How do I sleep?", tags=("sleep",), category=make.category("Health"))
    answer = make.answer(question, cast.answerer)
    make.comment(answer, cast.reader)
    make.answer(question, cast.reader)
    cast_vote(cast.reader, answer.pk, 1)
    return cast


def ask(asking, case):
    """Send what schemathesis made through Django's own client; return the answer as its checks read it."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    sent.pop("cookies", None)
    prepared = requests.Request(**sent).prepare()
    headers = {name: value for name, value in prepared.headers.items() if name.lower() != "authorization"}
    found = asking.client.generic(
        prepared.method,
        prepared.path_url,
        prepared.body or b"",
        content_type=headers.pop("Content-Type", "application/json"),
        headers=headers | asking.headers,
    )
    return Answer(
        status_code=found.status_code,
        headers={name.lower(): [value] for name, value in found.headers.items()},
        content=found.content,
        request=prepared,
        elapsed=0.0,
        verify=True,
        message=found.reason_phrase,
        encoding="utf-8",
    )


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fit", "unfit"])
def test_no_request_breaks_the_api_and_every_answer_is_as_described(story, mode):
    askers = (program(story.asker), program())
    for one in askers:
        one.client.raise_request_exception = False
    for operation in OPERATIONS.values():
        try_out(operation, mode, askers)


def try_out(operation, mode, askers):
    """Send what the description of one operation allows (or does not), and hold the answers against it."""
    count = 0

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def look(case):
        nonlocal count
        count += 1
        for name, known in KNOWN.items():
            if count % 2 and name in (case.path_parameters or {}):
                case.path_parameters[name] = known[count // 2 % len(known)]
        for asking in askers if count % 4 == 0 else askers[:1]:
            case.validate_response(ask(asking, case), checks=CHECKS)

    try:
        (look if SEED is None else seed(SEED)(look))()
    except Unsatisfiable:  # an address without parameters has nothing to be wrong about
        assert mode == GenerationMode.NEGATIVE and not count, operation.label


def test_the_description_is_there_and_names_what_takes_a_token():
    schema = program().read("/openapi.json")
    assert schema["openapi"].startswith("3.")
    assert schema["components"]["securitySchemes"]["TokenNeeded"]["scheme"] == "bearer"
    assert schema["paths"]["/api/v1/questions"]["post"]["security"] == [{"TokenNeeded": []}]
    assert {} in schema["paths"]["/api/v1/questions"]["get"]["security"]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], (path, method)
            assert "429" in operation["responses"]


def test_every_field_that_is_not_plain_is_explained():
    schema = program().read("/openapi.json")
    shapes = schema["components"]["schemas"]
    assert [
        name
        for name, shape in shapes.items()
        if not (shape.get("description") or name.startswith("Listing_"))
    ] == []


def test_the_page_for_people_lists_every_operation_without_a_script(client):
    page = client.get("/api/").content.decode()
    for label in OPERATIONS:
        assert label.split()[1] in page
    assert "<script>" not in page and "cdn" not in page
