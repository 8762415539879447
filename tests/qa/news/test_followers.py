"""Notices for those who follow something, and questions of which somebody wants to hear nothing more."""

import pytest
from django.core.exceptions import PermissionDenied

from qa.actions.edits import retag_question
from qa.actions.favourites import (
    set_favourite,
    set_favourite_category,
    set_favourite_member,
    set_favourite_tag,
)
from qa.actions.hidings import hide_post
from qa.models import Tag
from qa.news.actions.mutes import set_mute
from qa.news.models import Inbox, Mute, Notice, Preferences
from qa.news.rules.kinds import FOLLOWED, Kind
from tests import make
from tests.pages import Page
from tests.work import work

pytestmark = pytest.mark.django_db


def told(viewer):
    work()
    return list(Notice.objects.filter(recipient=viewer.user).order_by("id").values_list("kind", flat=True))


def want(viewer, *kinds):
    """Have a member ask for notices of these kinds."""
    choices = {str(kind): {"site": True, "mail": ""} for kind in kinds}
    Preferences.objects.create(member=viewer.user, choices=choices)


def test_who_follows_a_question_is_told_of_what_happens_to_it_once_by_the_nearest_reason(cast):
    question = make.question(cast.asker)
    for viewer in (cast.reader, cast.asker, cast.answerer):
        set_favourite(viewer, question.pk, True)
    make.answer(question, cast.answerer)
    assert told(cast.reader) == [Kind.QUESTION]
    assert told(cast.asker) == [Kind.ANSWER]
    assert told(cast.answerer) == []
    set_favourite(cast.reader, question.pk, False)
    make.answer(question, cast.expert)
    assert told(cast.reader) == [Kind.QUESTION]


def test_members_tags_and_categories_are_read_of_on_the_page_of_updates_alone(cast):
    category = make.category("Health")
    make.question(tags=("sleep",), category=category)
    set_favourite_tag(cast.reader, Tag.objects.get().pk, True)
    set_favourite_category(cast.reader, category.pk, True)
    set_favourite_member(cast.reader, cast.asker.user_id, True)
    make.question(cast.asker, tags=("sleep",), category=category)
    assert told(cast.reader) == []


def test_who_wants_notices_of_members_tags_and_categories_gets_them_above_the_category_too(cast):
    health = make.category("Health")
    inner = make.category("Sleep", health)
    make.question(tags=("dreams",))
    work()
    tag_reader, category_reader, member_reader = (make.member() for _number in range(3))
    for reader in (tag_reader, category_reader, member_reader):
        want(reader, *FOLLOWED)
    set_favourite_tag(tag_reader, Tag.objects.get().pk, True)
    set_favourite_category(category_reader, health.pk, True)
    set_favourite_member(member_reader, cast.asker.user_id, True)
    make.question(cast.asker, tags=("dreams",), category=inner)
    assert told(tag_reader) == [Kind.TAG]
    assert told(category_reader) == [Kind.CATEGORY]
    assert told(member_reader) == [Kind.MEMBER]
    late = make.question(make.visitor(), category=make.category("Elsewhere"))
    work()
    retag_question(cast.editor, late.pk, inner, ["dreams"], version=late.version)
    assert told(tag_reader) == [Kind.TAG, Kind.TAG]
    assert told(category_reader) == [Kind.CATEGORY, Kind.CATEGORY]
    make.answer(late, cast.asker)
    assert told(member_reader) == [Kind.MEMBER, Kind.MEMBER]


def test_followers_hear_nothing_of_what_is_hidden(cast):
    question = make.question(cast.asker)
    set_favourite(cast.reader, question.pk, True)
    answer = make.answer(question, cast.answerer)
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    assert told(cast.reader) == []


def test_a_muted_question_is_told_of_only_by_decisions_and_by_ones_name(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    set_favourite(cast.answerer, question.pk, True)
    make.comment(answer, cast.reader)
    assert told(cast.answerer) == [Kind.COMMENT]
    assert Inbox.objects.get(member=cast.answerer.user).unread_count == 1
    set_mute(cast.answerer, question, True)
    assert Inbox.objects.get(member=cast.answerer.user).unread_count == 0, "what was told counts as read"
    make.comment(answer, cast.reader)
    make.answer(question, cast.expert)
    assert told(cast.answerer) == [Kind.COMMENT]
    make.comment(answer, cast.reader, body="What does @answerer think about that?")
    assert told(cast.answerer) == [Kind.COMMENT, Kind.MENTION]
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    assert told(cast.answerer) == [Kind.COMMENT, Kind.MENTION, Kind.DECISION]
    make.answer(make.question(cast.answerer), cast.reader)
    assert told(cast.answerer)[3:] == [Kind.ANSWER], "other questions are told as before"
    set_mute(cast.answerer, question, False)
    make.answer(question, cast.reader)
    assert told(cast.answerer)[4:] == [Kind.QUESTION]


def test_the_button_on_the_page_of_updates_mutes_and_the_list_of_muted_questions_gives_it_back(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    work()
    client = make.client(cast.asker)

    def rows(show):
        return Page.of(client.get("/updates/", {"show": show})).find_all(class_="row")

    [row] = rows("all")
    button = row.find("button", name="mute")
    assert button.attribute("value") == "1"
    address = f"/updates/mutes/{question.pk}/"
    for _ in range(2):
        response = client.post(address, {"mute": "1", "next": "/updates/?show=all"})
        assert response.url == "/updates/?show=all"
    assert Mute.objects.count() == 1
    assert rows("all") == rows("content") == []
    [row] = rows("muted")
    assert question.title in row.text
    assert row.find("button", name="mute").attribute("value") == "0"
    client.post(address, {"mute": "0"})
    assert len(rows("all")) == 1
    assert rows("muted") == []


def test_muting_leads_nowhere_else_and_needs_a_question_that_one_may_see(cast):
    question = make.question(cast.asker)
    client = make.client(cast.reader)
    address = f"/updates/mutes/{question.pk}/"
    assert client.post(address, {"mute": "1", "next": "https://evil.example.org/"}).url == "/updates/"
    assert client.post(address, {"mute": "yes"}).status_code == 400
    assert make.client().post(address, {"mute": "1"}).status_code == 403
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert make.client(cast.expert).post(address, {"mute": "1"}).status_code == 404
    assert make.client().post(address, {"mute": "0"}).status_code == 403
    assert question.title not in Page.of(client.get("/updates/?show=muted")).find("main").text
    assert client.post(address, {"mute": "0"}).status_code == 302, "what one muted one can always take back"
    assert not Mute.objects.exists()
    with pytest.raises(PermissionDenied):
        set_mute(make.visitor(), question, True)


def test_a_muted_question_is_forgotten_with_the_question_and_with_the_member(cast):
    first, second = make.question(cast.asker), make.question(cast.asker)
    for question in (first, second):
        set_mute(cast.reader, question, True)
    first.delete()
    assert Mute.objects.count() == 1
    cast.reader.user.delete()
    assert not Mute.objects.exists()
