"""The language of searches, in the console: chosen there, with progress that needs no script."""

import pytest

from forum import options
from qa.search import documents
from tests import make
from tests.pages import Page
from tests.qa.admin.console import STRANGERS, assert_clean, change, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/forum/siteoption/search/"


@pytest.mark.parametrize("who", [*STRANGERS, "moderator"])
def test_below_administrator_nobody_changes_the_language(desk, who):
    client = sign_in(desk, who)
    for method in ("get", "post"):
        assert getattr(client, method)(PAGE, {"search_language": "german"}).status_code in (302, 403)
    assert options.load().search_language == "english"


def test_the_owner_chooses_a_language_and_watches_the_words_being_written(desk, monkeypatch):
    make.question(desk.asker, "Running along the river")
    client = sign_in(desk, "administrator")
    assert change(client, PAGE, search_language="german").status_code == 302
    with monkeypatch.context() as patched:
        patched.setattr(documents, "AT_ONCE", 1)
        patched.setattr(documents, "STEP_SECONDS", 0)
        make.question(desk.asker, "Another one")
        documents.follow_option(is_forced=True)
        response = client.get(PAGE)
    assert response.headers["Refresh"] == "1"
    assert Page.of(response).find("progress")
    assert_clean(response)
    response = client.get(PAGE)
    assert "Refresh" not in response.headers
    assert change(client, PAGE, search_language="klingon").status_code == 422
