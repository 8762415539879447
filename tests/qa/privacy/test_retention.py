"""What the page of personal data promises to delete is there until its day, and gone after it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forum import options
from forum.models import Feedback
from qa.api.models import Token
from qa.care.models import RiskEvent
from qa.hooks.models import Event
from qa.models import PostAddress, ReviewItem
from qa.news.models import Notice
from qa.privacy.models import DataCopy
from qa.privacy.rules.kinds import KINDS
from qa.professionals.actions.applications import apply_for_mark
from qa.professionals.models import Application, Evidence, Grant
from qa.sealed.models import Seal, Waiting
from qa.search.tables.misses import Miss
from qa.talks.models import Conversation, Report, ReportedText
from qa.tasks import refresh_votes_to_begin_with
from qa.team.actions.worries import refer_post
from qa.team.models import Worry
from tests import documents, make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHOSEN = {
    "are_professionals_marked": True, "are_risky_posts_told": True, "are_addresses_kept": True, "are_misses_kept": True,
    "evidence_days": 11, "professional_months": 5, "notice_days": 17, "risk_event_days": 19, "address_days": 23,
    "event_log_days": 27, "miss_days": 33, "report_days": 37,
}  # fmt: skip


def session(born):
    ends = born + timedelta(days=30)
    return Session.objects.create(session_key=f"key{make.count()}", session_data="", expire_date=ends)


def token(born):
    digest, begun = str(make.count()), born - 90 * DAY
    more = {"digest": digest, "scopes": ["read"], "made_at": begun, "expires_at": born, "password_mark": "x"}
    return Token.objects.create(member=make.user(), name="x", **more)


def evidence(born):
    found = apply_for_mark(make.member(), "nurse", "Norway", "No. 1", "diploma.pdf", documents.PDF)
    Application.objects.filter(pk=found.pk).update(created_at=born)
    return Evidence.objects.get(application=found)


def mark(ends):
    more = {"field": "nurse", "country": "Norway", "checked_by": "x", "granted_at": ends - 30 * DAY}
    return Grant.objects.create(member=make.user(), until=ends, **more)


def seal(day):
    number = str(make.count())
    return Seal.objects.create(lookup=number, salt=b"x", digest=b"x", feed_digest=number, day=day)


def refused(born):
    kept = seal(timezone.localdate())
    return Waiting.objects.create(seal=kept, deed="ask", due_at=born, refusal="No.")


def picture(born):
    return aged(make.image(), created_at=born)


def reported(born):
    sides = {"reporter": make.user(), "reported": make.user(), "decided_by": make.user()}
    report = Report.objects.create(
        kind="message",
        number=make.count(),
        path="/",
        reason="other",
        outcome="declined",
        decided_at=born,
        **sides,
    )
    return ReportedText.objects.create(report=report, body_html="x", written_at=born)


def conversation(born):
    return Conversation.objects.create(begun_by=make.user(), begun_at=born)


def notice(born):
    return Notice.objects.create(
        recipient=make.user(), kind="x", path="/", created_at=born - DAY, read_at=born
    )


def worry(born):
    found = refer_post(make.member(), make.question().pk, Worry.Concern.ALONE, "x")
    ReviewItem.objects.filter(pk=found.item_id).update(decided_at=born, decision="settled")
    return found


def risk(born):
    return RiskEvent.objects.create(post=make.question(), found_at=born)


def address(born):
    return PostAddress.objects.update_or_create(
        post=make.question(), defaults={"address": "203.0.113.9", "created_at": born}
    )[0]


def event(born):
    return Event.objects.create(name="asked", at=born)


def done(born):
    result = refresh_votes_to_begin_with.enqueue()
    return aged(DBTaskResult.objects.get(pk=result.id), status="SUCCESSFUL", finished_at=born)


def failed(born):
    return aged(done(born), status="FAILED")


def feedback(born):
    return Feedback.objects.create(text="x", created_at=born)


def miss(born):
    return Miss.objects.create(query=f"x{make.count()}", day=timezone.localdate(born))


def copy(born):
    return DataCopy.objects.create(
        member=make.user(), state="ready", made_at=born, file_name=f"{make.count()}.zip"
    )


def aged(row, **columns):
    type(row).objects.filter(pk=row.pk).update(**columns)
    return row


# The task, what makes a row that began (or ended) at a moment, how long that is kept, and how finely the days are counted.
PROMISES = [
    ("forum.tasks.forget_old_sessions", session, timedelta(days=30), HOUR),
    ("qa.api.tasks.forget_old_tokens", token, timedelta(days=90), HOUR),
    ("qa.professionals.tasks.look_after_professionals", evidence, timedelta(days=11), HOUR),
    ("qa.professionals.tasks.look_after_professionals", mark, timedelta(0), HOUR),
    ("qa.sealed.tasks.forget_what_was_refused", refused, timedelta(days=30), 2 * DAY),
    ("qa.sealed.tasks.forget_what_was_refused", seal, timedelta(days=30), 2 * DAY),
    ("qa.tasks.clean_pictures_and_files", picture, timedelta(days=1), HOUR),
    ("qa.talks.tasks.forget_what_nobody_keeps", reported, timedelta(days=37), HOUR),
    ("qa.talks.tasks.forget_what_nobody_keeps", conversation, timedelta(days=1), HOUR),
    ("qa.news.tasks.forget_old_notices", notice, timedelta(days=17), HOUR),
    ("qa.team.tasks.forget_old_worries", worry, timedelta(days=90), HOUR),
    ("qa.care.tasks.forget_risky_posts", risk, timedelta(days=19), HOUR),
    ("qa.tasks.forget_network_addresses", address, timedelta(days=23), HOUR),
    ("qa.hooks.tasks.forget_old_events", event, timedelta(days=27), HOUR),
    ("forum.tasks.forget_old_tasks", done, timedelta(days=1), HOUR),
    ("forum.tasks.forget_old_tasks", failed, timedelta(days=30), HOUR),
    ("qa.tasks.forget_unsent_feedback", feedback, timedelta(days=30), HOUR),
    ("qa.search.tasks.forget_what_was_not_found", miss, timedelta(days=33), 2 * DAY),
    ("qa.privacy.tasks.forget_old_copies", copy, timedelta(hours=48), HOUR),
]
# Deletes by number what no page shows any more, not by the clock (tests/qa/news/test_updates.py).
BY_NUMBER = {"qa.news.tasks.purge_updates"}


def test_nothing_is_purged_a_moment_early_and_everything_soon_after():
    options.save(CHOSEN)
    now = timezone.now()
    early = [(path, make_row, make_row(now - kept + grain)) for path, make_row, kept, grain in PROMISES]
    late = [(path, make_row, make_row(now - kept - grain)) for path, make_row, kept, grain in PROMISES]
    for path in dict.fromkeys(path for path, *_rest in PROMISES):
        module, name = path.rsplit(".", 1)
        getattr(import_module(module), name).func()
    gone = [make_row.__name__ for _path, make_row, row in early if not is_there(row)]
    left = [make_row.__name__ for _path, make_row, row in late if is_there(row)]
    assert (gone, left) == ([], [])


def is_there(row):
    return type(row).objects.filter(pk=row.pk).exists()


def test_each_purge_that_the_page_names_is_in_the_table():
    named = {path for kind in KINDS.values() for path in kind.purges}
    assert named == {path for path, *_rest in PROMISES} | BY_NUMBER
