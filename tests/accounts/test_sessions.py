"""A session is read with its member in one statement, and is worth what the database says of both now."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import make

pytestmark = pytest.mark.django_db


def who(client):
    """Return the name in the head of a page; '' for a visitor."""
    response = client.post("/drafts/", {"place": "nowhere"})  # tells members that there is no such form
    return {400: "member", 403: ""}[response.status_code]


@pytest.fixture
def client():
    client = make.client(make.member("somebody"))
    assert who(client) == "member"  # from now on it is known whose session this is
    return client


def test_session_member_and_options_are_one_statement_and_blocks_another(client):
    with CaptureQueriesContext(connection) as queries:
        assert who(client) == "member"
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 2


def test_the_member_is_as_the_database_has_them_now(client):
    User.objects.update(is_active=False)
    assert who(client) == ""
    User.objects.update(is_active=True)
    assert who(client) == "member"


def test_a_changed_password_ends_the_session(client):
    user = User.objects.get()
    user.set_password("another-calm-river-8")
    user.save()
    assert who(client) == ""


def test_a_session_that_was_deleted_or_has_ended_is_none(client):
    Session.objects.update(expire_date="2020-01-01T00:00Z")
    assert who(client) == ""
    Session.objects.update(expire_date="2120-01-01T00:00Z")
    assert who(client) == ""  # the middleware took the cookie away


def test_a_session_that_now_belongs_to_somebody_else_is_theirs(client):
    other = make.client(make.member("other"))
    row = Session.objects.get(session_key=other.cookies["sessionid"].value)
    Session.objects.filter(session_key=client.cookies["sessionid"].value).update(
        session_data=row.session_data
    )
    for _ in range(2):
        page = client.get("/drafts/").content.decode()
        assert "/users/other/" in page
        assert "/users/somebody/" not in page


def test_what_one_request_writes_into_its_copy_of_a_session_no_other_one_sees(client):
    first, second = client.session, client.session
    first.setdefault("account_authentication_methods", []).append({"method": "none"})
    assert second.get("account_authentication_methods") in (None, [])
    assert client.session.get("account_authentication_methods") in (None, [])


@pytest.mark.parametrize("key", ["", "x", "'; drop --", '"abcdefgh\\000"', "%c3%a9" * 20, "a" * 5_000])
def test_a_cookie_that_is_no_key_is_a_visitor(key):
    response = make.client().post("/drafts/", {"place": "nowhere"}, HTTP_COOKIE=f"sessionid={key}")
    assert response.status_code == 403
