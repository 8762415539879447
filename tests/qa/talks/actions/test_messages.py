"""Private messages: who may write to whom, what each side keeps, what is told, what is gone."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import Level, User
from forum import options
from forum.lib.errors import TooMany
from forum.lib.texts import compose
from qa.actions.measures import acknowledge_warnings, block, suspend, warn
from qa.actions.members import delete_member
from qa.models import Measure
from qa.news.models import Notice
from qa.talks.actions.messages import (
    answer,
    delete_conversation,
    delete_message,
    forget_messages,
    mark_seen,
    restore_messages,
    write_to,
)
from qa.talks.actions.preferences import let_write, save_preference, stop_member
from qa.talks.models import Conversation, Copy, Message, Side, Stop
from qa.talks.reads.conversations import find_side, list_conversations, list_messages, list_restorable
from qa.talks.rules.openness import Openness
from tests import make

pytestmark = pytest.mark.django_db
NOW = "You cannot write to this member at present."


@pytest.fixture(autouse=True)
def _no_hourly_limit(db):
    options.save({"messages_per_member": 1000, "messages_per_network": 1000})


def words(viewer, conversation_id):
    """What somebody reads in a conversation, the oldest first."""
    rows = list_messages(find_side(viewer, conversation_id))
    return [copy.message.body for copy in reversed(rows)]


def told(viewer):
    return list(Notice.objects.filter(recipient=viewer.user).values_list("kind", "about", "path"))


def reload(viewer):
    return type(viewer)(User.objects.get(pk=viewer.user_id))


def test_two_members_have_one_conversation_whoever_writes_first(cast):
    first = make.message(cast.reader, cast.asker, "Hello.")
    second = make.message(cast.asker, cast.reader, "Good evening.")
    assert first.conversation == second.conversation
    assert words(cast.reader, first.conversation_id) == ["Hello.", "Good evening."]
    assert words(cast.asker, first.conversation_id) == ["Hello.", "Good evening."]
    with pytest.raises(Http404):
        words(cast.answerer, first.conversation_id)


def test_a_name_is_found_whatever_its_case(cast):
    assert write_to(cast.reader, "ASKER", compose("Hello."))


def test_the_same_form_sent_twice_is_one_message(cast):
    key = uuid4()
    one, two = (write_to(cast.reader, "asker", compose("Hello."), key) for _number in range(2))
    assert one == two
    assert write_to(cast.reader, "asker", compose("Something else."), key) != one


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_one_moment_meet_in_one_conversation(transactional_db):
    people = make.cast()
    options.save({"messages_per_member": 1000, "messages_per_network": 1000})
    start = threading.Barrier(2)

    def write(one, other):
        start.wait()
        make.message(one, other)
        connection.close()

    pairs = [(people.asker, people.reader), (people.reader, people.asker)]
    threads = [threading.Thread(target=write, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 2


@pytest.mark.parametrize("name", ["", "nobody-of-this-name", "reader", "gone"])
def test_nobody_writes_to_nobody_to_themselves_or_to_an_account_that_is_gone(cast, name):
    make.user("gone", is_active=False)
    with pytest.raises(PermissionDenied, match=r"no member|your own name"):
        write_to(cast.reader, name, compose("Hello."))
    assert not Conversation.objects.exists()


def test_visitors_write_no_messages(cast):
    with pytest.raises(PermissionDenied, match="sign in"):
        write_to(make.visitor(), "asker", compose("Hello."))


def test_switched_off_nobody_writes_and_everybody_still_reads_what_they_have(cast):
    message = make.message(cast.reader, cast.asker, "Hello.")
    options.save({"are_messages_allowed": False})
    with pytest.raises(PermissionDenied, match="switched off"):
        make.message(cast.asker, cast.reader)
    assert words(cast.asker, message.conversation_id) == ["Hello."]


# --- Who may write first --------------------------------------------------------------------------


def test_the_right_is_asked_of_who_begins_and_not_of_who_answers(cast):
    options.save({"message_level": "experts"})
    with pytest.raises(PermissionDenied, match="Experts"):
        make.message(cast.reader, cast.asker)
    message = make.message(cast.expert, cast.reader)
    assert answer(cast.reader, message.conversation_id, compose("Thank you."))
    assert answer(cast.reader, message.conversation_id, compose("And one thing more."))


def test_members_under_a_block_or_a_suspension_write_nothing_not_even_an_answer(cast):
    message = make.message(cast.expert, cast.reader)
    block(cast.moderator, cast.reader.user_id, reason="Threats.")
    with pytest.raises(PermissionDenied, match="moderator decided"):
        answer(reload(cast.reader), message.conversation_id, compose("Listen to me."))
    until = timezone.now() + timedelta(days=1)
    suspend(cast.moderator, cast.asker.user_id, rights=["message"], ends_at=until, reason="Threats.")
    with pytest.raises(PermissionDenied, match="write private messages until"):
        make.message(reload(cast.asker), cast.answerer)


def test_a_warning_is_read_before_the_next_message(cast):
    warn(cast.moderator, cast.reader.user_id, reason="Please be kind.")
    with pytest.raises(PermissionDenied, match="read that first"):
        make.message(reload(cast.reader), cast.asker)
    acknowledge_warnings(cast.reader, [Measure.objects.get().pk])
    assert make.message(reload(cast.reader), cast.asker)


def test_a_member_takes_messages_from_nobody_or_only_from_whom_they_know(cast):
    make.answer(make.question(cast.asker), cast.answerer)
    save_preference(cast.asker, Openness.KNOWN, has_wall=True)
    with pytest.raises(PermissionDenied, match=NOW):
        make.message(cast.reader, cast.asker)
    assert make.message(cast.answerer, cast.asker), "who answered them"
    save_preference(cast.answerer, Openness.KNOWN, has_wall=True)
    assert make.message(cast.asker, cast.answerer), "whom they answered"
    assert make.message(cast.asker, cast.reader)
    assert make.message(cast.reader, cast.asker), "to whom they wrote"
    save_preference(cast.asker, Openness.NOBODY, has_wall=True)
    for writer in (cast.answerer, cast.reader):
        with pytest.raises(PermissionDenied, match=NOW):
            make.message(writer, cast.asker)
    with pytest.raises(PermissionDenied, match="nobody could answer"):
        make.message(cast.asker, cast.reader)


def test_hidden_answers_make_nobody_known(cast):
    from qa.actions.hidings import hide_post

    answered = make.answer(make.question(cast.asker), cast.answerer)
    hide_post(cast.moderator, answered.pk, reason="Not for here.")
    save_preference(cast.asker, Openness.KNOWN, has_wall=True)
    with pytest.raises(PermissionDenied, match=NOW):
        make.message(cast.answerer, cast.asker)


def test_somebody_who_was_stopped_reads_the_same_as_where_nobody_may_write(cast):
    message = make.message(cast.reader, cast.asker)
    stop_member(cast.asker, cast.reader.user)
    stop_member(cast.asker, cast.reader.user)
    with pytest.raises(PermissionDenied) as stopped:
        answer(cast.reader, message.conversation_id, compose("Why?"))
    save_preference(cast.answerer, Openness.NOBODY, has_wall=True)
    with pytest.raises(PermissionDenied) as closed:
        make.message(cast.reader, cast.answerer)
    assert str(stopped.value) == str(closed.value) == NOW
    with pytest.raises(PermissionDenied, match="Let them write again"):
        make.message(cast.asker, cast.reader)
    stop = Stop.objects.get()
    let_write(cast.reader, stop.pk)
    assert Stop.objects.exists(), "only who stopped them lifts that"
    let_write(cast.asker, stop.pk)
    assert answer(cast.reader, message.conversation_id, compose("Thank you."))


def test_nobody_stops_themselves(cast):
    with pytest.raises(Http404):
        stop_member(cast.asker, cast.asker.user)


# --- How much -------------------------------------------------------------------------------------


def test_by_default_a_member_sends_five_messages_an_hour_and_a_network_ten(cast):
    options.save({"messages_per_member": 5, "messages_per_network": 10})
    for _number in range(5):
        make.message(cast.expert, cast.asker)
    with pytest.raises(TooMany):
        make.message(cast.expert, cast.asker)
    assert Message.objects.count() == 5
    assert (options.DEFAULTS.messages_per_member, options.DEFAULTS.messages_per_network) == (5, 10)


def test_new_members_begin_a_few_conversations_in_a_day_and_answer_as_many_as_come(cast):
    options.save({"conversations_per_day": 2, "newcomer_below_points": 200})
    messages = [make.message(cast.reader, make.member()) for _number in range(2)]
    for message in messages:
        delete_conversation(cast.reader, message.conversation_id)
        other = Side.objects.exclude(member=cast.reader.user).get(conversation=message.conversation)
        delete_conversation(type(cast.reader)(other.member), message.conversation_id)
    assert not Message.objects.exists()
    forget_messages()
    with pytest.raises(PermissionDenied, match="only a few conversations"):
        make.message(cast.reader, make.member())
    assert make.message(cast.reader, type(cast.reader)(other.member)), "one that was begun goes on"
    for _number in range(3):
        came = make.message(make.member(), cast.reader)
        assert answer(cast.reader, came.conversation_id, compose("Thank you."))
    Conversation.objects.update(begun_at=timezone.now() - timedelta(hours=25))
    assert make.message(cast.reader, make.member())


@pytest.mark.parametrize("fields", [{"points": 200}, {"level": Level.EXPERT}])
def test_whoever_is_not_new_begins_as_many_as_they_like(cast, fields):
    options.save({"conversations_per_day": 1, "newcomer_below_points": 200})
    writer = make.member(**fields)
    for _number in range(3):
        assert make.message(writer, make.member())


@pytest.mark.django_db(transaction=True)
def test_the_limit_for_new_members_holds_for_what_is_sent_at_one_moment(transactional_db):
    writer, others = make.member(), [make.member() for _number in range(4)]
    options.save({"messages_per_member": 1000, "messages_per_network": 1000, "conversations_per_day": 1})
    start = threading.Barrier(4)

    def write(other):
        start.wait()
        try:
            make.message(writer, other)
        except PermissionDenied:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[other]) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Conversation.objects.count() == 1


# --- Telling and reading --------------------------------------------------------------------------


def test_there_is_one_notice_for_a_conversation_until_it_is_opened(cast):
    message = make.message(cast.reader, cast.asker)
    for _number in range(3):
        make.message(cast.reader, cast.asker)
    about = f"conversation-{message.conversation_id}"
    assert told(cast.asker) == [("message", about, f"/messages/{message.conversation_id}/")]
    assert told(cast.reader) == []
    side = find_side(cast.asker, message.conversation_id)
    mark_seen(cast.asker, side, Copy.objects.filter(side=side).latest("id").pk)
    assert not Notice.objects.filter(read_at=None).exists()
    assert not Copy.objects.unread().exists()
    make.message(cast.reader, cast.asker)
    assert Notice.objects.filter(recipient=cast.asker.user, read_at=None).count() == 1


def test_what_comes_while_somebody_reads_is_still_new(cast):
    message = make.message(cast.reader, cast.asker)
    side = find_side(cast.asker, message.conversation_id)
    seen = Copy.objects.filter(side=side).latest("id").pk
    make.message(cast.reader, cast.asker)
    mark_seen(cast.asker, side, seen)
    assert Copy.objects.unread().filter(side=side).count() == 1
    assert Notice.objects.filter(read_at=None).count() == 1


def test_the_list_is_in_order_of_the_newest_message_with_its_beginning_and_what_is_unread(cast):
    old = make.message(cast.reader, cast.asker, "The first.")
    new = make.message(cast.answerer, cast.asker, "The second.")
    rows = list(list_conversations(cast.asker))
    assert [(row.conversation_id, row.words, row.unread_count) for row in rows] == [
        (new.conversation_id, "The second.", 1),
        (old.conversation_id, "The first.", 1),
    ]
    answer(cast.asker, old.conversation_id, compose("An answer."))
    rows = list(list_conversations(cast.asker))
    assert [(row.conversation_id, row.words, row.last_author_id) for row in rows] == [
        (old.conversation_id, "An answer.", cast.asker.user_id),
        (new.conversation_id, "The second.", cast.answerer.user_id),
    ]
    mark_seen(cast.asker, rows[1], Copy.objects.latest("id").pk)
    unread = list_conversations(cast.asker, is_unread=True)
    assert [row.conversation_id for row in unread] == [old.conversation_id]
    assert not list_conversations(cast.expert).exists()


# --- Deleting -------------------------------------------------------------------------------------


def test_each_side_deletes_for_itself_and_what_both_deleted_is_gone_from_the_database(cast):
    message = make.message(cast.reader, cast.asker, "Only once.")
    other = make.message(cast.asker, cast.reader, "Twice.")
    delete_message(cast.reader, message.conversation_id, message.pk)
    assert words(cast.reader, message.conversation_id) == ["Twice."]
    assert words(cast.asker, message.conversation_id) == ["Only once.", "Twice."]
    delete_message(cast.asker, message.conversation_id, message.pk)
    assert list(Message.objects.all()) == [other]
    assert set(Copy.objects.values_list("message", flat=True)) == {other.pk}
    with pytest.raises(Http404):
        delete_message(cast.asker, message.conversation_id, message.pk)
    with pytest.raises(Http404):
        delete_message(cast.expert, message.conversation_id, other.pk)


def test_what_was_deleted_comes_back_within_a_day_unless_both_deleted_it(cast):
    first, second, third = (make.message(cast.reader, cast.asker, word) for word in ("One", "Two", "Three"))
    conversation = first.conversation_id
    assert delete_conversation(cast.asker, conversation) == 3
    assert not list_conversations(cast.asker).exists()
    assert [side.conversation_id for side in list_restorable(cast.asker)] == [conversation]
    delete_message(cast.reader, conversation, second.pk)
    assert restore_messages(cast.asker, conversation) == 2
    assert words(cast.asker, conversation) == ["One", "Three"]
    assert list_conversations(cast.asker).get().unread_count is None, "they have seen what they deleted"
    delete_message(cast.asker, conversation, third.pk)
    Copy.objects.filter(deleted_at__isnull=False).update(deleted_at=timezone.now() - timedelta(hours=25))
    assert restore_messages(cast.asker, conversation) == 0
    assert words(cast.asker, conversation) == ["One"]


def test_deleting_what_was_unread_takes_the_notice_along(cast):
    message = make.message(cast.reader, cast.asker)
    delete_conversation(cast.asker, message.conversation_id)
    assert not Notice.objects.filter(read_at=None).exists()


def test_a_deleted_conversation_comes_back_with_the_next_message_and_without_the_old_ones(cast):
    message = make.message(cast.reader, cast.asker, "Old.")
    delete_conversation(cast.asker, message.conversation_id)
    make.message(cast.reader, cast.asker, "New.")
    assert words(cast.asker, message.conversation_id) == ["New."]
    assert words(cast.reader, message.conversation_id) == ["Old.", "New."]


@pytest.mark.django_db(transaction=True)
def test_two_who_delete_at_one_moment_leave_nothing(transactional_db):
    people = make.cast()
    message = make.message(people.reader, people.asker)
    has_deleted, may_commit = threading.Event(), threading.Event()

    def delete(viewer):
        Copy.objects.filter(side__member=viewer.user, message=message).update(deleted_at=timezone.now())

    def delete_slowly():
        with transaction.atomic():
            delete(people.reader)
            has_deleted.set()
            may_commit.wait(0.5)
        connection.close()

    thread = threading.Thread(target=delete_slowly)
    thread.start()
    has_deleted.wait()
    delete(people.asker)  # sees the other's only if it waits for it
    may_commit.set()
    thread.join()
    assert not Message.objects.exists()


def test_an_account_that_is_deleted_takes_its_side_along_and_the_other_keeps_theirs(cast):
    message = make.message(cast.reader, cast.asker, "I was here.")
    gone = make.message(cast.asker, cast.reader, "Nobody keeps this.")
    delete_message(cast.asker, message.conversation_id, gone.pk)
    delete_member(cast.administrator, cast.reader.user)
    assert list(Message.objects.all()) == [message], "what the other had deleted is gone with the account"
    side = find_side(cast.asker, message.conversation_id)
    assert side.partner is None
    assert words(cast.asker, message.conversation_id) == ["I was here."]
    assert Message.objects.get().author is None
    with pytest.raises(PermissionDenied, match="no member"):
        answer(cast.asker, message.conversation_id, compose("Are you there?"))
    delete_member(cast.administrator, cast.asker.user)
    assert not Message.objects.exists()
    assert not Side.objects.exists()


def test_where_the_owner_keeps_no_history_messages_go_a_day_after_they_were_read(cast):
    read, unread, fresh = (
        make.message(cast.reader, other) for other in (cast.asker, cast.expert, cast.editor)
    )
    day_ago = timezone.now() - timedelta(hours=25)
    Copy.objects.filter(message__in=[read, unread]).filter(read_at__isnull=False).update(read_at=day_ago)
    Copy.objects.filter(message=read).update(read_at=day_ago)
    Copy.objects.filter(message=fresh).update(read_at=timezone.now())
    assert forget_messages() == 0
    options.save({"is_message_history_kept": False})
    assert forget_messages() == 1
    assert set(Message.objects.all()) == {unread, fresh}
    assert {side.conversation_id for side in list_conversations(cast.reader)} == {
        unread.conversation_id,
        fresh.conversation_id,
    }
    Message.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert forget_messages() == 2
