"""Locked and archived questions: what they still take, of whom, and how they get there and back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum import options
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer
from qa.actions.edits import edit_reply
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.states import archive_old, freeze_question, thaw_question
from qa.actions.threads import refresh_question
from qa.actions.votes import cast_vote
from qa.models import Activity, Flag, Freeze, LogEntry, LogPart, Post
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
KINDS = list(Post.Frozen)


@pytest.fixture
def thread(cast):
    cast.question = make.question(cast.asker)
    cast.answer = make.answer(cast.question, cast.answerer)
    return cast


def freeze(thread, kind):
    return freeze_question(thread.moderator, thread.question.pk, kind, reason="It went in circles.")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_added_to_a_locked_or_archived_question_by_anybody(thread, kind):
    freeze(thread, kind)
    words = "archive" if kind == "archived" else "locked this question"
    for viewer in (thread.reader, thread.asker, thread.moderator, make.visitor()):
        for act in (
            lambda viewer: make.answer(thread.question, viewer),
            lambda viewer: make.comment(thread.question, viewer),
            lambda viewer: make.comment(thread.answer, viewer),
        ):
            with pytest.raises(PermissionDenied, match=words):
                act(viewer)
    with pytest.raises(PermissionDenied, match=words):
        cast_vote(thread.reader, thread.answer.pk, 1)
    with pytest.raises(PermissionDenied, match=words):
        cast_vote(thread.reader, thread.question.pk, 1)
    with pytest.raises(PermissionDenied, match=words):
        accept_answer(thread.asker, thread.answer.pk)


@pytest.mark.parametrize("kind", KINDS)
def test_only_moderators_change_what_stands_there(thread, kind):
    freeze(thread, kind)
    for viewer in (thread.answerer, thread.editor):
        with pytest.raises(PermissionDenied):
            edit_reply(viewer, thread.answer.pk, compose("Other words than before."), version=1)
    with pytest.raises(PermissionDenied):
        make.edit(thread.asker, thread.question.pk, "Other words than before.")
    edit_reply(thread.moderator, thread.answer.pk, compose("Other words than before."), version=1)
    make.edit(thread.moderator, thread.question.pk, "Other words than before.")


@pytest.mark.parametrize("kind", KINDS)
def test_help_and_privacy_go_on_flags_hiding_ones_own_and_follow_on_questions(thread, kind):
    freeze(thread, kind)
    flag_post(thread.reader, thread.answer.pk, reason=Flag.Reason.RUDE)
    page = make.client(thread.reader).get(f"/ask/?follow={thread.answer.pk}")
    assert page.status_code == 200
    hide_post(thread.answerer, thread.answer.pk)
    assert make.drift() == []


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_logged_with_its_reason_and_undone_by_moderators_alone(thread, kind):
    freeze(thread, kind)
    entry = LogEntry.objects.get()
    assert (entry.verb, LogPart.objects.get(kind="words").content) == (
        kind,
        {"reason": "It went in circles."},
    )
    for viewer in (thread.asker, thread.editor):
        with pytest.raises(PermissionDenied):
            thaw_question(viewer, thread.question.pk)
    question = thaw_question(thread.moderator, thread.question.pk)
    assert question.frozen_as == ""
    assert LogEntry.objects.latest("pk").verb == {"locked": "unlocked", "archived": "unarchived"}[kind]
    make.answer(thread.question, thread.reader)
    with pytest.raises(PermissionDenied, match="neither"):
        thaw_question(thread.moderator, thread.question.pk)


def test_locking_asks_for_a_reason_a_question_and_a_moderator_and_happens_once(thread):
    with pytest.raises(ValidationError, match="why"):
        freeze_question(thread.moderator, thread.question.pk, Post.Frozen.LOCKED, reason=" ")
    for viewer in (thread.asker, thread.editor, make.visitor()):
        with pytest.raises(PermissionDenied, match="Only moderators"):
            freeze_question(viewer, thread.question.pk, Post.Frozen.LOCKED, reason="Too heated.")
    freeze(thread, Post.Frozen.LOCKED)
    with pytest.raises(PermissionDenied, match="locked already"):
        freeze(thread, Post.Frozen.ARCHIVED)
    assert Freeze.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.create(question=make.question(), kind="locked", is_automatic=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=thread.answer.pk).update(frozen_as="locked")


def test_the_copy_on_the_question_is_kept_and_recounted(thread):
    freeze(thread, Post.Frozen.LOCKED)
    assert make.drift() == []
    Post.objects.filter(pk=thread.question.pk).update(frozen_as="")
    assert make.drift() != []
    refresh_question(thread.question)
    assert thread.question.frozen_as == "locked"


def grow_old(question, days):
    then = timezone.now() - timedelta(days=days)
    Activity.objects.filter(question=question).update(created_at=then)
    Post.objects.filter(pk=question.pk).update(created_at=then, active_at=then)


def test_old_questions_are_archived_by_age_with_one_entry_for_all(thread, capsys):
    old, hidden, locked = (make.question(thread.asker) for _number in range(3))
    hide_post(thread.asker, hidden.pk)
    freeze_question(thread.moderator, locked.pk, Post.Frozen.LOCKED, reason="Too heated.")
    for question in (old, hidden, locked):
        grow_old(question, 400)
    call_command("archive_questions")
    assert "not archived by age" in capsys.readouterr().out
    options.save({"archive_days": 365})
    call_command("archive_questions")
    assert "1 question is archived." in capsys.readouterr().out
    found = Freeze.objects.get(kind="archived")
    assert (found.question_id, found.is_automatic, found.reason) == (old.pk, True, "")
    entry = LogEntry.objects.get(verb="archived")
    assert (entry.role, entry.post_id) == ("system", None)
    assert archive_old(365) == 0
    assert not Post.objects.get(pk=thread.question.pk).frozen_as
    assert LogEntry.objects.filter(verb="archived").count() == 1
    with pytest.raises(CommandError):
        call_command("archive_questions", days=-1)


def read(viewer, address):
    response = make.client(viewer).get(address)
    assert response.status_code == 200
    return Page.of(response)


def test_the_page_says_since_when_and_why_and_leads_to_a_new_question(thread):
    address = thread.question.get_absolute_url()
    freeze(thread, Post.Frozen.ARCHIVED)
    page = read(None, address)
    assert "It went in circles." in page.find(class_="notice--closed").text
    assert f"/ask/?follow={thread.answer.pk}" in [link.attribute("href") for link in page.find_all("a")]
    assert "archived" in page.find("h1").text
    assert "takes nothing new" in page.find(id="your-answer").text
    assert not page.find_all("form", action=f"/questions/{thread.question.pk}/answers/#your-answer")
    assert "archived" in read(None, "/questions/").find("h2", class_="row__title").text
    thaw_question(thread.moderator, thread.question.pk)
    assert not read(None, address).find_all(class_="notice--closed")


def test_locked_and_archived_questions_are_not_among_those_that_wait_for_an_answer(thread):
    waiting = make.question(thread.asker, "Who knows about sleep at night?")
    assert "Who knows" in read(None, "/unanswered/").text
    freeze_question(thread.moderator, waiting.pk, Post.Frozen.LOCKED, reason="Too heated.")
    assert "Who knows" not in read(None, "/unanswered/").text


@pytest.mark.parametrize("act", ["lock", "archive"])
def test_the_form_asks_for_a_reason_and_comes_back_without_one(thread, act):
    client, address = make.client(thread.moderator), f"/posts/{thread.question.pk}/{act}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).status_code == 422
    assert not Freeze.objects.exists()
    page = Page.of(client.post(address, {"reason": "It went in circles."}, follow=True))
    assert "It went in circles." in page.text
    assert client.get(address).status_code == 403
    assert client.get(f"/posts/{thread.answer.pk}/{act}/").status_code == 403
    assert client.post(f"/posts/{thread.question.pk}/thaw/").status_code == 302
    assert not Freeze.objects.exists()


def test_a_locked_question_leaves_its_readers_with_care(thread):
    address = f"/posts/{thread.question.pk}/lock/"
    moderator = make.client(thread.moderator)
    assert "/help-now/ Our page of helplines" in moderator.get(address).text
    sent = {
        "reason": "It went in circles.",
        "aftercare": "You are not alone.\nBreathe.",
        "resources": "nonsense",
    }
    refused = moderator.post(address, sent)
    assert refused.status_code == 422
    assert "no address with words" in refused.text
    assert "You are not alone." in refused.text
    for bad in ("javascript:alert(1) Here", "//evil.example Here", "\n".join(["https://example.org A"] * 4)):
        assert moderator.post(address, sent | {"resources": bad}).status_code == 422, bad
    sent["resources"] = "/help-now/ Somebody listens\ntel:116123 Call"
    assert moderator.post(address, sent).status_code == 302
    page = make.client().get(thread.question.get_absolute_url()).text
    for words in (
        "You are not alone.<br>Breathe.",
        'href="/help-now/"',
        "Somebody listens",
        'href="tel:116123"',
    ):
        assert words in page, words


def test_where_the_owner_wants_it_nobody_locks_without_care(thread):
    options.save({"is_aftercare_required": True})
    moderator, pk = thread.moderator, thread.question.pk
    for care in ({}, {"aftercare": "You are not alone."}, {"resources": "https://example.org Here"}):
        with pytest.raises(ValidationError):
            freeze_question(moderator, pk, Post.Frozen.LOCKED, reason="Enough.", **care)
    freeze_question(moderator, pk, Post.Frozen.ARCHIVED, reason="It is old.")
    thaw_question(moderator, pk)
    care = {"aftercare": "You are not alone.", "resources": "https://example.org Here"}
    freeze_question(moderator, pk, Post.Frozen.LOCKED, reason="Enough.", **care)
    assert Freeze.objects.get().links == [("https://example.org", "Here")]
