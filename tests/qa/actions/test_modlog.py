"""The moderation log: what is written, how it is chained, what erasure leaves, and that rewriting shows."""

from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Level
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.approvals import approve_post, reject_post
from qa.actions.closures import close_question, reopen_question
from qa.actions.deletions import delete_post
from qa.actions.flags import clear_flags, flag_post
from qa.actions.hidings import hide_post, show_post
from qa.actions.members import delete_member
from qa.actions.modlog import log, seal, verify
from qa.models import Flag, LogEntry, LogPart
from tests import make

pytestmark = pytest.mark.django_db


def verbs():
    return list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))


def run_sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_moderators_do_to_the_posts_of_others_is_written_down(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    close_question(cast.editor, question.pk, reason="Settled.")
    reopen_question(cast.editor, question.pk)
    flag_post(cast.reader, answer.pk, reason=Flag.Reason.RUDE)
    clear_flags(cast.editor, answer.pk)
    hide_post(cast.moderator, answer.pk)
    show_post(cast.moderator, answer.pk)
    accept_answer(cast.expert, answer.pk)
    hide_post(cast.moderator, answer.pk)
    delete_post(cast.moderator, answer.pk)
    assert verbs() == ["closed", "reopened", "cleared-flags", "hid", "showed", "accepted", "hid", "deleted"]
    entry = LogEntry.objects.get(verb="deleted")
    assert (entry.post_id, entry.post_kind, entry.role) == (answer.pk, "A", "moderator")


def test_what_people_do_to_their_own_posts_is_nobodys_business(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    accept_answer(cast.asker, answer.pk)
    close_question(cast.asker, question.pk, reason="Solved.")
    reopen_question(cast.asker, question.pk)
    hide_post(cast.answerer, answer.pk)
    show_post(cast.answerer, answer.pk)
    assert verbs() == []


def test_approving_and_rejecting_are_written_down_with_the_reason(cast):
    options.save({"is_visitor_held": True})
    question = make.question(cast.asker)
    first, second = make.answer(question, make.visitor()), make.answer(question, make.visitor())
    approve_post(cast.expert, first.pk)
    reject_post(cast.expert, second.pk, "Names a third person.")
    assert verbs() == ["approved", "rejected"]
    words = LogPart.objects.get(entry__verb="rejected", kind="words")
    assert words.content == {"reason": "Names a third person."}


def test_hiding_by_flags_is_an_act_of_the_forum_itself(cast):
    options.save({"flags_that_hide": 1})
    question = make.question(cast.asker)
    flag_post(cast.reader, question.pk, reason=Flag.Reason.SPAM)
    entry = LogEntry.objects.get()
    assert (entry.verb, entry.role) == ("hid", "system")
    assert {part.kind for part in entry.parts.all()} == {"member", "words"}


def test_an_entry_holds_who_acted_and_whom_it_concerned_in_parts_of_its_own(cast):
    question = make.question(cast.asker)
    hide_post(cast.moderator, question.pk)
    parts = {part.kind: part for part in LogPart.objects.all()}
    assert parts["actor"].content == {"id": cast.moderator.user_id, "name": "moderatrix"}
    assert parts["member"].content == {"id": cast.asker.user_id, "name": "asker"}
    entry = LogEntry.objects.get()
    assert set(entry.digests) == {"actor", "member"}
    assert "asker" not in str(vars(entry))


def make_log(cast, count=4):
    for _number in range(count):
        hide_post(cast.moderator, make.question(cast.asker).pk)
    seal()


def test_sealing_numbers_every_entry_once_and_a_second_time_changes_nothing(cast):
    make_log(cast)
    before = list(LogEntry.objects.order_by("number").values_list("number", "hash"))
    assert [number for number, _hash in before] == [1, 2, 3, 4]
    assert seal() == 0
    assert list(LogEntry.objects.order_by("number").values_list("number", "hash")) == before
    assert verify() is None


TAMPERING = {
    "another verb": "UPDATE qa_logentry SET verb = 'showed' WHERE number = 2",
    "another role": "UPDATE qa_logentry SET role = 'system' WHERE number = 2",
    "another time": "UPDATE qa_logentry SET created_at = created_at - interval '1 microsecond' WHERE number = 2",
    "another post": "UPDATE qa_logentry SET post_id = post_id + 1 WHERE number = 2",
    "a hash of one's own": "UPDATE qa_logentry SET hash = repeat('a', 64) WHERE number = 2",
    "another actor": "UPDATE qa_logpart SET content = jsonb_set(content, '{name}', '\"somebody\"') WHERE kind = 'actor' "
    "AND entry_id = (SELECT id FROM qa_logentry WHERE number = 2)",
    "a part removed": "DELETE FROM qa_logpart WHERE kind = 'actor' AND entry_id = (SELECT id FROM qa_logentry WHERE number = 2)",
    "a part added": "INSERT INTO qa_logpart (entry_id, kind, nonce, content) SELECT id, 'words', 'x', '{}' FROM qa_logentry "
    "WHERE number = 2",
    "a digest removed": "UPDATE qa_logentry SET digests = digests - 'actor' WHERE number = 2",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_one_row_changed_by_sql_is_found_and_named(cast, statement):
    make_log(cast)
    run_sql(statement)
    found = verify()
    assert found is not None and found.number == 2 and found.why


def test_a_removed_entry_is_found_even_when_the_numbers_are_closed_up(cast):
    make_log(cast)
    run_sql("DELETE FROM qa_logpart WHERE entry_id = (SELECT id FROM qa_logentry WHERE number = 2)")
    run_sql("DELETE FROM qa_logentry WHERE number = 2")
    assert verify().number == 2
    run_sql("UPDATE qa_logentry SET number = number - 1 WHERE number = 3")
    assert verify().number == 2


def test_erasing_a_member_takes_what_tells_of_them_and_the_log_still_holds(cast):
    make_log(cast, 2)
    hide_post(cast.moderator, make.question(cast.answerer).pk)
    delete_member(cast.administrator, cast.asker.user)
    assert not LogPart.objects.filter(content__icontains="asker").exists()
    assert LogPart.objects.filter(kind="member").count() == 1
    assert LogPart.objects.filter(kind="actor").count() == 4
    severed = LogEntry.objects.get(verb="severed")
    assert severed.parts.get(kind="words").content == {"change": {"parts": {"member": [1, 2]}}}
    assert verify() is None


def test_erasing_a_moderator_keeps_what_they_did(cast):
    make_log(cast, 2)
    delete_member(cast.administrator, cast.moderator.user)
    assert verbs()[:2] == ["hid", "hid"]
    assert verify() is None


def test_a_part_that_goes_without_an_entry_about_it_is_reported(cast):
    make_log(cast, 2)
    cast.asker.user.log_parts.all().delete()
    assert verify().number == 1


def test_an_account_whose_owner_was_never_in_the_log_leaves_no_entry(cast):
    delete_member(cast.administrator, cast.reader.user)
    assert verbs() == []


def test_the_command_names_the_first_broken_entry_and_fails(cast, capsys):
    make_log(cast)
    call_command("verify_modlog")
    assert "All 4 entries hold" in capsys.readouterr().out
    run_sql("UPDATE qa_logentry SET verb = 'showed' WHERE number IN (2, 3)")
    with pytest.raises(SystemExit) as end:
        call_command("verify_modlog")
    assert end.value.code == 1
    assert "Entry 2:" in capsys.readouterr().err


def test_what_is_rolled_back_was_never_written_down(cast):
    from django.core.exceptions import PermissionDenied

    question = make.question(cast.asker)
    with pytest.raises(PermissionDenied):
        hide_post(cast.reader, question.pk)
    assert verbs() == []


@pytest.mark.django_db(transaction=True)
def test_many_moderators_at_once_make_one_chain():
    moderators = [make.member(f"moderator{number}", Level.MODERATOR) for number in range(8)]
    start = Barrier(8)

    def act(viewer):
        try:
            start.wait(timeout=30)
            for _number in range(5):
                log(viewer, LogEntry.Verb.CHANGED_SETTINGS, change={"x": [1, 2]})
        finally:
            connection.close()

    threads = [Thread(target=act, args=(viewer,)) for viewer in moderators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = LogEntry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 41))
    assert verify() is None
