"""Hiding all that a member wrote, removing a spammer, undoing it, deleting for good."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import Conflict
from qa.actions import sweeps
from qa.actions.acceptances import accept_answer
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post, show_post
from qa.actions.sweeps import advance, hide_all, list_purgeable, purge, remove_spammer, undo
from qa.actions.votes import cast_vote
from qa.models import Acceptance, Flag, Hiding, LogEntry, LogPart, Measure, Post, Sweep, SweepItem, Vote
from tests import make
from tests.work import waiting, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(cast):
    """What the reader wrote: a question with somebody's answer, an accepted answer, a comment, one hidden by themselves,
    one that waits; and what they voted and flagged."""
    cast.other = make.question(cast.asker, tags=("sleep",), category=make.category("Health"))
    cast.question = make.question(cast.reader, tags=("sleep",))
    cast.reply = make.answer(cast.question, cast.answerer)
    cast.answer = make.answer(cast.other, cast.reader)
    accept_answer(cast.asker, cast.answer.pk)
    cast.comment = make.comment(cast.other, cast.reader)
    cast.withdrawn = make.answer(cast.question, cast.reader)
    hide_post(cast.reader, cast.withdrawn.pk)
    options.save({"is_unapproved_held": True})
    cast.waiting = make.answer(cast.other, cast.reader)
    options.save({"is_unapproved_held": False})
    cast_vote(cast.reader, cast.other.pk, 1)
    cast_vote(cast.reader, cast.reply.pk, -1)
    cast_vote(cast.asker, cast.answer.pk, 1)
    flag_post(cast.reader, cast.other.pk, reason=Flag.Reason.RUDE, note="Look.")
    return cast


def shown():
    return set(Post.objects.filter(is_hidden=False).values_list("pk", flat=True))


def snapshot():
    """All that a sweep touches, but for what tells that it was there."""
    return {
        "posts": list(
            Post.objects.order_by("pk").values_list(
                "pk",
                "is_hidden",
                "is_held",
                "accepted_answer_id",
                "answer_count",
                "score",
                "up_weight",
                "flag_count",
            )
        ),
        "hidings": list(
            Hiding.objects.order_by("pk").values_list("pk", "because", "pending", "reason", "hidden_at")
        ),
        "accepted": list(
            Acceptance.objects.order_by("pk").values_list("pk", "answer", "accepted_by", "accepted_at")
        ),
        "votes": list(Vote.objects.order_by("pk").values_list("pk", "value", "updated_at")),
        "flags": list(Flag.objects.values_list("post", "flagger", "reason", "note", "created_at")),
        "points": list(User.objects.order_by("pk").values_list("pk", "points", "restrictions")),
    }


def finish(sweep):
    return advance(sweep.pk, seconds=60)


def age(sweep, days=2):
    Sweep.objects.filter(pk=sweep.pk).update(started_at=timezone.now() - timedelta(days=days))
    return Sweep.objects.get(pk=sweep.pk)


def test_all_posts_of_a_member_are_hidden_those_that_wait_too_and_figures_follow(forum):
    sweep = finish(hide_all(forum.moderator, forum.reader.user_id, "Advertising."))
    assert sweep.state == Sweep.State.DONE
    assert shown() == {forum.other.pk, forum.reply.pk}
    assert not Post.objects.filter(is_held=True).exists()
    assert set(Hiding.objects.exclude(post=forum.withdrawn).values_list("because", "reason")) == {
        ("moderator", "Advertising.")
    }
    assert not Acceptance.objects.exists()
    assert Vote.objects.filter(voter=forum.reader.user).exclude(value=0).count() == 2
    assert make.drift() == []


def test_undoing_brings_back_exactly_these_posts_as_they_were(forum):
    before = snapshot()
    sweep = finish(hide_all(forum.moderator, forum.reader.user_id, "Advertising."))
    assert snapshot() != before
    undo(forum.administrator, sweep.pk)
    assert finish(sweep).state == Sweep.State.UNDONE
    assert snapshot() == before
    assert make.drift() == []


def test_a_spammer_is_blocked_at_once_and_posts_votes_and_flags_go_and_come_back(forum):
    before = snapshot()
    sweep = remove_spammer(forum.moderator, forum.reader.user_id, "Spam.")
    assert User.objects.get(pk=forum.reader.user_id).restrictions == {"all": None}
    finish(sweep)
    assert shown() == {forum.other.pk, forum.reply.pk}
    assert not Vote.objects.filter(voter=forum.reader.user).exclude(value=0).exists()
    assert Post.objects.get(pk=forum.other.pk).flag_count == 0
    assert make.drift() == []
    undo(forum.moderator, sweep.pk)
    finish(sweep)
    assert snapshot() == before
    assert make.drift() == []
    verbs = list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-4:] == ["blocked", "removed-spam", "showed-all", "lifted"]


def test_the_log_has_one_entry_for_all_of_them(forum):
    LogEntry.objects.all().delete()
    finish(hide_all(forum.moderator, forum.reader.user_id, "Advertising."))
    entry = LogEntry.objects.get()
    words = LogPart.objects.get(entry=entry, kind="words").content
    assert entry.verb == "hid-all"
    assert words == {"reason": "Advertising.", "change": {"posts": [5, 0]}}


def test_a_sweep_goes_on_where_it_stopped(forum, monkeypatch):
    sweep = hide_all(forum.moderator, forum.reader.user_id, "Advertising.")
    assert advance(sweep.pk, most=2).state == Sweep.State.RUNNING
    assert SweepItem.objects.filter(done_at=None).count() == 3
    third = SweepItem.objects.filter(done_at=None).order_by("pk").first()

    def die(*args):
        raise RuntimeError("the process died")

    monkeypatch.setitem(sweeps.DO, "post", die)
    with pytest.raises(RuntimeError):
        advance(sweep.pk)
    monkeypatch.undo()
    assert SweepItem.objects.get(pk=third.pk).done_at is None
    assert finish(sweep).state == Sweep.State.DONE
    assert make.drift() == []


def test_the_worker_carries_it_on_where_nobody_looks(forum, monkeypatch):
    monkeypatch.setattr(sweeps, "PAUSE", timedelta(0))
    monkeypatch.setattr(sweeps.advance, "__kwdefaults__", {"seconds": 60, "most": 2})
    before = snapshot()
    sweep = hide_all(forum.moderator, forum.reader.user_id, "Advertising.")
    while waiting("carry_on"):
        work()
    assert Sweep.objects.get().state == Sweep.State.DONE
    undo(forum.moderator, sweep.pk)
    while waiting("carry_on"):
        work()
    assert snapshot() == before
    hide_all(forum.moderator, forum.answerer.user_id, "Advertising.")
    User.objects.get(pk=forum.answerer.user_id).delete()
    work()
    assert not waiting("carry_on")


def test_what_is_half_done_can_be_undone(forum):
    before = snapshot()
    sweep = hide_all(forum.moderator, forum.reader.user_id, "Advertising.")
    advance(sweep.pk, most=2)
    undo(forum.moderator, sweep.pk)
    finish(sweep)
    assert snapshot() == before


def test_what_somebody_decided_since_stays_as_they_decided(forum):
    sweep = finish(hide_all(forum.moderator, forum.reader.user_id, "Advertising."))
    show_post(forum.editor, forum.comment.pk)
    hide_post(forum.editor, forum.comment.pk, reason="Not for here.")
    undo(forum.moderator, sweep.pk)
    finish(sweep)
    assert forum.comment.pk not in shown()
    assert forum.answer.pk in shown()
    assert make.drift() == []


def test_a_post_deleted_meanwhile_does_not_stop_the_rest(forum):
    sweep = hide_all(forum.moderator, forum.reader.user_id, "Advertising.")
    Post.objects.filter(pk=forum.comment.pk).delete()
    assert finish(sweep).state == Sweep.State.DONE


def test_the_same_wish_twice_is_one_sweep_and_another_ones_is_told(forum):
    first = hide_all(forum.moderator, forum.reader.user_id, "Advertising.")
    assert hide_all(forum.moderator, forum.reader.user_id, "Advertising.") == first
    with pytest.raises(Conflict, match="moderatrix began this"):
        hide_all(forum.administrator, forum.reader.user_id, "Advertising.")
    with pytest.raises(Conflict, match="moderatrix began this"):
        remove_spammer(forum.moderator, forum.reader.user_id, "Spam.")


def test_undone_once_is_enough_and_a_day_is_the_longest(forum):
    sweep = finish(hide_all(forum.moderator, forum.reader.user_id, "Advertising."))
    undo(forum.administrator, sweep.pk)
    with pytest.raises(Conflict, match="administratrix undid this"):
        undo(forum.moderator, sweep.pk)
    finish(sweep)
    late = finish(hide_all(forum.moderator, forum.reader.user_id, "Advertising."))
    age(late)
    with pytest.raises(Conflict, match="more than a day"):
        undo(forum.moderator, late.pk)


@pytest.mark.parametrize("act", [hide_all, remove_spammer])
def test_not_upon_oneself_or_those_above_and_not_without_a_reason(forum, act):
    for viewer, target in ((forum.moderator, forum.moderator), (forum.moderator, forum.administrator),
                           (forum.editor, forum.reader)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act(viewer, target.user_id, "x")
    with pytest.raises(ValidationError):
        act(forum.moderator, forum.reader.user_id, " ")
    assert not Sweep.objects.exists()
    assert not Measure.objects.exists()


def test_a_level_raised_meanwhile_forbids_undoing_and_more(forum):
    sweep = finish(hide_all(forum.moderator, forum.reader.user_id, "x"))
    User.objects.filter(pk=forum.reader.user_id).update(level=Level.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        undo(forum.moderator, sweep.pk)


def test_what_was_removed_is_deleted_for_good_after_a_day_but_for_what_others_wrote_below(forum, capsys):
    sweep = finish(remove_spammer(forum.moderator, forum.reader.user_id, "Spam."))
    assert list_purgeable() == []
    with pytest.raises(ValidationError):
        purge(sweep)
    age(sweep)
    call_command("purge_spam", "--yes")
    assert "reader: 3 posts deleted, 1 stay" in capsys.readouterr().out
    left = set(Post.objects.filter(author=forum.reader.user).values_list("pk", flat=True))
    assert left == {forum.question.pk, forum.withdrawn.pk}
    assert forum.reply.pk in shown()
    assert make.drift() == []
    call_command("purge_spam", "--yes")
    assert "nothing to delete" in capsys.readouterr().out
    with pytest.raises(Conflict):
        undo(forum.moderator, sweep.pk)


def test_the_command_asks_and_takes_no_for_an_answer(forum, monkeypatch, capsys):
    age(finish(remove_spammer(forum.moderator, forum.reader.user_id, "Spam.")))
    monkeypatch.setattr("builtins.input", lambda words: "no")
    count = Post.objects.count()
    call_command("purge_spam")
    assert Post.objects.count() == count
    assert "Nothing was deleted." in capsys.readouterr().out


def test_hiding_alone_is_never_deleted_for_good(forum):
    age(finish(hide_all(forum.moderator, forum.reader.user_id, "x")))
    assert list_purgeable() == []


def test_ten_thousand_posts_begin_in_few_statements(forum, django_assert_max_num_queries):
    rows = [
        Post(kind="A", question=forum.other, parent=forum.other, author=forum.reader.user, body="x", body_html="x",
             body_text="x") for _ in range(10_000)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE qa_post DISABLE TRIGGER USER")
    Post.objects.bulk_create(rows, batch_size=2_000)
    with django_assert_max_num_queries(40):
        sweep = hide_all(forum.moderator, forum.reader.user_id, "Advertising.")
    assert sweep.items.count() == 10_005
    assert advance(sweep.pk, seconds=0.2).is_at_work
    assert sweep.items.exclude(done_at=None).exists()


def test_the_member_who_is_gone_takes_the_sweep_along(forum):
    sweep = finish(hide_all(forum.moderator, forum.reader.user_id, "x"))
    Viewer(forum.reader.user).user.delete()
    assert not Sweep.objects.filter(pk=sweep.pk).exists()
