"""An erasure leaves no name, no address, and nothing of what was to go: looked for in every column and file there is."""

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core import mail
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import FormerName, Level, SignIn, User
from accounts.profiles.pictures import SIDES, keep_picture, name_file
from accounts.viewers import Viewer
from forum import options
from qa.actions.measures import warn
from qa.actions.member_notes import write_note
from qa.actions.writing import Byline
from qa.masks.actions.unmaskings import request_unmasking
from qa.models import Appeal, Draft, LogEntry, Post, ReviewItem, Revision
from qa.privacy.actions import erasing
from qa.privacy.actions.erasing import advance, begin_due
from qa.privacy.models import Departure
from qa.rules.grades import MASKED
from tests import make
from tests.canary_search import find_in_database, find_in_files
from tests.pictures import photo
from tests.qa.privacy.filling import fill
from tests.work import work

pytestmark = pytest.mark.django_db
NAME, EMAIL, WORDS = "quillfinch7", "quill.finch@zyzzyva7.example", "ownsecret7words"
FORMER = "wrenlark9"
# Kinds that go whole with the account, when its owner has their texts removed, too.
GONE = {
    "account", "sign_in", "address", "figures", "consent", "draft", "lists", "notice", "choice", "message", "moderation",
    "feedback", "age", "profile", "profession",
}  # fmt: skip


def leave(viewer, *, removes_texts=True):
    """Ask for the erasure over HTTP, and let the days go by."""
    client = Client()
    client.post("/accounts/login/", {"login": viewer.user.username, "password": make.PASSWORD})
    sent = {"what": "erasure", "texts": "go" if removes_texts else "stay", "password": make.PASSWORD}
    assert client.post("/privacy/leaving/", sent).status_code == 200
    return end_grace()


def end_grace():
    Departure.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    return Departure.objects.get(state=Departure.State.OPEN)


def erase(viewer, *, removes_texts=True):
    departure = leave(viewer, removes_texts=removes_texts)
    begin_due()
    work()
    departure.refresh_from_db()
    return departure


def read_folders():
    return [Path(settings.MEDIA_ROOT), Path(settings.CARD_DIR)]


def test_nothing_of_any_column_is_left(cast):
    member = make.member(NAME, email=EMAIL)
    EmailAddress.objects.create(user=member.user, email=EMAIL, primary=True, verified=True)

    def words(table, kind, is_own):
        if kind in ("network", "leaving"):  # addresses of networks, keyed hashes, numbers: nobody's words
            return "x"
        goes = is_own and (kind in GONE or table in ("qa_post", "qa_revision", "qa_flag"))
        return f"{WORDS if goes else ''} @{NAME} {EMAIL} {NAME}, {NAME.upper()}!"

    filled = fill(member.user_id, cast.reader.user_id, words)
    assert len(filled) > 60
    assert len({place.table for place in find_in_database([WORDS])}) > 20
    departure = erase(member)
    assert departure.state == Departure.State.DONE
    assert find_in_database([NAME, EMAIL, WORDS]) == []
    assert departure.counts["found"] == 0
    assert find_numbers(member.user_id) == []


