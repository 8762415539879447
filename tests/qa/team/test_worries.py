"""Telling the team that one worries about somebody: what it opens, who learns of it, and what nobody is sent."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum import options
from forum.lib.errors import TooMany
from qa.actions.deletions import delete_post
from qa.actions.hidings import hide_post
from qa.actions.reviews import Claimed, claim_item
from qa.care.actions.events import look_at
from qa.models import Activity, ReviewItem
from qa.news.models import Notice
from qa.rules.staffing import Hours
from qa.team.actions.worries import forget_worries, refer_post, settle_worry
from qa.team.models import Worry
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
Concern, Lane = Worry.Concern, ReviewItem.Lane


@pytest.fixture
def question(cast):
    return make.question(cast.asker)


def tell(viewer, post, concern=Concern.ALONE, words=""):
    return refer_post(viewer, post.pk, concern, words)


def test_worries_about_one_post_wait_as_one_item_in_the_most_urgent_lane(cast, question):
    first = tell(cast.reader, question)
    second = tell(cast.answerer, question, Concern.DANGER, "They wrote goodbye.")
    item = ReviewItem.objects.get()
    assert first.item_id == second.item_id == item.pk
    assert (item.kind, item.lane, item.post_id) == ("worry", Lane.URGENT, question.pk)
    assert item.due_at - timezone.now() < timedelta(minutes=16)
    tell(
        cast.reader, question, Concern.OTHER
    )  # saying it again changes what one said, and makes nothing less urgent
    item.refresh_from_db()
    assert (Worry.objects.count(), item.lane) == (2, Lane.URGENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewItem.objects.create(kind="worry", post=question, due_at=timezone.now())


def test_an_urgent_phrase_opens_one_that_nobody_told_only_where_the_owner_wants_it(cast):
    words = "I am going to kill myself tonight."
    quiet, told = make.question(cast.asker, body=words), make.question(cast.asker, body=words)
    look_at(quiet)
    assert not ReviewItem.objects.exists()
    options.save({"are_risky_posts_told": True})
    assert look_at(told).is_urgent
    look_at(told)
    item = ReviewItem.objects.get()
    assert (item.kind, item.lane, item.post_id, Worry.objects.count()) == ("worry", Lane.URGENT, told.pk, 0)
    page = make.client(cast.moderator).get(item.get_absolute_url()).text
    assert "Nobody told us." in page
    tell(cast.reader, told)
    assert Worry.objects.get().item_id == item.pk


@pytest.mark.parametrize(
    ("concern", "lane", "hours"), [("dying", 0, 0.25), ("hurt", 1, 12), ("other", 2, 24)]
)
def test_each_lane_is_due_when_the_options_say(cast, question, concern, lane, hours):
    item = tell(cast.reader, question, Concern(concern)).item
    assert item.lane == lane
    assert abs((item.due_at - item.opened_at) - timedelta(hours=hours)) < timedelta(seconds=1)


def test_the_author_is_told_nothing_at_all(cast, question):
    answer = make.answer(question, cast.answerer)
    work()
    before = (Notice.objects.count(), Activity.objects.count(), len(mail.outbox))
    options.save({"feedback_address": "team@example.org"})
    tell(cast.reader, question, Concern.DYING, "I know something.")
    tell(cast.reader, answer)
    work()
    assert (Notice.objects.count(), Activity.objects.count()) == before[:2]
    assert [letter.to for letter in mail.outbox[before[2] :]] == [["team@example.org"]]
    assert "I know something" not in str(mail.outbox[-1].message())
    page = make.client(cast.asker).get(question.get_absolute_url()).text
    assert "worry" not in page.split('id="answers"')[0].replace(f"/posts/{answer.pk}/worry/", "")


def test_nobody_refers_themselves_and_visitors_only_by_option(cast, question):
    visitor = make.visitor()
    for viewer, words in ((cast.asker, "yourself"), (visitor, "sign in")):
        with pytest.raises(PermissionDenied, match=words):
            tell(viewer, question)
    options.save({"is_worry_by_visitors": True})
    assert tell(visitor, question).pk == tell(visitor, question).pk
    options.save({"is_worry_taken": False})
    with pytest.raises(PermissionDenied, match="not asked"):
        tell(cast.reader, question)


def test_there_is_a_limit(cast):
    options.save({"worries_per_member": 1})
    tell(cast.reader, make.question(cast.asker))
    with pytest.raises(TooMany):
        tell(cast.reader, make.question(cast.asker))


def test_the_form_says_what_the_team_is_not_and_what_to_do_meanwhile(cast, question):
    reader = make.client(cast.reader)
    assert f"/posts/{question.pk}/worry/" in reader.get(question.get_absolute_url()).text
    page = reader.get(f"/posts/{question.pk}/worry/")
    assert "no emergency service" in page.text
    refused = reader.post(f"/posts/{question.pk}/worry/", {"words": "They sound lost."})
    assert refused.status_code == 422
    assert "They sound lost." in refused.text
    sent = reader.post(
        f"/posts/{question.pk}/worry/", {"concern": "alone", "words": "They sound lost."}, follow=True
    )
    assert "What you can do meanwhile" in sent.text
    assert 'href="/help-now/">Helplines' in sent.text
    assert "You told us of this already" in reader.get(f"/posts/{question.pk}/worry/").text
    assert make.client(cast.answerer).get(f"/posts/{question.pk}/worry/sent/").status_code == 404


def test_moderators_are_led_step_by_step_and_settle_it_once(cast, question):
    item = tell(cast.reader, question, Concern.DANGER, "They wrote goodbye.").item
    moderator = make.client(cast.moderator)
    listed = moderator.get("/moderate/?kind=worry").text
    assert f"/worries/{item.pk}/" in listed
    page = moderator.get(f"/worries/{item.pk}/").text
    for words in (
        "They wrote goodbye.",
        "reader",
        "Step by step",
        "no counsellor",
        "find out who somebody is",
        "Words to begin",
    ):
        assert words in page, words
    settled = moderator.post(f"/worries/{item.pk}/", {"what": "wrote", "note": "Answered at noon."})
    assert settled.headers["Location"] == "/moderate/team/breather/"
    item.refresh_from_db()
    assert (item.decision, item.decided_by) == ("settled", cast.moderator.user)
    again = make.client(cast.administrator).post(f"/worries/{item.pk}/", {"what": "looked"})
    assert again.status_code == 409
    assert tell(cast.reader, question).item_id != item.pk  # a new worry is a new item


def test_nobody_below_moderators_nor_the_author_looks_at_it(cast):
    item = tell(cast.reader, make.question(cast.moderator)).item
    for viewer in (cast.reader, cast.expert, cast.editor, cast.moderator):
        assert make.client(viewer).get(f"/worries/{item.pk}/").status_code == 403
        with pytest.raises(PermissionDenied):
            settle_worry(viewer, item.pk, "Done.")
    assert "worry" not in make.client(cast.moderator).get("/moderate/").text.split("<main")[1].split(
        "review__figures"
    )[0].lower().replace("kind=worry", "").replace("worries", "")


def test_what_a_colleague_looks_at_is_theirs(cast, question):
    item = tell(cast.reader, question).item
    claim_item(cast.administrator, item.pk)
    with pytest.raises(Claimed):
        settle_worry(cast.moderator, item.pk, "Done.")
    assert settle_worry(cast.moderator, item.pk, "Done.", is_forced=True).decision == "settled"


def test_a_worry_goes_with_its_post_and_is_forgotten_some_time_after(cast, question):
    item = tell(cast.reader, question).item
    hide_post(cast.asker, question.pk)
    delete_post(cast.moderator, question.pk, reason="As they asked.")
    item.refresh_from_db()
    assert (item.decision, item.post_id) == ("deleted", None)
    assert forget_worries() == 0
    ReviewItem.objects.update(decided_at=timezone.now() - timedelta(days=91))
    assert forget_worries() == 1


def test_hours_may_go_over_midnight_and_leave_days_out():
    hours = Hours.read("weekdays", 20, 2)
    assert Hours.read("no", 9, 17) is None
    zone = ZoneInfo("Europe/Berlin")
    friday = datetime(2026, 11, 27, 21, tzinfo=zone)
    assert hours.hold(friday)
    assert hours.hold(friday + timedelta(hours=4))  # one o'clock on Saturday
    assert not hours.hold(friday + timedelta(hours=5))
    assert not hours.hold(friday + timedelta(days=1))
    assert hours.find_next(friday + timedelta(days=1)) == datetime(2026, 11, 30, 20, tzinfo=zone)
    assert hours.find_change(friday) == friday + timedelta(hours=5)


def outside_hours():
    """Options by which nobody is here for the next hours."""
    here = timezone.localtime()
    options.save(
        {
            "staffed_days": "all",
            "staffed_from": (here.hour + 5) % 24,
            "staffed_until": (here.hour + 6) % 24 or 24,
        }
    )


def test_outside_of_hours_forms_and_moderators_are_told_so(cast, question):
    outside_hours()
    reader = make.client(cast.reader)
    for address in (f"/posts/{question.pk}/worry/", f"/posts/{question.pk}/flag/"):
        assert "Nobody of our team may be here just now" in reader.get(address).text
    assert "Nobody expects you to look now" in make.client(cast.moderator).get("/moderate/").text
    options.save({"out_of_hours_text": "We sleep."})
    assert "We sleep." in reader.get(f"/posts/{question.pk}/worry/").text
    options.save({"staffed_from": 0, "staffed_until": 24})
    page = reader.get(f"/posts/{question.pk}/worry/").text
    assert "The team is here every day" in page
    reader.post(f"/posts/{question.pk}/worry/", {"concern": "danger"})
    promise = "at the latest, somebody of the team means to look"
    assert promise in reader.get(f"/posts/{question.pk}/worry/sent/").text
    outside_hours()
    assert promise not in reader.get(f"/posts/{question.pk}/worry/sent/").text
    assert "We sleep." not in page


def test_first_posts_wait_outside_of_hours_where_the_owner_wants_it(cast):
    regular = make.question(cast.asker).author
    outside_hours()
    assert not make.question().is_held
    options.save({"are_first_posts_held_out_of_hours": True})
    assert make.question().is_held
    assert make.question(make.visitor()).is_held
    assert not make.question(make.Viewer(regular)).is_held
    options.save({"staffed_from": 0, "staffed_until": 24})
    assert not make.question().is_held
