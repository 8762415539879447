"""What members want to be told: the rules, the page, breaks, and what follows from them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from forum import options
from qa.news.actions.tell import tell
from qa.news.models import Inbox, Notice, Preferences
from qa.news.reads.wishes import wants
from qa.news.rules.kinds import Kind, Pace
from qa.news.rules.preferences import (
    CODES,
    DEFAULTS,
    Wish,
    find_last_digest,
    find_quiet_end,
    read_wishes,
    write_choices,
)
from tests import make
from tests.pages import Page
from tests.qa.news.letters import TICKED, choose, letters_to, reader_of_mail
from tests.work import waiting, work

PAGE = "/users/me/notices/"
BERLIN = ZoneInfo("Europe/Berlin")


def sent_form(**changes):
    """What the form sends when nothing is changed."""
    values = {f"mail_{kind}": str(wish.mail) for kind, wish in DEFAULTS.items()}
    values |= {f"site_{kind}": "on" for kind, wish in DEFAULTS.items() if wish.site}
    values |= {
        "is_discreet": "",
        "digest_hour": "",
        "digest_weekday": "",
        "quiet_from": "",
        "quiet_until": "",
    }
    return {**values, "time_zone": "", **changes}


def test_every_kind_has_a_default_and_a_number_that_stays():
    assert set(DEFAULTS) == set(Kind) == set(CODES)
    assert [CODES.index(kind) for kind in (Kind.MESSAGE, Kind.ANSWER, Kind.CATEGORY)] == [0, 4, 15]


def test_only_what_differs_from_the_default_is_kept():
    wishes = DEFAULTS | {Kind.ANSWER: Wish(False, Pace.DAILY)}
    assert write_choices(wishes) == {"answer": {"site": False, "mail": "daily"}}
    assert read_wishes(write_choices(wishes)) == wishes


@pytest.mark.parametrize("rubbish", [{"answer": 7}, {"answer": {"mail": "hourly"}}, {"nothing": {}}])
def test_choices_that_make_no_sense_are_passed_over(rubbish):
    assert read_wishes(rubbish) == DEFAULTS


@pytest.mark.parametrize(
    ("clock", "start", "end", "expected"),
    [
        ("2026-01-10 23:30", "22:00", "07:00", "2026-01-11 07:00"),
        ("2026-01-10 06:59", "22:00", "07:00", "2026-01-10 07:00"),
        ("2026-01-10 07:00", "22:00", "07:00", None),
        ("2026-01-10 12:00", "22:00", "07:00", None),
        ("2026-01-10 13:00", "12:30", "14:00", "2026-01-10 14:00"),
        (
            "2026-03-28 23:00",
            "22:00",
            "07:00",
            "2026-03-29 07:00",
        ),  # the night in which the clock goes forward
    ],
)
def test_quiet_hours_end_on_the_readers_clock(clock, start, end, expected):
    now = datetime.fromisoformat(clock).replace(tzinfo=BERLIN).astimezone(UTC)
    found = find_quiet_end(now, BERLIN, time.fromisoformat(start), time.fromisoformat(end))
    assert (found and found.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M")) == expected


def test_a_digest_is_due_at_the_readers_hour_and_day():
    now = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)  # a Thursday, 17:30 in Berlin
    assert find_last_digest(now, BERLIN, 17) == datetime(2026, 11, 26, 16, tzinfo=UTC)
    assert find_last_digest(now, BERLIN, 18) == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert find_last_digest(now, BERLIN, 17, weekday=6) == datetime(2026, 11, 22, 16, tzinfo=UTC)


@pytest.mark.django_db
def test_the_page_shows_every_kind_and_keeps_what_was_chosen(cast):
    client = make.client(cast.reader)
    page = Page.of(client.get(PAGE))
    for kind in set(Kind) - {Kind.ACCOUNT}:  # of their account everybody is told (accounts.alerts)
        assert page.find(id=f"id_site_{kind}") and page.find(id=f"id_mail_{kind}")
    changes = {"mail_answer": "weekly", "site_comment": "", "is_discreet": "0", "digest_hour": "7",
               "digest_weekday": "1", "quiet_from": "22:00", "quiet_until": "07:30", "time_zone": "europe/berlin"}  # fmt: skip
    assert client.post(PAGE, sent_form(**changes)).status_code == 302
    kept = Preferences.objects.get(member=cast.reader.user)
    assert kept.choices == {
        "answer": {"site": True, "mail": "weekly"},
        "comment": {"site": False, "mail": "now"},
    }
    assert (kept.is_discreet, kept.digest_hour, kept.digest_weekday) == (False, 7, 1)
    assert (kept.quiet_from, kept.quiet_until, kept.time_zone) == (time(22), time(7, 30), "Europe/Berlin")
    assert Page.of(client.get(PAGE)).find(id="id_time_zone").attribute("value") == "Europe/Berlin"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"time_zone": "Middle/Earth"}, "time_zone", "no time zone of this name"),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "no time zone of this name"),
        ({"quiet_from": "22:00"}, "quiet_until", "both when the quiet hours begin"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "quiet_until", "would be none"),
        ({"quiet_from": "quarter past", "quiet_until": "22:00"}, "quiet_from", "Enter a valid time"),
        ({"mail_answer": "hourly"}, "mail_answer", "not one of the available choices"),
        ({"digest_hour": "24"}, "digest_hour", "not one of the available choices"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field_and_what_was_typed_stays(cast, changes, field, sentence):
    response = make.client(cast.reader).post(PAGE, sent_form(**{"mail_wall": "weekly"}, **changes))
    assert response.status_code == 422
    page = Page.of(response)
    assert sentence in page.find(id=f"id_{field}_error").text
    offered = page.find(id="id_mail_wall").find_all("option")
    assert [option.attribute("value") for option in offered if "selected" in option.node[1]] == ["weekly"]
    if field == "time_zone":
        assert page.find(id="id_time_zone").attribute("value") == changes["time_zone"]
    assert not Preferences.objects.exists()


@pytest.mark.django_db
def test_visitors_are_sent_to_sign_in_and_change_nothing():
    client = make.client()
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    for path in ("break/", "break/end/", "mail/"):
        assert client.post(PAGE + path).status_code == 403


@pytest.mark.django_db
def test_on_the_site_everything_is_told_and_by_mail_what_one_ticked_and_mentions():
    asker, named = reader_of_mail(), reader_of_mail("named")
    question = make.question(asker, byline=TICKED)
    make.answer(question, body="I think that @named knows more about it.")
    make.answer(make.question(asker))
    assert [message.subject for message in letters_to(asker)] == ["There is something new for you"]
    assert len(letters_to(named)) == 1
    assert Notice.objects.filter(recipient=asker.user, read_at=None).count() == 2


@pytest.mark.django_db
def test_who_wants_neither_the_site_nor_mail_is_not_told_and_who_wants_mail_alone_has_nothing_unread():
    nothing, mail_alone = reader_of_mail(), reader_of_mail()
    choose(nothing, choices=write_choices({Kind.ANSWER: Wish(False, Pace.NEVER)}))
    choose(mail_alone, choices=write_choices({Kind.ANSWER: Wish(False, Pace.NOW)}))
    for viewer in (nothing, mail_alone):
        make.answer(make.question(viewer, byline=TICKED))
    assert len(letters_to(nothing)) == 0
    assert not Notice.objects.filter(recipient=nothing.user).exists()
    assert len(letters_to(mail_alone)) == 1
    assert not Notice.objects.get(recipient=mail_alone.user).is_listed
    assert Inbox.objects.get(member=mail_alone.user).unread_count == 0
    everybody = [nothing.user_id, mail_alone.user_id, reader_of_mail().user_id]
    assert wants(everybody, Kind.ANSWER) == set(everybody[1:])
    assert wants(everybody, Kind.TAG) == set()


@pytest.mark.django_db
def test_what_is_told_of_other_things_than_posts_goes_out_as_chosen():
    once, never = reader_of_mail(), reader_of_mail(wishes={Kind.MESSAGE: Pace.NEVER})
    for viewer in (once, never):
        tell({viewer.user_id: Kind.MESSAGE}, about="conversation-7", path="/messages/7/")
    [message] = letters_to(once)
    assert "/messages/7/" in message.body
    assert letters_to(never) == []


@pytest.mark.django_db
def test_a_break_mails_nothing_and_counts_nothing_and_ends_with_one_button():
    asker = reader_of_mail()
    client = make.client(asker)
    assert client.post(PAGE + "break/", {"break-length": "30"}).status_code == 302
    assert "You are taking a break until" in Page.of(client.get(PAGE)).text
    question = make.question(asker, byline=TICKED)
    make.answer(question)
    assert letters_to(asker) == []
    notice = Notice.objects.get(recipient=asker.user)
    assert notice.read_at is not None and notice.is_listed
    client.post(PAGE + "break/end/")
    work()
    assert mail.outbox == []
    make.answer(question)
    assert len(letters_to(asker)) == 1


@pytest.mark.django_db
def test_what_happens_during_a_break_stands_in_no_digest_after_it():
    asker = reader_of_mail(wishes={Kind.ANSWER: Pace.DAILY}, paused_until=timezone.now() + timedelta(days=1))
    make.answer(make.question(asker, byline=TICKED))
    work()
    assert Notice.objects.get().mail == Pace.NEVER


@pytest.mark.django_db
def test_a_break_leaves_out_what_waits_to_be_mailed():
    asker = reader_of_mail(wishes={Kind.ANSWER: Pace.DAILY})
    make.answer(make.question(asker, byline=TICKED))
    work()
    make.client(asker).post(PAGE + "break/", {"break-length": "1"})
    assert Notice.objects.get().mail == Pace.NEVER


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"break-length": "until"}, "on which day"),
        ({"break-length": "until", "break-day": "2020-01-01"}, "to come"),
        ({"break-length": "until", "break-day": "9999-01-01"}, "to come"),
        ({"break-length": "until", "break-day": "some day"}, "valid date"),
        ({"break-length": "for ever"}, "not one of the available choices"),
    ],
)
def test_a_break_that_makes_no_sense_is_refused_in_the_form(cast, sent, sentence):
    response = make.client(cast.reader).post(PAGE + "break/", sent)
    assert response.status_code == 422
    assert sentence in Page.of(response).find("main").text
    assert not Preferences.objects.exists()


@pytest.mark.django_db
def test_mail_waits_for_the_end_of_the_quiet_hours_unless_it_was_read_meanwhile():
    now = timezone.now()
    quiet = {
        "quiet_from": (now - timedelta(hours=1)).time(),
        "quiet_until": (now + timedelta(hours=1)).time(),
    }
    asker, other = reader_of_mail(**quiet), reader_of_mail(**quiet)
    for viewer in (asker, other):
        make.answer(make.question(viewer, byline=TICKED))
    assert letters_to(asker) == []
    tasks = waiting("send_mail")
    assert len(tasks) == 2
    assert all(timedelta(minutes=50) < task.run_after - now <= timedelta(hours=1) for task in tasks)
    Notice.objects.filter(recipient=other.user).update(read_at=now)
    Preferences.objects.update(quiet_from=None, quiet_until=None)
    for task in tasks:
        task.run_after = now
        task.save()
    assert len(letters_to(asker)) == 1
    assert letters_to(other) == []


@pytest.mark.django_db
def test_a_change_of_pace_holds_for_what_waits_already():
    asker = reader_of_mail(wishes={Kind.ANSWER: Pace.DAILY})
    make.answer(make.question(asker, byline=TICKED))
    work()
    client = make.client(asker)
    client.post(PAGE, sent_form(mail_answer="weekly"))
    assert Notice.objects.get().mail == Pace.WEEKLY
    client.post(PAGE, sent_form(mail_answer=""))
    assert Notice.objects.get().mail == Pace.NEVER


@pytest.mark.django_db
def test_the_owner_hears_of_new_questions_if_they_want_to():
    options.save({"feedback_address": "owner@example.org"})
    make.question(title="Why do I cry every evening?")
    work()
    assert mail.outbox == []
    options.save({"is_question_told": True})
    question = make.question(title="Why do I cry every morning?")
    work()
    [message] = mail.outbox
    assert message.to == ["owner@example.org"]
    assert f"/questions/{question.pk}/" in message.body and "cry" not in message.body + message.subject
