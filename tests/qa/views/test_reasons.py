"""Whoever acts on what somebody else wrote says why: the author reads it, the moderation log keeps it."""

import pytest
from django.core.exceptions import ValidationError

from forum import options
from qa.actions.deletions import delete_post
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.models import Flag, LogEntry, LogPart, Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast):
    cast.question = make.question(cast.asker)
    cast.answer = make.answer(cast.question, cast.answerer)
    flag_post(cast.reader, cast.answer.pk, reason=Flag.Reason.RUDE)
    cast.hidden = make.answer(cast.question, cast.answerer)
    hide_post(cast.answerer, cast.hidden.pk)
    return cast


def state(scene):
    return list(Post.objects.order_by("pk").values_list("pk", "is_hidden", "flag_count"))


ACTS = {"hiding": "answer", "deletion": "hidden"}


@pytest.mark.parametrize("act", ACTS)
def test_without_a_reason_the_form_comes_back_and_nothing_has_changed(scene, act):
    client = make.client(scene.moderator)
    address = f"/posts/{getattr(scene, ACTS[act]).pk}/{act}/"
    before = state(scene)
    page = Page.of(client.get(address))
    assert "public moderation log" in page.text
    assert "It is advertising." in page.find("select", name="preset").text
    for sent in ({}, {"preset": "", "reason": "   "}, {"preset": "Made up.", "reason": "x"}):
        response = client.post(address, sent)
        assert response.status_code == 422
        assert state(scene) == before
    assert "Please say why" in Page.of(client.post(address, {})).text
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("act", ACTS)
def test_a_reason_is_one_of_the_owners_or_ones_own_words_or_both_and_is_logged(scene, act):
    client = make.client(scene.moderator)
    address = f"/posts/{getattr(scene, ACTS[act]).pk}/{act}/"
    sent = {"preset": "It is advertising.", "reason": "For shoes."}
    assert client.post(address, sent).status_code == 302
    assert LogPart.objects.get(kind="words").content == {"reason": "It is advertising. For shoes."}


def test_what_was_typed_is_kept_when_the_reason_is_too_long(scene):
    response = make.client(scene.moderator).post(f"/posts/{scene.answer.pk}/hiding/", {"reason": "x" * 501})
    assert response.status_code == 422
    assert "x" * 501 in response.text


def test_the_author_reads_why_a_post_was_hidden(scene):
    make.client(scene.moderator).post(
        f"/posts/{scene.answer.pk}/hiding/", {"reason": "It names a neighbour."}
    )
    page = Page.of(make.client(scene.answerer).get(scene.question.get_absolute_url()))
    assert "It names a neighbour." in page.find(id=scene.answer.anchor).text


def test_ones_own_posts_need_no_reason(scene):
    client = make.client(scene.answerer)
    assert not Page.of(client.get(f"/posts/{scene.answer.pk}/hiding/")).find_all(name="reason")
    assert client.post(f"/posts/{scene.answer.pk}/hiding/").status_code == 302
    own = make.question(scene.moderator)
    hide_post(scene.moderator, own.pk)
    delete_post(scene.moderator, own.pk)
    assert not LogEntry.objects.exists()


def test_the_owner_writes_the_reasons_to_choose_from_and_may_have_none(scene):
    options.save({"moderation_reasons": "Not our subject.\n\n  Not our subject. \nToo private."})
    client, address = make.client(scene.moderator), f"/posts/{scene.answer.pk}/hiding/"
    labels = [option.text for option in Page.of(client.get(address)).find_all("option")]
    assert labels == ["In my own words", "Not our subject.", "Too private."]
    options.save({"moderation_reasons": ""})
    assert not Page.of(client.get(address)).find_all("select", name="preset")
    assert client.post(address, {"reason": "It is advertising."}).status_code == 302


def test_actions_themselves_refuse_an_act_without_a_reason(scene):
    for act, post in ((hide_post, scene.answer), (delete_post, scene.hidden)):
        with pytest.raises(ValidationError, match="why"):
            act(scene.moderator, post.pk, reason=" ")
