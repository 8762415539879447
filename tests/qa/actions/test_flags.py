"""Flags: their reasons, what they weigh, what is decided about them, and who hears of it."""

from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from forum import options
from qa.actions.deletions import delete_post
from qa.actions.flags import FlagVerdict, decide_flags, flag_post, withdraw_flag
from qa.actions.hidings import hide_post, show_post
from qa.actions.members import delete_member
from qa.models import Flag, FlagDecision, Post, ReviewItem
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
RUDE, SPAM = Flag.Reason.RUDE, Flag.Reason.SPAM


@pytest.fixture
def answer(cast):
    return make.answer(make.question(cast.asker), cast.answerer)


def fresh(post):
    return Post.objects.get(pk=post.pk)


def give_record(viewer, cast, outcome, count):
    """Let a member have flags with this outcome behind them."""
    decision = FlagDecision.objects.create(outcome=outcome, decided_by=cast.editor.user)
    Flag.objects.bulk_create(
        Flag(flagger=viewer.user, reason=SPAM, decision=decision) for _number in range(count)
    )


def test_something_else_needs_a_word(cast, answer):
    with pytest.raises(ValidationError, match="what is wrong"):
        flag_post(cast.reader, answer.pk, reason=Flag.Reason.OTHER, note="  ")
    flag_post(cast.reader, answer.pk, reason=Flag.Reason.OTHER, note="It tells where somebody lives.")
    assert Flag.objects.get().note == "It tells where somebody lives."


def test_asked_before_names_another_question_that_everybody_reads(cast):
    question, original, hidden = (make.question(cast.asker) for _ in range(3))
    hide_post(cast.asker, hidden.pk)
    reason = Flag.Reason.DUPLICATE
    for wrong in (None, question, fresh(hidden)):
        with pytest.raises(ValidationError, match="address"):
            flag_post(cast.reader, question.pk, reason=reason, duplicate_of=wrong)
    with pytest.raises(ValidationError, match="Only questions"):
        flag_post(cast.reader, make.answer(original).pk, reason=reason, duplicate_of=original)
    flag_post(cast.reader, question.pk, reason=reason, duplicate_of=original)
    assert Flag.objects.get().duplicate_of == original


def test_the_flags_of_those_who_were_often_right_hide_a_post_sooner_and_of_others_later(cast):
    right, wrong = [[make.member() for _ in range(9)] for _ in range(2)]
    for viewer in right:
        give_record(viewer, cast, "upheld", 60)
    for viewer in wrong:
        give_record(viewer, cast, "declined", 60)
    needed = {}
    for name, people in (("right", right), ("wrong", wrong)):
        post = make.answer(make.question(cast.asker), cast.answerer)
        for number, viewer in enumerate(people, start=1):
            flag_post(viewer, post.pk, reason=SPAM)
            if fresh(post).is_hidden:
                needed[name] = number
                break
    assert needed == {"right": 4, "wrong": 9}
    assert make.drift() == []


def test_what_a_flag_weighed_stays_with_it(cast, answer):
    give_record(cast.reader, cast, "upheld", 4)
    flag_post(cast.reader, answer.pk, reason=SPAM)
    give_record(cast.reader, cast, "declined", 40)
    flag_post(cast.reader, answer.pk, reason=RUDE)
    assert Flag.objects.open().get().weight == Decimal("1.17")
    assert fresh(answer).flag_weight == Decimal("1.17")


def test_no_action_counts_neither_as_right_nor_as_wrong(cast, answer):
    give_record(cast.reader, cast, "none", 40)
    flag_post(cast.reader, answer.pk, reason=SPAM)
    assert Flag.objects.open().get().weight == 1


@pytest.mark.parametrize(
    ("verdict", "outcome", "is_hidden"),
    [("hide", "upheld", True), ("uphold", "upheld", False), ("decline", "declined", False), ("none", "none", False)],
)  # fmt: skip
def test_a_decision_keeps_the_flags_with_their_outcome_and_the_post_has_none_open(
    cast, answer, verdict, outcome, is_hidden
):
    for one in (cast.reader, cast.asker):
        flag_post(one, answer.pk, reason=RUDE)
    flags = list(Flag.objects.open())
    decide_flags(cast.editor, answer.pk, FlagVerdict(verdict), "It hurts.")
    post, decision = fresh(answer), FlagDecision.objects.get()
    assert (post.flag_count, post.flag_weight, post.is_hidden) == (0, 0, is_hidden)
    assert (decision.outcome, decision.note, decision.decided_by) == (outcome, "It hurts.", cast.editor.user)
    assert {flag.pk for flag in decision.flags.all()} == {flag.pk for flag in flags}
    assert not ReviewItem.objects.open().exists()
    assert make.drift() == []


def test_hiding_by_decision_needs_a_reason_that_the_author_reads(cast, answer):
    flag_post(cast.reader, answer.pk, reason=RUDE)
    with pytest.raises(ValidationError, match="why"):
        decide_flags(cast.editor, answer.pk, FlagVerdict.HIDE)
    decide_flags(cast.editor, answer.pk, FlagVerdict.HIDE, "It hurts.")
    assert fresh(answer).hiding.reason == "It hurts."
    page = make.client(cast.answerer).get(answer.get_absolute_url(), follow=True)
    assert "It hurts." in page.content.decode()


def test_declined_flags_let_a_post_be_seen_that_they_hid(cast, answer):
    options.save({"flags_that_hide": 1})
    flag_post(cast.reader, answer.pk, reason=RUDE)
    assert fresh(answer).is_hidden
    decide_flags(cast.editor, answer.pk, FlagVerdict.DECLINE)
    assert not fresh(answer).is_hidden
    assert make.drift() == []


