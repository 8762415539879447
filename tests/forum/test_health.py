"""What monitors and crawlers ask for."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from forum import options


@pytest.mark.django_db
def test_the_site_is_healthy_while_the_database_answers():
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "up"})


@pytest.mark.django_db(transaction=True)
def test_the_site_is_ill_while_the_database_cannot_be_reached():
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"
    try:
        response = Client().get("/healthz")
    finally:
        connection.settings_dict["NAME"] = name
    assert (response.status_code, response.json()) == (503, {"database": "down"})
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_health_can_only_be_asked_for():
    assert Client().head("/healthz").status_code == 200
    assert Client().post("/healthz").status_code == 405


@pytest.mark.django_db
def test_crawlers_are_kept_from_forms_and_the_console():
    response = Client().get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /accounts/", "Disallow: /ask/"} <= set(lines)
    assert "Disallow: /" not in lines


@pytest.mark.django_db
def test_the_owner_adds_lines_for_crawlers():
    options.save({"robots_lines": "User-agent: GreedyBot\r\nDisallow: /\r\n"})
    lines = Client().get("/robots.txt").content.decode().splitlines()
    place = lines.index("User-agent: GreedyBot")
    assert lines[place - 1 : place + 2] == ["", "User-agent: GreedyBot", "Disallow: /"]
    assert lines[0] == "User-agent: *"


@pytest.mark.django_db
def test_pages_of_the_forum_are_open_to_crawlers():
    closed = [
        line.removeprefix("Disallow: ") for line in Client().get("/robots.txt").content.decode().splitlines()
    ]
    for path in (
        "/",
        "/questions/1/x/",
        "/tags/sleep/",
        "/categories/a/",
        "/users/kim/",
        "/badges/",
        "/media/x.webp",
        "/card.png",
    ):
        assert not any(path.startswith(one) for one in closed if one.startswith("/")), path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("safe@example.org", "Contact: mailto:safe@example.org"),
        ("https://example.org/safe", "Contact: https://example.org/safe"),
    ],
)
def test_whoever_finds_a_weakness_learns_whom_to_tell(contact, line):
    assert Client().get("/.well-known/security.txt").status_code == 404
    options.save({"security_contact": contact})
    first, second = Client().get("/.well-known/security.txt").content.decode().splitlines()
    assert first == line
    until = datetime.fromisoformat(second.removeprefix("Expires: "))
    assert timedelta(days=30) < until - timezone.now() < timedelta(days=365)
