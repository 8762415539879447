"""Nobody of the team looks alone: two people, a reason, the author is told, and the number stands where everybody sees it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Level
from forum import options
from qa.actions.members import delete_member
from qa.actions.writing import Byline
from qa.masks.actions.masks import take_mask_off
from qa.masks.actions.unmaskings import confirm_unmasking, decline_unmasking, request_unmasking
from qa.masks.models import Mask, Reveal, Unmasking
from qa.models import LogEntry, LogPart, Post
from qa.news.models import Notice
from qa.rules.grades import MASKED
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
WHY = "Somebody is in danger, and we have to reach them."


@pytest.fixture
def asked(cast):
    cast.question = make.question(cast.asker, byline=Byline(grade=MASKED))
    cast.second = make.member("second", Level.MODERATOR)
    return request_unmasking(cast.moderator, cast.question.pk, WHY)


def run(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_two_of_the_team_see_the_name_for_some_days_and_nobody_else_does(cast, asked, mailoutbox):
    EmailAddress.objects.create(user=cast.asker.user, email="a@example.org", verified=True, primary=True)
    address, name = f"/moderate/unmaskings/{asked.pk}/", "/users/asker/"
    moderator, second = make.client(cast.moderator), make.client(cast.second)
    for client in (moderator, second):
        assert name not in client.get(address).text
    moderator.post(address, {"decision": "confirm"})
    assert not Reveal.objects.exists(), "nobody agrees to what they asked for themselves"
    second.post(address, {"decision": "confirm"})
    work()
    for client in (moderator, second):
        assert name in client.get(address).text
    third = make.client(cast.administrator).get(address).text
    assert name not in third
    assert "Only the two" in third
    for who in (None, cast.reader, cast.asker, cast.editor):
        assert make.client(who).get(address).status_code == 403
    Reveal.objects.update(ends_at=timezone.now())
    assert name not in moderator.get(address).text

    notice = Notice.objects.get(recipient=cast.asker.user)
    assert notice.path == "/users/me/masked/"
    page = make.client(cast.asker).get(notice.path).text
    assert WHY in page
    assert "looked who wrote" in make.client(cast.asker).get("/inbox/").text
    assert [mail.to for mail in mailoutbox] == [["a@example.org"]]
    assert WHY not in mailoutbox[0].body
    assert "This has happened 1 time." in make.client().get("/anonymity/").text


def test_the_list_of_tasks_names_the_request_and_never_whose_post_it_was(cast, asked, mailoutbox):
    EmailAddress.objects.create(user=cast.asker.user, email="a@example.org", verified=True, primary=True)
    before = set(DBTaskResult.objects.values_list("pk", flat=True))
    confirm_unmasking(cast.second, asked.pk)
    added = [one.args_kwargs["args"] for one in DBTaskResult.objects.exclude(pk__in=before)]
    assert [asked.pk] in added
    assert not any(str(cast.asker.user_id) in map(str, args) for args in added)
    take_mask_off(cast.asker, cast.question.pk)
    work()
    assert [mail.to for mail in mailoutbox] == [["a@example.org"]], (
        "also where their name stands there by now"
    )


def test_the_log_tells_of_it_without_the_member_the_post_or_the_reason(cast, asked):
    confirm_unmasking(cast.second, asked.pk)
    told = LogEntry.objects.filter(verb__in=("asked-to-unmask", "unmasked"))
    assert told.count() == 2
    assert set(told.values_list("post_id", flat=True)) == {None}
    parts = str(list(LogPart.objects.filter(entry__in=told).values_list("content", "user")))
    assert "asker" not in parts
    assert WHY not in parts
    assert Reveal.objects.count() == told.filter(verb="unmasked").count()
    assert "without a name" in make.client().get("/moderation-log/").text


def test_a_request_is_declined_or_lapses_and_then_nothing_is_shown(cast, asked):
    decline_unmasking(cast.second, asked.pk)
    with pytest.raises(PermissionDenied, match="decided already"):
        confirm_unmasking(cast.second, asked.pk)
    late = request_unmasking(cast.moderator, cast.question.pk, WHY)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE masks_unmasking DISABLE TRIGGER masks_guard")
        Unmasking.objects.filter(pk=late.pk).update(requested_at=timezone.now() - timedelta(days=8))
        cursor.execute("ALTER TABLE masks_unmasking ENABLE TRIGGER masks_guard")
    with pytest.raises(PermissionDenied, match="within seven days"):
        confirm_unmasking(cast.second, late.pk)
    assert request_unmasking(cast.moderator, cast.question.pk, WHY).is_open, "one that lapsed makes room"
    assert not Reveal.objects.exists()


def test_the_level_that_may_look_is_the_owners_choice(cast, asked):
    options.save({"unmasking_level": "administrator"})
    with pytest.raises(PermissionDenied):
        confirm_unmasking(cast.second, asked.pk)
    confirm_unmasking(cast.administrator, asked.pk)
    for who in (cast.editor, cast.reader, make.visitor()):
        with pytest.raises(PermissionDenied):
            request_unmasking(who, cast.question.pk, WHY)


def test_a_request_without_a_reason_comes_back_with_a_sentence(cast):
    question = make.question(cast.asker, byline=Byline(grade=MASKED))
    with pytest.raises(ValidationError, match="Please say why"):
        request_unmasking(cast.moderator, question.pk, "  ")
    address = f"/posts/{question.pk}/unmasking/"
    page = make.client(cast.moderator).post(address, {"reason": ""})
    assert page.status_code == 422
    assert "Please say why" in page.text
    named = make.question(cast.asker)
    assert make.client(cast.moderator).get(f"/posts/{named.pk}/unmasking/").status_code == 403


CONFIRM = "UPDATE masks_unmasking SET confirmed_by_id = %s, confirmed_at = clock_timestamp() WHERE id = %s"
REVEAL = "INSERT INTO masks_reveal (unmasking_id, started_at, ends_at) VALUES (%s, now(), now() + interval '7 days')"


def test_the_database_refuses_what_one_person_would_do_past_the_code(cast, asked):
    one, other = cast.moderator.user_id, cast.second.user_id
    refused = [
        (CONFIRM, one, asked.pk),
        (CONFIRM, cast.editor.user_id, asked.pk),
        (CONFIRM, None, asked.pk),
        ("UPDATE masks_unmasking SET confirmed_by_id = %s WHERE id = %s", other, asked.pk),
        (CONFIRM.replace("clock_timestamp()", "now() + interval '8 days'"), other, asked.pk),
        ("UPDATE masks_unmasking SET requested_by_id = %s WHERE id = %s", other, asked.pk),
        ("UPDATE masks_unmasking SET reason = 'another' WHERE id = %s", asked.pk),
        ("UPDATE masks_unmasking SET requested_at = now() - interval '1 hour' WHERE id = %s", asked.pk),
        ("DELETE FROM masks_unmasking WHERE id = %s", asked.pk),
        (REVEAL, asked.pk),
        (
            "INSERT INTO masks_unmasking (post_id, reason, requested_by_id, requested_at, confirmed_by_id, confirmed_at) "
            "VALUES (%s, 'x', %s, now(), %s, now())",
            make.question(cast.asker, byline=Byline(grade=MASKED)).pk, one, other,
        ),
    ]  # fmt: skip
    for sql, *params in refused:
        with pytest.raises(DatabaseError):
            run(sql, *params)
    run(CONFIRM, other, asked.pk)
    run(REVEAL, asked.pk)
    for sql in (
        "UPDATE masks_unmasking SET confirmed_at = NULL WHERE id = %s",
        "UPDATE masks_reveal SET ends_at = ends_at + interval '1 day' WHERE unmasking_id = %s",
        "DELETE FROM masks_reveal WHERE unmasking_id = %s",
    ):
        with pytest.raises(DatabaseError):
            run(sql, asked.pk)


def test_what_a_deleted_account_wrote_masked_is_nobodys_for_good_and_the_count_stays(cast, asked):
    confirm_unmasking(cast.second, asked.pk)
    comment = make.comment(cast.question, cast.asker, byline=Byline(grade=MASKED))
    cast.boss = make.member(level=Level.SUPER_ADMINISTRATOR)
    before = Post.objects.get(pk=comment.pk).mask_key
    for gone in (cast.asker, cast.moderator):
        delete_member(cast.boss, gone.user)
    keys = set(Post.objects.filter(pk__in=(cast.question.pk, comment.pk)).values_list("mask_key", flat=True))
    assert len(keys) == 1, "the hand is recognised still"
    assert keys != {before}
    assert not Mask.objects.exists()
    assert Reveal.objects.count() == 1
    page = make.client(cast.second).get(f"/moderate/unmaskings/{asked.pk}/").text
    assert "account is gone" in page