def find_numbers(number):
    """Return the columns that still name a member by number."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c JOIN pg_attribute a "
            "ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
            "WHERE c.contype = 'f' AND c.confrelid = 'accounts_user'::regclass"
        )
        for table, column in [*cursor.fetchall(), ("hooks_event", "member_id")]:
            cursor.execute(f'SELECT count(*) FROM {table} WHERE "{column}" = %s', [number])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def test_a_planted_leak_is_found(cast, tmp_path):
    member = make.member(NAME, email=EMAIL)
    erase(member)
    places = [*read_folders(), tmp_path]
    assert find_in_database([NAME, EMAIL]) == []
    assert find_in_files(places, [NAME, EMAIL]) == []
    Draft.objects.create(member=cast.reader.user, place="x", fields={"body": f"I miss {NAME}."})
    (tmp_path / "forum.log").write_text(f"INFO signed in: {EMAIL}\n")
    assert [place.table for place in find_in_database([NAME])] == ["qa_draft"]
    assert [Path(place.path).name for place in find_in_files(places, [EMAIL])] == ["forum.log"]


def test_what_somebody_did_everywhere_over_http_is_gone(cast, settings, tmp_path):
    settings.EVENT_LOG_DIR = str(tmp_path / "events")
    cast.confirmed = make.member(level=Level.APPROVED, has_confirmed_address=True, email="else@example.org")
    options.save({"is_event_log_kept": True, "are_searches_logged": True, "address_days": 30})
    client, canary = Client(HTTP_USER_AGENT=f"Agent {WORDS}"), f"My {WORDS} here."
    sent = {"username": NAME, "email": EMAIL, "password1": make.PASSWORD, "password2": make.PASSWORD}
    assert client.post("/accounts/signup/", sent).status_code == 302
    EmailAddress.objects.update(verified=True)
    member = Viewer(User.objects.get(username=NAME))
    picture = make.image(member, f"Alt {WORDS}")
    asked = {
        "title": f"How does {WORDS} feel?",
        "body": f"{canary} {picture.markdown}",
        "tags": f"tag{WORDS}",
    }
    assert client.post("/ask/", asked).status_code == 302
    question = Post.objects.get(author=member.user, kind="Q")
    answered = make.question(cast.asker, body=f"Dear @{NAME}, and {NAME}, what would you say?")
    mine = make.answer(answered, member, canary)
    make.comment(mine, cast.reader, f"Thank you, @{NAME}. Write me at {EMAIL}?")
    make.answer(question, cast.answerer, f"I feel like {NAME} does.")
    make.edit(member, question.pk, f"{canary} Again. {picture.markdown}")
    client.post("/drafts/", {"place": f"answer-{answered.pk}", "body": canary})
    client.post(f"/posts/{answered.pk}/flag/", {"reason": "other", "note": canary})
    client.post(f"/posts/{answered.pk}/vote/", {"value": "1"})
    client.post("/feedback/", {"text": canary, "email": EMAIL, "name": NAME})
    client.post("/users/me/mutes/", {"word": f"{WORDS}"})
    for address in (f"/search/?q={NAME}", f"/users/{NAME}/", question.get_absolute_url(), "/users/"):
        client.get(address)
    make.message(member, cast.reader, canary)
    make.message(cast.reader, member, f"Dear {NAME}, thank you.")
    make.note(member, cast.asker, f"{canary} Yours, {NAME}")
    make.note(cast.confirmed, member, f"Hello {NAME}!")
    warn(cast.moderator, member.user_id, reason=f"Please, {NAME}, be kind.")
    write_note(cast.moderator, member.user_id, f"{NAME} is new.")
    warn(cast.moderator, cast.reader.user_id, reason=f"Do not tease {NAME}.")
    entry = LogEntry.objects.filter(verb=LogEntry.Verb.WARNED).order_by("pk").first()
    client.post(f"/decisions/{entry.pk}/appeal/", {"text": canary})
    assert Appeal.objects.count() == 1
    work()
    (tmp_path / "events").mkdir(exist_ok=True)
    line = f"2026-01-01 10:00:00\t{member.user_id}\t{NAME}\tsearch\t\t\tquery={NAME}\n"
    (tmp_path / "events" / f"events-{timezone.now():%Y-%m-%d}.tsv").write_text(f"datetime\tuserid\n{line}")
    places, strings = [*read_folders(), tmp_path], [NAME, EMAIL, WORDS]
    assert len({place.table for place in find_in_database(strings)}) > 15
    assert find_in_files(places, strings)
    mail.outbox.clear()

    erase(member)
    assert find_in_database(strings) == []
    assert find_in_files(places, strings) == []
    assert not [letter for letter in mail.outbox if any(word in str(letter.message()) for word in strings)]
    call_command("verify_modlog")
    assert make.drift() == []
    for viewer in (None, cast.reader, cast.moderator):
        browser = make.client(viewer)
        for address in ("/questions/", answered.get_absolute_url(), f"/questions/{question.pk}/", "/activity/", "/users/",
                        "/moderation-log/", f"/posts/{answered.pk}/history/"):  # fmt: skip
            page = browser.get(address, follow=True).content.decode().lower()
            assert not [word for word in strings if word in page], address
    kept = Post.objects.get(pk=question.pk)
    assert kept.title == "A question whose text was removed"
    assert kept.answer_count == 1
    assert "a former member" in Post.objects.get(question=kept, kind="A").body
    assert ReviewItem.objects.get(kind=ReviewItem.Kind.APPEAL).note.startswith("The account was erased")


def test_texts_stay_without_a_name_unless_they_were_to_go(cast):
    member = make.member(NAME, email=EMAIL)
    question = make.question(member, "What helped me through it?", body=f"I wrote this, says {NAME}.")
    make.answer(question, cast.reader)
    erase(member, removes_texts=False)
    kept = Post.objects.get(pk=question.pk)
    assert (kept.author, kept.title) == (None, "What helped me through it?")
    assert kept.body == "I wrote this, says a former member."
    assert find_in_database([NAME, EMAIL]) == []


def test_names_of_before_second_steps_accounts_elsewhere_and_pictures_go_and_reasons_lose_the_name(
    cast, django_capture_on_commit_callbacks
):
    member, key = make.member(NAME, email=EMAIL), keep_picture(photo())
    User.objects.filter(pk=member.user_id).update(avatar=key)
    FormerName.objects.create(name=FORMER, member=member.user, reserved_until=timezone.now())
    masked = make.question(cast.reader, byline=Byline(grade=MASKED))
    asked = request_unmasking(cast.moderator, masked.pk, f"{NAME} worries about them.")
    question = make.question(cast.asker, body=f"Thank you, @{FORMER}, and {FORMER} again.")
    departure = leave(member)
    Authenticator.objects.create(user=member.user, type="totp", data={})
    SocialAccount.objects.create(user=member.user, provider="openid_connect", uid=WORDS)
    SignIn.objects.create(member=member.user, session_key=WORDS)
    with django_capture_on_commit_callbacks(execute=True):
        begin_due()
        work()
    departure.refresh_from_db()
    assert departure.state == Departure.State.DONE
    assert find_in_database([NAME, EMAIL, WORDS, FORMER]) == []
    assert find_in_files(read_folders(), [key]) == []
    assert not any(default_storage.exists(name_file(key, side)) for side in SIDES)
    assert Post.objects.get(pk=question.pk).body == "Thank you, a former member, and a former member again."
    asked.refresh_from_db()
    assert asked.reason == "a former member worries about them."
    with pytest.raises(IntegrityError), transaction.atomic():
        type(asked).objects.update(reason="Something else.")


def test_an_ordinary_word_stays_a_word_and_only_mentions_change(cast, monkeypatch):
    monkeypatch.setattr(erasing, "is_ordinary_word", lambda name: True)
    member = make.member("hope", email=EMAIL)
    question = make.question(cast.asker, body="I hope, @hope, that hope helps.")
    erase(member)
    assert Post.objects.get(pk=question.pk).body == "I hope, a former member, that hope helps."
    assert "/users/hope" not in Post.objects.get(pk=question.pk).body_html


def test_a_worker_that_dies_anywhere_loses_nothing(cast):
    member = make.member(NAME, email=EMAIL)
    for number in range(3):
        make.question(member, f"What about {WORDS} {number}?", body=WORDS)
    departure = leave(member)
    for step in range(len(erasing.STEPS)):
        real = erasing.STEPS[step]

        def die(departure, real=real):
            real(departure)
            raise KeyboardInterrupt

        erasing.STEPS[step] = die
        try:
            with pytest.raises(KeyboardInterrupt):
                while advance(departure.pk):
                    pass
        finally:
            erasing.STEPS[step] = real
        departure.refresh_from_db()
        assert departure.step == step
    begin_due()
    begin_due()  # twice on the list is once done
    work()
    departure.refresh_from_db()
    assert departure.state == Departure.State.DONE
    assert (departure.member, departure.words) == (None, {})
    assert find_in_database([NAME, EMAIL, WORDS]) == []
    assert not Revision.objects.filter(body__contains=WORDS).exists()
    assert advance(departure.pk) is False
