"""The log of events: who did what by Question2Answer's names, only while it is wanted, never what was written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from forum.events import happened
from forum.lib.texts import compose
from forum.models import AddressBlock
from qa.actions.acceptances import accept_answer, remove_acceptance
from qa.actions.claims import claim_post
from qa.actions.closures import close_question, reopen_question
from qa.actions.conversions import convert_to_comment
from qa.actions.deletions import delete_post
from qa.actions.edits import edit_question
from qa.actions.favourites import (
    set_favourite,
    set_favourite_category,
    set_favourite_member,
    set_favourite_tag,
)
from qa.actions.flags import flag_post, withdraw_flag
from qa.actions.hidings import hide_post, show_post
from qa.actions.measures import block
from qa.actions.members import delete_member
from qa.actions.questions import Draft
from qa.actions.votes import cast_vote
from qa.hooks.actions.events import forget_events, write_files
from qa.hooks.models import Event
from qa.hooks.reads.events import Choice, find_events, read_page, write_lines
from qa.hooks.rules.events import NAMES
from qa.models import Activity, Tag
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(cast):
    """The people, and a log from now on."""
    options.save({"is_event_log_kept": True})
    return cast


def names():
    return list(Event.objects.order_by("id").values_list("name", flat=True))


def lines(choice=None, **more):
    return [line.rstrip("\n").split("\t") for line in write_lines(find_events(choice or Choice()), **more)]


def test_without_the_owners_wish_nothing_is_written(cast):
    make.answer(make.question(cast.asker), cast.answerer)
    happened("search", member_id=cast.asker.user_id)
    make.member()
    assert names() == []


def test_what_happens_to_posts_has_the_names_that_question2answer_gives_it(kept):
    question = make.question(kept.asker)
    answer = make.answer(question, kept.answerer)
    comment = make.comment(answer, kept.reader)
    accept_answer(kept.asker, answer.pk)
    remove_acceptance(kept.asker, answer.pk)
    make.edit(kept.asker, question.pk, "In other words.")
    close_question(kept.moderator, question.pk, reason="Said before.")
    reopen_question(kept.moderator, question.pk)
    hide_post(kept.moderator, comment.pk, reason="No.")
    show_post(kept.moderator, comment.pk)
    flag_post(kept.reader, answer.pk, reason="rude")
    withdraw_flag(kept.reader, answer.pk)
    hide_post(kept.moderator, comment.pk, reason="No.")
    delete_post(kept.moderator, comment.pk, reason="No.")
    assert names() == [
        "q_post", "a_post", "c_post", "a_select", "a_unselect", "q_edit", "q_close", "q_reopen", "c_hide", "c_reshow",
        "a_flag", "a_unflag", "c_hide", "c_delete",
    ]  # fmt: skip
    first, second = Event.objects.order_by("id")[:2]
    assert (first.member_id, first.post_number, first.question_number) == (
        kept.asker.user_id,
        question.pk,
        question.pk,
    )
    assert (second.member_id, second.post_number) == (kept.answerer.user_id, answer.pk)
    assert Event.objects.get(name="c_delete").post_number == comment.pk


def test_posts_that_wait_moves_conversions_and_claims_have_their_names(kept):
    options.save({"is_visitor_held": True})
    question = make.question(kept.asker, category=make.category("Health"))
    make.answer(question, make.visitor())
    assert names()[-1] == "a_queue"
    options.save({"is_visitor_held": False})
    there = make.category("Sleep")
    draft = Draft(question.title, compose(question.body), there, [])
    edit_question(kept.asker, question.pk, draft, version=question.version)
    assert names()[-1] == "q_move"
    answer = make.answer(question, kept.answerer)
    convert_to_comment(kept.moderator, answer.pk, question.pk)
    assert names()[-1] == "a_to_c"
    visitor = make.visitor("one")
    written = make.answer(question, visitor)
    member = Viewer(user=make.user(), claim_key=visitor.visitor_key)
    claim_post(member, written.pk)
    assert Event.objects.filter(name="a_claim").get().member_id == member.user_id


def test_votes_and_favourites_are_logged_only_where_the_owner_wants_that_too(kept):
    question = make.question(kept.asker)
    cast_vote(kept.reader, question.pk, 1)
    set_favourite(kept.reader, question.pk, True)
    assert names() == ["q_post"]
    options.save({"are_votes_logged": True})
    for value in (-1, -1, 0, 1):
        cast_vote(kept.reader, question.pk, value)
    set_favourite(kept.reader, question.pk, False)
    set_favourite(kept.reader, question.pk, True)
    assert names()[1:] == ["q_vote_down", "q_vote_nil", "q_vote_up", "q_unfavorite", "q_favorite"]


def test_members_are_logged_from_signing_up_to_leaving(kept):
    member = make.member("newcomer")
    browser = make.client()
    browser.post("/accounts/login/", {"login": "newcomer", "password": make.PASSWORD})
    browser.post("/accounts/logout/")
    User.objects.filter(pk=member.user_id).update(level=Level.EXPERT)
    User.objects.filter(pk=member.user_id).update(has_confirmed_address=True)
    block(kept.moderator, member.user_id, reason="Threats.")
    told = names()
    assert [told[0], *told[-3:]] == ["u_register", "u_level", "u_confirmed", "u_block"]
    assert {"u_login", "u_logout"} <= set(told)
    assert set(Event.objects.values_list("member", flat=True)) == {member.user_id}
    delete_member(kept.administrator, member.user)
    assert names()[-1] == "u_delete"
    assert not Event.objects.exclude(member=None).exists(), "whoever is deleted is in no line any more"


def test_a_blocked_network_is_logged_without_its_addresses(kept):
    blocked = AddressBlock.objects.create(
        pattern="192.0.2.7", first="192.0.2.7", last="192.0.2.7", reason="Spam."
    )
    blocked.delete()
    assert names() == ["ip_block", "ip_unblock"]
    assert "192.0.2" not in str(list(Event.objects.values()))


def test_a_search_is_logged_without_its_words_where_the_owner_wants_that(kept):
    browser = make.client(kept.reader)
    browser.get("/search/?q=panic")
    assert "search" not in names()
    options.save({"are_searches_logged": True})
    browser.get("/search/?q=panic")
    browser.get("/search/")
    found = Event.objects.filter(name="search").values()
    assert [row["member_id"] for row in found] == [kept.reader.user_id]
    assert "panic" not in str(list(found))


@pytest.mark.parametrize("verb", [verb for verb in Activity.Verb if verb != Activity.Verb.BADGE])
def test_every_fact_has_a_name_that_the_filter_offers(kept, verb):
    question = make.question(kept.asker)
    post = make.answer(question, kept.answerer) if verb in ("accepted", "unaccepted") else question
    Event.objects.all().delete()
    Activity.objects.create(verb=verb, actor=kept.asker.user, post=post, question=question)
    [name] = names()
    assert name in NAMES


def test_a_badge_is_logged_for_the_member_who_earned_it(kept):
    Activity.objects.create(verb=Activity.Verb.BADGE, actor=kept.asker.user, details={"badge": "first-steps"})
    event = Event.objects.get(name="u_badge")
    assert (event.member_id, event.post_number) == (kept.asker.user_id, None)


def test_stars_are_logged_by_what_they_are_on_where_votes_are(kept):
    options.save({"are_votes_logged": True})
    question = make.question(kept.asker, tags=("sleep",), category=make.category("Health"))
    tag = Tag.objects.get()
    Event.objects.all().delete()
    for is_favourite in (True, False):
        set_favourite(kept.reader, question.pk, is_favourite)
        set_favourite_member(kept.reader, kept.asker.user_id, is_favourite)
        set_favourite_tag(kept.reader, tag.pk, is_favourite)
        set_favourite_category(kept.reader, question.category_id, is_favourite)
    things = ("q", "u", "tag", "cat")
    assert names() == [f"{thing}_{word}" for word in ("favorite", "unfavorite") for thing in things]
    numbers = [event.params.get("number") for event in Event.objects.order_by("id")[:4]]
    assert numbers == [None, kept.asker.user_id, tag.pk, question.category_id]


def test_of_a_private_message_the_log_knows_who_wrote_and_not_to_whom(kept):
    make.message(kept.reader, kept.asker, "Something private.")
    event = Event.objects.get(name="u_message")
    assert (event.member_id, event.params) == (kept.reader.user_id, {})


def test_notes_on_walls_are_logged_when_they_are_written_and_deleted(kept):
    note = make.note(make.member(has_confirmed_address=True), kept.asker)
    event = Event.objects.get(name="u_wall_post")
    assert (event.member_id, event.params) == (note.author_id, {"number": kept.asker.user_id})
    note.delete()
    assert Event.objects.get(name="u_wall_delete").params == {"number": kept.asker.user_id}


def test_what_no_table_knows_is_told_by_whoever_does_it(kept):
    happened("feedback", member_id=kept.reader.user_id, number=3)
    event = Event.objects.get()
    assert (event.name, event.member_id, event.params) == (
        "feedback",
        kept.reader.user_id,
        {"number": 3},
    )


def test_texts_and_names_never_get_into_the_log(kept):
    question = make.question(kept.asker, "What about my secret?", body="Nobody may know.", tags=("private",))
    make.edit(kept.asker, question.pk, "Nobody at all may know.")
    hide_post(kept.moderator, question.pk, reason="It names a neighbour.")
    kept_words = str(list(Event.objects.values()))
    for word in ("secret", "Nobody", "private", "neighbour", "asker"):
        assert word not in kept_words


def test_a_page_of_the_log_is_read_from_its_place(kept):
    Event.objects.bulk_create(Event(name="search", params={}) for _number in range(250))
    pages, page = [], read_page(Choice())
    with CaptureQueriesContext(connection) as queries:
        read_page(Choice(), before=page.older)
    assert len(queries) == 1
    while True:
        pages.append([event.pk for event in page.rows])
        if page.older is None:
            break
        page = read_page(Choice(), before=page.older)
    assert [len(rows) for rows in pages] == [100, 100, 50]
    assert [pk for rows in pages for pk in rows] == list(
        Event.objects.order_by("-pk").values_list("pk", flat=True)
    )
    back = read_page(Choice(), after=page.newer)
    assert [event.pk for event in back.rows] == pages[1]
    assert read_page(Choice(), after=back.newer).newer is None


def test_the_log_is_filtered_by_name_member_post_and_day(kept):
    question = make.question(kept.asker)
    answer = make.answer(question, kept.answerer)
    other = make.question(kept.reader)
    Event.objects.filter(post_number=other.pk).update(at=datetime(2020, 5, 4, 12, tzinfo=UTC))

    def numbers(**choice):
        return set(find_events(Choice(**choice)).values_list("post_number", flat=True))

    assert numbers(name="a_post") == {answer.pk}
    assert numbers(username="ASKER") == {question.pk}
    assert numbers(username="nobody") == set()
    assert numbers(post=question.pk) == {question.pk, answer.pk}
    assert numbers(last_day=date(2020, 5, 4)) == {other.pk}
    assert numbers(first_day=date(2020, 5, 5)) == {question.pk, answer.pk}
    assert numbers(first_day=date(2020, 5, 4), last_day=date(2020, 5, 4)) == {other.pk}


def test_lines_have_a_tab_between_fields_and_none_within_and_come_in_pieces(kept, monkeypatch):
    monkeypatch.setattr("qa.hooks.reads.events.CHUNK", 2)
    for _number in range(5):
        make.question(kept.asker)
    Event.objects.create(name="search", params={"word": "a\tb\nc"})
    found = lines()
    assert found[0] == ["datetime", "userid", "handle", "event", "postid", "questionid", "params"]
    assert len(found) == 7
    assert found[1][1:4] == [str(kept.asker.user_id), "asker", "q_post"]
    assert found[-1][3:] == ["search", "", "", "word=a b c"]


def test_what_is_older_than_the_owner_wants_is_forgotten(kept):
    make.question(kept.asker)
    make.question(kept.asker)
    old = Event.objects.first()
    Event.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=8))
    assert forget_events() == 0
    options.save({"event_log_days": 7})
    assert forget_events() == 1
    assert len(names()) == 1


def test_a_day_that_is_over_becomes_a_file_once_and_is_forgotten_with_its_lines(kept, settings, tmp_path):
    settings.EVENT_LOG_DIR = str(tmp_path / "log")
    options.save({"are_votes_logged": True})
    question = make.question(kept.asker)
    cast_vote(kept.reader, question.pk, 1)
    day = datetime(2026, 3, 4, 12, tzinfo=UTC)
    Event.objects.update(at=day)
    Event.objects.create(name="search", at=day + timedelta(days=2), params={})
    assert write_files(day + timedelta(days=2, hours=1)) == 2
    assert write_files(day + timedelta(days=2, hours=1)) == 0
    assert sorted(path.name for path in (tmp_path / "log").iterdir()) == [
        "events-2026-03-04.tsv",
        "events-2026-03-05.tsv",
    ]
    written = (tmp_path / "log" / "events-2026-03-04.tsv").read_text()
    assert "asker\tq_post" in written
    assert "reader" not in written, "files do not tell who voted"
    assert (tmp_path / "log" / "events-2026-03-04.tsv").stat().st_mode & 0o077 == 0
    (tmp_path / "log" / "notes.txt").write_text("mine")
    forget_events(day + timedelta(days=60))
    assert [path.name for path in (tmp_path / "log").iterdir()] == ["notes.txt"]


def test_the_day_that_has_just_ended_waits_for_what_is_late(kept, settings, tmp_path):
    settings.EVENT_LOG_DIR = str(tmp_path)
    Event.objects.create(name="search", at=datetime(2026, 3, 4, 23, 59, tzinfo=UTC), params={})
    assert write_files(datetime(2026, 3, 5, 0, 59, tzinfo=UTC)) == 0
    assert write_files(datetime(2026, 3, 5, 1, 1, tzinfo=UTC)) == 1


def test_where_no_folder_is_named_no_file_is_written(kept):
    Event.objects.create(name="search", at=timezone.now() - timedelta(days=3), params={})
    assert write_files() == 0
