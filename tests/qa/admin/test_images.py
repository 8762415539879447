"""Pictures in the console: who sent what, where it is shown, and how it goes."""

import uuid
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import options
from qa.models import Image
from tests import make
from tests.pages import Page
from tests.qa.admin.console import BAD_ROWS, STRANGERS, assert_clean, do, sign_in, told

pytestmark = pytest.mark.django_db
PICTURES = "/admin/qa/image/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def shown(desk):
    image = make.image(desk.asker, "A quiet lake")
    desk.showing = make.question(desk.asker, "Where is this lake?", body=image.markdown)
    return image


def page_of(image, part="change"):
    return f"{PICTURES}{image.pk}/{part}/"


def files(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


@pytest.mark.parametrize("who", STRANGERS)
def test_below_moderator_nothing_opens_and_nothing_goes(desk, shown, who):
    client = sign_in(desk, who)
    for address in (PICTURES, page_of(shown), page_of(shown, "delete")):
        assert client.get(address).status_code == 302
    assert client.post(page_of(shown, "delete"), {"post": "yes"}).status_code == 302
    do(client, "delete_selected", [shown], PICTURES, post="yes")
    assert Image.objects.get() == shown


def test_the_list_says_who_sent_what_how_large_it_is_and_where_it_is_shown(desk, shown):
    options.save({"are_visitor_images_allowed": True})
    make.image(make.visitor(), "")
    client = sign_in(desk, "moderator")
    response = client.get(PICTURES)
    rows = Page.of(response).find("table", id="result_list").find_all("tr")[1:]
    cells = [[cell.text for cell in (*row.find_all("th"), *row.find_all("td")[1:])] for row in rows]
    assert [row[1:3] for row in cells] == [["anonymous", "120 × 80"], ["asker", "120 × 80"]]
    assert [row[4] for row in cells] == ["0", "1"]
    assert cells[1][0] == "A quiet lake"
    assert_clean(response)
    for query, count in (
        ("?shown=yes", 1),
        ("?shown=no", 1),
        ("?q=lake", 1),
        ("?q=nothing", 0),
        ("?shown=x", 2),
    ):
        assert f"{count} picture" in Page.of(client.get(PICTURES + query)).text


def test_the_page_of_a_picture_links_the_posts_that_show_it_and_changes_nothing(desk, shown):
    client = sign_in(desk, "moderator")
    response = client.get(page_of(shown))
    links = [link.attribute("href") for link in Page.of(response).find("main").find_all("a")]
    assert shown.get_absolute_url() in links
    assert desk.showing.get_absolute_url() in links
    assert_clean(response)
    assert client.post(page_of(shown), {"alt": "Changed"}).status_code == 403
    shown.refresh_from_db()
    assert shown.alt == "A quiet lake"


def test_deleting_asks_first_and_says_where_the_picture_is_shown(
    desk, shown, media, django_capture_on_commit_callbacks
):
    client = sign_in(desk, "moderator")
    asked = client.get(page_of(shown, "delete"))
    assert "A quiet lake – shown in 1 post" in Page.of(asked).text
    assert Image.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(page_of(shown, "delete"), {"post": "yes"}, follow=True)
    assert "was deleted" in told(response)
    assert not Image.objects.exists()
    assert files(media) == []
    assert LogEntry.objects.get().object_repr == "A quiet lake"
    page = make.client().get(desk.showing.get_absolute_url())
    assert b'alt="A quiet lake"' in page.content


def test_several_are_deleted_together_after_a_question(
    desk, shown, media, django_capture_on_commit_callbacks
):
    other, kept = make.image(desk.asker, ""), make.image(desk.asker)
    client = sign_in(desk, "moderator")
    asked = do(client, "delete_selected", [shown, other], PICTURES)
    assert "shown in 1 post" in Page.of(asked).text
    assert Image.objects.count() == 3
    with django_capture_on_commit_callbacks(execute=True):
        response = do(client, "delete_selected", [shown, other], PICTURES, post="yes")
    assert "2 rows are deleted." in told(response)
    assert Image.objects.get() == kept
    assert len(files(media)) == 1


@pytest.mark.parametrize("mark", [*BAD_ROWS, "0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f"])
def test_keys_that_are_none_are_not_found_and_passed_over(desk, shown, mark):
    client = sign_in(desk, "moderator")
    assert client.get(f"{PICTURES}{mark}/change/").status_code == 404
    assert client.get(f"{PICTURES}{mark}/delete/").status_code == 404
    assert do(client, "delete_selected", [mark], PICTURES, post="yes").status_code == 200
    assert Image.objects.get() == shown


def test_a_picture_that_is_gone_meanwhile_is_not_found(desk, shown):
    client = sign_in(desk, "moderator")
    gone = page_of(Image(pk=uuid.uuid4()), "delete")
    assert client.post(gone, {"post": "yes"}).status_code == 404


def test_the_list_costs_the_same_with_more_rows(desk, shown):
    client = sign_in(desk, "moderator")

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PICTURES).status_code == 200
        return len(queries)

    count()  # the session is read for the first time
    before = count()
    for _ in range(3):
        make.question(desk.answerer, body=make.image(desk.answerer).markdown)
    assert count() == before