def test_a_post_hidden_by_flags_is_a_moderators_once_they_are_upheld(cast, answer):
    options.save({"flags_that_hide": 1})
    flag_post(cast.reader, answer.pk, reason=RUDE)
    decide_flags(cast.editor, answer.pk, FlagVerdict.HIDE, "It hurts.")
    assert (fresh(answer).hiding.because, fresh(answer).hiding.reason) == ("moderator", "It hurts.")
    with pytest.raises(PermissionDenied, match="only a moderator"):
        show_post(cast.answerer, answer.pk)


def test_who_hides_or_shows_a_flagged_post_decides_on_its_flags_by_that(cast, answer):
    flag_post(cast.reader, answer.pk, reason=RUDE)
    hide_post(cast.editor, answer.pk, reason="Not for here.")
    assert Flag.objects.get().decision.outcome == "upheld"
    show_post(cast.editor, answer.pk)
    options.save({"flags_that_hide": 1})
    flag_post(cast.asker, answer.pk, reason=RUDE)
    show_post(cast.editor, answer.pk)
    assert Flag.objects.latest("pk").decision.outcome == "declined"
    assert make.drift() == []


def test_an_author_who_hides_their_flagged_post_leaves_the_flags_to_be_looked_at(cast, answer):
    flag_post(cast.reader, answer.pk, reason=RUDE)
    hide_post(cast.answerer, answer.pk)
    assert Flag.objects.get().decision is None
    assert ReviewItem.objects.open().get().kind == "flagged"


def test_a_flag_that_is_decided_cannot_be_taken_back_and_a_new_one_can_be_set(cast, answer):
    flag_post(cast.reader, answer.pk, reason=RUDE)
    decide_flags(cast.editor, answer.pk, FlagVerdict.DECLINE)
    withdraw_flag(cast.reader, answer.pk)
    assert Flag.objects.count() == 1
    flag_post(cast.reader, answer.pk, reason=SPAM)
    assert (Flag.objects.count(), fresh(answer).flag_count) == (2, 1)


def test_the_last_flag_taken_back_takes_the_post_from_the_queue(cast, answer):
    flag_post(cast.reader, answer.pk, reason=RUDE)
    flag_post(cast.asker, answer.pk, reason=RUDE)
    withdraw_flag(cast.reader, answer.pk)
    assert ReviewItem.objects.open().count() == 1
    withdraw_flag(cast.asker, answer.pk)
    assert not ReviewItem.objects.open().exists()
    assert make.drift() == []


def test_a_deleted_post_leaves_its_flags_with_their_outcome(cast, answer):
    flag_post(cast.reader, answer.pk, reason=SPAM)
    hide_post(cast.editor, answer.pk, reason="Not for here.")
    delete_post(cast.moderator, answer.pk, reason="Not for here.")
    flag = Flag.objects.get()
    assert (flag.post, flag.decision.outcome, flag.decision.post) == (None, "upheld", None)
    assert make.drift() == []


def test_flags_on_a_post_that_a_moderator_deletes_were_right(cast, answer):
    flag_post(cast.reader, answer.pk, reason=SPAM)
    hide_post(cast.answerer, answer.pk)
    delete_post(cast.moderator, answer.pk, reason="Not for here.")
    assert Flag.objects.get().decision.outcome == "upheld"
    assert ReviewItem.objects.get().decision == "upheld"


def test_what_hangs_on_a_deleted_post_was_not_judged(cast):
    question = make.question(cast.asker)
    flag_post(cast.reader, make.answer(question, cast.answerer).pk, reason=SPAM)
    hide_post(cast.asker, question.pk)
    delete_post(cast.moderator, question.pk, with_dependants=True, reason="Not for here.")
    assert Flag.objects.get().decision.outcome == "none"
    assert {item.decision for item in ReviewItem.objects.all()} == {"none"}


def test_an_account_that_goes_takes_its_flags_and_what_waited_for_them(cast, answer):
    flag_post(cast.reader, answer.pk, reason=SPAM)
    delete_member(cast.administrator, cast.reader.user)
    assert not ReviewItem.objects.open().exists()
    assert make.drift() == []


@pytest.mark.parametrize("reason", ["harmful", "team"])
def test_what_may_harm_and_what_the_team_should_see_is_urgent_at_once(cast, answer, reason):
    flag_post(cast.asker, answer.pk, reason=SPAM)
    item = ReviewItem.objects.get()
    assert item.lane == ReviewItem.Lane.NORMAL
    flag_post(cast.reader, answer.pk, reason=reason)
    item.refresh_from_db()
    assert item.lane == ReviewItem.Lane.URGENT


def test_staff_get_a_mail_at_the_flags_that_the_owner_chose_and_it_says_nothing_of_the_post(cast, answer):
    options.save({"feedback_address": "team@example.org"})
    for number in range(4):
        flag_post(make.member(), answer.pk, reason=Flag.Reason.OTHER, note="zyzzyva")
        work()
        assert len(mail.outbox) == [1, 1, 2, 2][number]
    letter = mail.outbox[1]
    assert letter.to == ["team@example.org"]
    assert "3 flags" in letter.body
    assert "/moderate/?kind=flagged" in letter.body
    assert "zyzzyva" not in letter.body
    assert answer.question.title not in letter.body


def test_without_an_address_nobody_is_mailed(cast, answer):
    flag_post(cast.reader, answer.pk, reason=SPAM)
    work()
    assert mail.outbox == []
