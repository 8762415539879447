"""Network addresses: nobody is shown one, because none is kept."""

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from accounts.models import Level
from forum.lib.addresses import hash_address
from qa.models import Post
from tests import make
from tests.qa.admin.routes import CONSOLE
from tests.qa.views.routes import GET

pytestmark = pytest.mark.django_db

WRITER, READER = "203.0.113.77", "198.51.100.9"


@pytest.fixture
def written(places):
    """Posts, votes, flags and a sign-in, all sent from one address."""
    browser = Client(REMOTE_ADDR=WRITER)
    sent = {"title": "How do I write without a name?", "body": "Some words.", "category": "1"}
    sent["category"] = str(Post.objects.get(pk=places.words["q"]).category_id)
    assert browser.post("/ask/", sent).status_code == 302
    question = Post.objects.get(title=sent["title"])
    assert (
        browser.post(f"/questions/{question.pk}/answers/", {"body": "And an answer to it."}).status_code
        == 302
    )
    assert (
        browser.post(f"/posts/{question.pk}/comments/", {"body": "And a comment on it."}).status_code == 302
    )
    signing_in = {"login": places.reader.user.username, "password": make.PASSWORD}
    assert browser.post("/accounts/login/", signing_in).status_code == 302
    assert browser.post(f"/posts/{question.pk}/vote/", {"value": "1"}).status_code == 302
    assert browser.post(f"/posts/{question.pk}/flag/", {"reason": "rude"}).status_code == 302
    places.written = question
    return places


def test_the_database_holds_no_address_of_those_who_wrote(written):
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{WRITER}%"])
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize("who", ["visitor", "asker", "editor", "super"])
def test_no_page_shows_an_address_to_anybody(written, who):
    written.super = make.member("owner", Level.SUPER_ADMINISTRATOR)
    client = make.client(getattr(written, who, None))
    own = [f"/questions/{written.written.pk}/", f"/admin/qa/post/{written.written.pk}/change/"]
    addresses = [address for address, _statuses in GET.values()] + list(CONSOLE) + own
    hashed = hash_address(RequestFactory().get("/", REMOTE_ADDR=WRITER))
    for address in addresses:
        response = client.get(address.format(**written.words), REMOTE_ADDR=READER, follow=True)
        content = b"".join(response).decode(errors="replace")
        for trace in (WRITER, READER, hashed):
            assert trace not in content, address
