"""The ways from the review queue to all that the team has to look at."""

import pytest
from django.urls import URLPattern, get_resolver

from forum import options
from qa.professionals.actions.applications import apply_for_mark
from tests import documents, make
from tests.pages import Page

pytestmark = pytest.mark.django_db
OLD = {"moderate/held/"}  # leads to a part of the list


def places(patterns=None, before=""):
    """Every address below /moderate/ that is one place, and not one for each thing."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(one.pattern)
        if not isinstance(one, URLPattern):
            yield from places(one.url_patterns, path)
        elif path.startswith("moderate/") and "<" not in path:
            yield path


def links(client, address):
    return {one.attribute("href") for one in Page.of(client.get(address)).find_all("a")}


def test_every_place_of_the_team_is_led_to_from_the_queue(cast):
    options.save({"are_professionals_marked": True, "is_approval_required": True})
    client = make.client(cast.administrator)
    led_to = links(client, "/moderate/") | links(client, "/moderate/team/")
    pages = {path for path in set(places()) - OLD if client.get(f"/{path}").status_code != 405}
    assert len(pages) > 6
    assert not {path for path in pages if f"/{path}" not in led_to}


def test_who_decides_about_professions_sees_how_many_wait_and_nobody_else_does(cast):
    administrator, moderator = make.client(cast.administrator), make.client(cast.moderator)
    for client in (administrator, moderator):
        assert "/moderate/professions/" not in links(client, "/moderate/")
    options.save({"are_professionals_marked": True})
    for viewer in (cast.answerer, cast.administrator):  # nobody decides about themselves
        apply_for_mark(viewer, "nurse", "Norway", "No. 1", "diploma.pdf", documents.PDF)
    assert "Professions (1)" in Page.of(administrator.get("/moderate/")).text
    assert "/moderate/professions/" not in links(moderator, "/moderate/")
    options.save({"professionals_checked_by": "moderator"})
    assert "Professions (2)" in Page.of(moderator.get("/moderate/")).text
