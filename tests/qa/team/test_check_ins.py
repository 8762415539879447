"""Asking askers once, some days later, whether something helped: whom, whom never, and what is kept of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from forum import options
from qa.actions.measures import block
from qa.actions.writing import Byline
from qa.models import Post
from qa.news.models import MailStop, Notice, Preferences
from qa.rules.grades import MASKED
from qa.team.actions.check_ins import send_check_ins
from qa.team.actions.memorials import set_memorial
from qa.team.models import CheckIn
from tests import make
from tests.qa.news.letters import letters_to, reader_of_mail
from tests.work import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on(db):
    options.save({"check_in_days": 5})


def asked(by=None, days=5, category=None, **fields):
    question = make.question(by, category=category, byline=Byline(**fields) if fields else None)
    Post.objects.filter(pk=question.pk).update(created_at=timezone.now() - timedelta(days=days, hours=1))
    return question


def test_an_asker_is_asked_once_and_each_answer_leads_to_a_page(cast):
    question = asked(cast.asker)
    assert [send_check_ins(), send_check_ins()] == [1, 0]
    notice = Notice.objects.get(kind="check-in")
    assert notice.recipient == cast.asker.user
    client = make.client(cast.asker)
    assert "Did something help" in client.get("/inbox/").text
    stranger = make.client()  # the link in a mail needs no sign-in
    assert "How are you doing?" in stranger.get(notice.path).text
    for answer, words in (("helped", "good to hear"), ("some", "is something"), ("not", "for saying so")):
        page = stranger.get(f"{notice.path}?answer={answer}")
        assert words in page.text
        assert question.get_absolute_url() in page.text
        assert "no-store" in page.headers["Cache-Control"]
    assert stranger.get(notice.path[:-3] + "zz/").status_code == 404
    assert CheckIn.objects.get().question_id == question.pk  # and nothing more is kept


def test_members_get_a_mail_where_they_ticked_the_box_and_a_notice_in_any_case(cast):
    ticked, other = reader_of_mail(), reader_of_mail()
    question = asked(ticked, wants_notice=True)
    asked(other)
    assert send_check_ins() == 2
    [letter] = letters_to(ticked)
    assert "/check-in/" in letter.body
    assert question.title not in letter.body
    assert letters_to(other) == []
    assert Notice.objects.filter(recipient=other.user, kind="check-in", is_listed=True).exists()


def test_it_is_off_by_default_and_asks_neither_too_early_nor_late(cast):
    asked(days=3)
    asked(days=30)
    assert send_check_ins() == 0
    asked()
    options.save({"check_in_days": 0})
    assert send_check_ins() == 0


def test_only_in_the_categories_that_were_named(cast):
    category = make.category("Health")
    inside = asked(category=make.category("Sleep", category))
    asked(category=make.category("Games"))
    asked()
    options.save({"check_in_categories": "health\n"})
    assert send_check_ins() == 1
    assert CheckIn.objects.get().question_id == inside.pk


def test_never_whoever_is_away_stopped_mail_was_blocked_or_is_kept_in_memory(cast):
    away, stopped, quiet, blocked, gone, hidden = (make.member() for _ in range(6))
    for viewer in (away, stopped, quiet, blocked, gone):
        asked(viewer)
    Preferences.objects.create(member=away.user, paused_until=timezone.now() + timedelta(days=3))
    Preferences.objects.create(member=stopped.user, is_mail_stopped=True)
    MailStop.objects.create(member=quiet.user, question=Post.objects.get(author=quiet.user))
    block(cast.moderator, blocked.user.pk, reason="It hurts others.")
    set_memorial(cast.administrator, gone.user.pk, words="", note="The family asked.")
    Post.objects.filter(pk=asked(hidden).pk).update(is_hidden=True)
    assert send_check_ins() == 0
    assert not CheckIn.objects.exists()


def test_visitors_are_asked_at_the_address_that_they_left_for_it(cast):
    asked(make.visitor())
    question = asked(make.visitor(), email="v@example.org", wants_notice=True)
    assert send_check_ins() == 1
    work()
    letter = mail.outbox[-1]
    assert letter.to == ["v@example.org"]
    assert "/check-in/" in letter.body
    assert question.title not in letter.body
    assert question.title not in letter.subject


def test_who_asked_without_a_name_is_asked_too_and_nobody_can_tell(cast):
    reader = reader_of_mail()
    question = asked(reader, wants_notice=True, grade=MASKED)
    away, blocked = make.member(), make.member()
    asked(away, grade=MASKED)
    Preferences.objects.create(member=away.user, paused_until=timezone.now() + timedelta(days=3))
    asked(blocked, grade=MASKED)
    block(cast.moderator, blocked.user_id, reason="Spam.")
    before = make.client(cast.moderator).get(question.get_absolute_url()).text
    assert [send_check_ins(), send_check_ins()] == [1, 0]
    [letter] = letters_to(reader)
    assert question.title not in letter.body
    notice = Notice.objects.get(kind="check-in")
    assert (notice.recipient, notice.post, notice.question) == (reader.user, None, None)
    assert reader.user.username not in make.client().get(notice.path).text
    assert make.client(cast.moderator).get(question.get_absolute_url()).text.count(str(reader.user)) == 0
    assert str(reader.user) not in before
    assert list(CheckIn.objects.values_list("question", flat=True)) == [question.pk]
