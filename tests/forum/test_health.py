"""What monitors and crawlers ask for."""

import pytest
from django.db import connection
from django.test import Client


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
