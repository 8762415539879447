"""The review queue in the console: the same rows, decided by the same action."""

import pytest

from qa.actions.flags import flag_post
from qa.actions.reviews import claim_item
from qa.models import Flag, Post, ReviewItem
from tests import make
from tests.pages import Page
from tests.qa.admin.console import assert_clean, do, told

pytestmark = pytest.mark.django_db
QUEUE = "/admin/qa/reviewitem/"


@pytest.fixture
def flagged(desk):
    flag_post(desk.reader, desk.answer.pk, reason=Flag.Reason.RUDE)
    flag_post(desk.reader, desk.question.pk, reason=Flag.Reason.RUDE)
    return [ReviewItem.objects.get(post=post) for post in (desk.answer, desk.question)]


def test_the_console_lists_what_waits_and_opens_it_on_the_site(desk, flagged):
    own = make.answer(desk.question, desk.moderator)
    flag_post(desk.reader, own.pk, reason=Flag.Reason.RUDE)
    client = make.client(desk.moderator)
    response = client.get(QUEUE)
    assert_clean(response)
    rows = Page.of(response).find("table", id="result_list").find("tbody").find_all("tr")
    assert len(rows) == 2, "not what one wrote"
    opened = client.get(f"{QUEUE}{flagged[0].pk}/change/")
    assert opened.headers["Location"] == flagged[0].get_absolute_url()
    for wrong in ("x", "999999", "9" * 30):
        assert client.get(f"{QUEUE}{wrong}/change/").status_code == 404


def test_many_are_decided_there_with_a_reason_and_what_is_left_says_why(desk, flagged):
    client = make.client(desk.moderator)
    claim_item(desk.editor, flagged[1].pk)
    asked = do(client, "decide", flagged, QUEUE)
    assert_clean(asked)
    assert desk.question.title in Page.of(asked).text
    refused = do(client, "decide", flagged, QUEUE, confirmed="1", verdict="hide", reason="")
    assert refused.status_code == 422
    assert "Please say why" in refused.content.decode()
    words = told(do(client, "decide", flagged, QUEUE, confirmed="1", verdict="hide", reason="It hurts."))
    assert "editor is looking at this" in words
    assert "1 is decided." in words
    assert Post.objects.get(pk=desk.answer.pk).hiding.reason == "It hurts."
    assert not Post.objects.get(pk=desk.question.pk).is_hidden
