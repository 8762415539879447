"""The review queue: what opens and closes items, who takes which, and that each is decided once."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Level
from forum import options
from forum.lib.errors import BadRequest
from qa.actions.approvals import approve_post, reject_post
from qa.actions.conversions import convert_to_comment
from qa.actions.decisions import Verdict, decide_item, decide_items
from qa.actions.deletions import delete_post
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post, show_post
from qa.actions.recount import recount
from qa.actions.reviews import (
    Claimed,
    Decided,
    claim_item,
    claim_next,
    hand_over,
    open_item,
    release_item,
)
from qa.actions.upkeep import set_check
from qa.models import Flag, Post, ReviewItem, ReviewNote
from qa.reads.reviews import Choice, review_items
from tests import make

pytestmark = pytest.mark.django_db
Lane = ReviewItem.Lane


@pytest.fixture
def held(cast):
    """Three answers of visitors that wait for approval."""
    question = make.question(cast.asker)
    options.save({"is_visitor_held": True})
    posts = [make.answer(question, make.visitor()) for _ in range(3)]
    options.save({"is_visitor_held": False})
    return posts


def item_of(post, **fields):
    return ReviewItem.objects.get(post=post, **fields)


def take_next(viewer, **choice):
    return claim_next(viewer, review_items(viewer, Choice(**choice)))


def pass_time(minutes, **which):
    """Let items be taken that much longer ago."""
    for item in ReviewItem.objects.exclude(claimed_at=None).filter(**which):
        item.claimed_at -= timedelta(minutes=minutes)
        item.save(update_fields=["claimed_at"])


def decided(item):
    item.refresh_from_db()
    return (item.decision, item.decided_by, item.is_open)


def test_a_held_post_waits_until_it_is_approved_or_rejected_wherever_that_is_done(cast, held):
    assert [item_of(post).kind for post in held] == ["held"] * 3
    approve_post(cast.expert, held[0].pk)
    reject_post(cast.editor, held[1].pk, "Too short.")
    assert decided(item_of(held[0])) == ("approved", cast.expert.user, False)
    assert decided(item_of(held[1])) == ("rejected", cast.editor.user, False)
    assert item_of(held[1]).note == "Too short."
    assert ReviewItem.objects.open().count() == 1
    assert make.drift() == []


def test_a_post_that_its_author_withdraws_waits_no_longer_and_again_when_it_is_shown(cast):
    options.save({"is_beginner_held": True})
    question = make.question(cast.asker)
    hide_post(cast.asker, question.pk)
    assert decided(ReviewItem.objects.get())[0] == "withdrawn"
    show_post(cast.asker, question.pk)
    assert ReviewItem.objects.open().get().kind == "held"
    assert make.drift() == []


def test_an_edit_that_waits_is_told_apart(cast):
    question = make.question(cast.asker)
    options.save({"is_beginner_held": True, "is_edit_held": True})
    make.edit(cast.asker, question.pk, "Other words about it.")
    assert ReviewItem.objects.open().get().kind == "edit"
    assert make.drift() == []


def test_an_answer_to_be_checked_waits_from_the_day_after_and_no_longer_when_it_is_checked(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    set_check(cast.expert, answer.pk, timezone.localdate() + timedelta(days=3))
    assert take_next(cast.editor) is None
    item = item_of(answer)
    assert timezone.localdate(item.opened_at) == timezone.localdate() + timedelta(days=4)
    Post.objects.filter(pk=answer.pk).update(check_after=timezone.localdate() - timedelta(days=1))
    ReviewItem.objects.update(opened_at=timezone.now())
    assert take_next(cast.editor) == item
    decide_item(cast.editor, item.pk, Verdict.CHECKED)
    assert Post.objects.get(pk=answer.pk).check_after is None
    assert decided(item) == ("checked", cast.editor.user, False)
    assert make.drift() == []


def test_a_check_follows_its_day_and_ends_when_the_answer_becomes_a_comment(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    for days in (3, 9):
        set_check(cast.expert, answer.pk, timezone.localdate() + timedelta(days=days))
    assert ReviewItem.objects.open().count() == 1
    convert_to_comment(cast.editor, answer.pk, question.pk)
    assert not ReviewItem.objects.open().exists()
    assert make.drift() == []


def test_recount_finds_and_mends_what_is_missing_and_what_is_needless(cast, held):
    ReviewItem.objects.filter(post=held[0]).delete()
    open_item(ReviewItem.Kind.FLAGGED, post=held[1])
    assert make.drift() == ["qa_reviewitem: 2"]
    list(recount())
    assert make.drift() == []
    assert item_of(held[0]).is_open
    assert not item_of(held[1], kind="flagged").is_open


def test_the_urgent_come_first_then_the_oldest(cast, held):
    ReviewItem.objects.filter(post=held[2]).update(lane=Lane.URGENT)
    taken = [take_next(make.member(level=Level.EXPERT)).post for _ in range(3)]
    assert taken == [held[2], held[0], held[1]]


def test_who_asks_again_gets_what_they_have_and_another_the_next(cast, held):
    assert take_next(cast.expert) == take_next(cast.expert) == item_of(held[0])
    assert take_next(cast.editor) == item_of(held[1])


def test_what_was_taken_is_free_again_after_ten_minutes(cast, held):
    item = take_next(cast.expert)
    pass_time(9)
    with pytest.raises(Claimed, match="expert is looking at this"):
        claim_item(cast.editor, item.pk)
    pass_time(2)
    assert claim_item(cast.editor, item.pk).claimed_by == cast.editor.user
    with pytest.raises(Claimed, match="editor is looking"):
        decide_item(cast.expert, item.pk, Verdict.APPROVE)


def test_the_owner_says_for_how_long_one_has_what_one_took(cast, held):
    options.save({"claim_minutes": 60})
    item = take_next(cast.expert)
    pass_time(50)
    assert take_next(cast.editor) != item


def test_what_somebody_gave_back_is_offered_to_them_last(cast, held):
    first = take_next(cast.expert)
    release_item(cast.expert, first.pk)
    second = take_next(cast.expert)
    assert second == item_of(held[1])
    assert take_next(cast.editor) == first


def test_an_item_is_passed_on_with_a_word_that_stays_in_order(cast, held):
    item = take_next(cast.expert)
    with pytest.raises(ValidationError, match="leave a word"):
        hand_over(cast.expert, item.pk, cast.editor.user, " ")
    hand_over(cast.expert, item.pk, cast.editor.user, "I know the author.")
    assert take_next(cast.editor) == item
    hand_over(cast.editor, item.pk, None, "Somebody may be in danger.", is_urgent=True)
    item.refresh_from_db()
    assert (item.lane, item.claimed_by) == (Lane.URGENT, None)
    assert item.due_at - timezone.now() < timedelta(hours=4)
    notes = ReviewNote.objects.order_by("pk").values_list("author__username", "act", "to__username", "text")
    assert list(notes) == [
        ("expert", "handed", "editor", "I know the author."),
        ("editor", "referred", None, "Somebody may be in danger."),
    ]


def test_an_item_goes_to_nobody_who_could_not_decide_it(cast, held):
    item = take_next(cast.editor)
    with pytest.raises(ValidationError, match="cannot decide it"):
        hand_over(cast.editor, item.pk, cast.reader.user, "Please.")


def test_nobody_is_offered_or_decides_what_they_wrote(cast):
    answer = make.answer(make.question(cast.asker), cast.editor)
    flag_post(cast.reader, answer.pk, reason=Flag.Reason.RUDE)
    item = item_of(answer)
    assert take_next(cast.editor) is None
    with pytest.raises(PermissionDenied, match="about yourself"):
        decide_item(cast.editor, item.pk, Verdict.DECLINE)
    with pytest.raises(PermissionDenied, match="about yourself"):
        claim_item(cast.editor, item.pk)
    assert take_next(cast.moderator) == item


def test_each_level_is_offered_what_it_may_decide(cast, held):
    flag_post(
        cast.reader, make.answer(make.question(cast.asker), cast.answerer).pk, reason=Flag.Reason.HARMFUL
    )
    flagged = ReviewItem.objects.get(kind="flagged")
    assert take_next(cast.expert).kind == "held"
    with pytest.raises(PermissionDenied, match="higher level"):
        decide_item(cast.expert, flagged.pk, Verdict.DECLINE)
    with pytest.raises(PermissionDenied, match="for experts"):
        take_next(cast.reader)
    assert take_next(cast.editor) == flagged


def test_what_is_decided_already_says_by_whom_when_and_how_and_nothing_changes(cast, held):
    item = item_of(held[0])
    decide_item(cast.expert, item.pk, Verdict.REJECT, "Too short.")
    with pytest.raises(Decided, match="rejected, by expert"):
        decide_item(cast.editor, item.pk, Verdict.APPROVE)
    for act in (claim_item, release_item):
        with pytest.raises(Decided):
            act(cast.editor, item.pk)
    assert Post.objects.get(pk=held[0].pk).is_hidden
    assert make.drift() == []


def test_one_may_decide_what_another_looks_at_when_one_means_it(cast, held):
    item = take_next(cast.expert)
    with pytest.raises(Claimed):
        decide_item(cast.editor, item.pk, Verdict.APPROVE)
    decide_item(cast.editor, item.pk, Verdict.APPROVE, is_forced=True)
    assert decided(item) == ("approved", cast.editor.user, False)


def test_a_verdict_that_does_not_fit_is_refused(cast, held):
    with pytest.raises(BadRequest):
        decide_item(cast.editor, item_of(held[0]).pk, Verdict.DECLINE)
    with pytest.raises(ValidationError, match="say why"):
        decide_item(cast.editor, item_of(held[0]).pk, Verdict.REJECT)
    assert item_of(held[0]).is_open


def test_many_are_decided_each_for_itself(cast, held):
    items = [item_of(post) for post in held]
    claim_item(cast.expert, items[0].pk)
    approve_post(cast.expert, held[1].pk)
    own = make.answer(make.question(cast.asker), cast.editor)
    flag_post(cast.reader, own.pk, reason=Flag.Reason.RUDE)
    results = decide_items(
        cast.editor, [*(item.pk for item in items), item_of(own).pk, 999_999], Verdict.REJECT, "Advertising."
    )
    assert [bool(result.refusal) for result in results] == [True, True, False, True]
    assert "expert is looking" in results[0].refusal
    assert "by expert" in results[1].refusal
    assert "about yourself" in results[3].refusal
    assert Post.objects.get(pk=held[2].pk).hiding.reason == "Advertising."


def test_a_deleted_post_waits_nowhere_and_its_decided_items_stay(cast, held):
    reject_post(cast.editor, held[0].pk, "Too short.")
    delete_post(cast.moderator, held[0].pk, reason="Not for here.")
    assert ReviewItem.objects.filter(post=None, decision="rejected").count() == 1
    assert make.drift() == []


def run_together(jobs):
    barrier, failures = threading.Barrier(len(jobs)), []

    def run(job):
        try:
            barrier.wait(timeout=60)
            job()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=400)
    assert not [thread for thread in threads if thread.is_alive()], "they wait for each other"
    assert failures == []


@pytest.mark.django_db(transaction=True)
def test_two_moderators_decide_two_hundred_items_at_once_each_exactly_once():
    asker = make.member()
    questions = [make.question(asker) for _ in range(10)]
    options.save({"is_visitor_held": True})
    for number in range(200):
        make.answer(questions[number % 10], make.visitor())
    people = [make.member(f"moderator{number}", Level.MODERATOR) for number in range(2)]
    seen = {viewer.user_id: [] for viewer in people}

    def work(viewer):
        while (item := take_next(viewer)) is not None:
            seen[viewer.user_id].append(item.pk)
            verdict = Verdict.APPROVE if item.pk % 3 else Verdict.REJECT
            decide_item(viewer, item.pk, verdict, "Not for us.")

    run_together([lambda viewer=viewer: work(viewer) for viewer in people])
    first, second = seen.values()
    assert len(first) + len(second) == 200
    assert not set(first) & set(second)
    assert min(len(first), len(second)) > 20, "both worked"
    assert not ReviewItem.objects.open().exists()
    for viewer in people:
        mine = ReviewItem.objects.filter(decided_by=viewer.user).values_list("pk", flat=True)
        assert set(mine) == set(seen[viewer.user_id])
    assert Post.objects.filter(is_held=True).count() == 0
    assert Post.objects.filter(kind="A", is_hidden=False).count() == len(
        [pk for pk in first + second if pk % 3]
    )
    assert make.drift() == []


@pytest.mark.django_db(transaction=True)
def test_of_those_who_decide_the_very_same_item_one_succeeds_and_the_others_hear_of_it():
    options.save({"is_visitor_held": True})
    question = make.question(make.member(level=Level.EXPERT))
    item = item_of(make.answer(question, make.visitor()))
    people = [make.member(level=Level.MODERATOR) for _ in range(6)]
    outcomes = []

    def work(number, viewer):
        try:
            if number % 2:
                decide_item(viewer, item.pk, Verdict.APPROVE, is_forced=True)
            else:
                reject_post(viewer, item.post_id, "Not for us.")
            outcomes.append("done")
        except Decided:
            outcomes.append("late")

    run_together([lambda n=number, v=viewer: work(n, v) for number, viewer in enumerate(people)])
    assert sorted(outcomes) == ["done", *["late"] * 5]
    assert make.drift() == []


@pytest.mark.django_db(transaction=True)
def test_claims_flags_and_decisions_at_once_never_block_each_other_for_good():
    asker = make.member()
    posts = [make.answer(make.question(asker), make.member()) for _ in range(4)]
    readers = [make.member() for _ in range(4)]
    editors = [make.member(level=Level.EDITOR) for _ in range(2)]
    options.save({"flags_per_member": 1000, "flags_that_hide": 1000})

    def flag_all(viewer):
        for post in posts * 3:
            flag_post(viewer, post.pk, reason=Flag.Reason.TEAM)

    def decide_all(viewer):
        for _round in range(12):
            item = take_next(viewer)
            if item is None:
                continue
            try:
                decide_item(viewer, item.pk, Verdict.DECLINE)
            except (Decided, PermissionDenied):
                continue

    jobs = [lambda v=viewer: flag_all(v) for viewer in readers]
    run_together([*jobs, *(lambda v=viewer: decide_all(v) for viewer in editors)])
    assert make.drift() == []
