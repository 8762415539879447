"""Closing, hiding, flagging, deleting, and deleting an account."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from qa.actions.closures import close_question, reopen_question
from qa.actions.deletions import delete_post, find_dependants
from qa.actions.flags import flag_post, withdraw_flag
from qa.actions.hidings import hide_post, show_post
from qa.actions.members import delete_member
from qa.actions.votes import cast_vote
from qa.models import Activity, Closure, Flag, Hiding, Post
from tests import make

pytestmark = pytest.mark.django_db


def test_a_closed_question_takes_no_answers_until_it_is_reopened(cast):
    question = make.question(cast.asker)
    close_question(cast.editor, question.pk, reason="Settled.")
    with pytest.raises(PermissionDenied, match="closed"):
        make.answer(question, cast.answerer)
    reopen_question(cast.editor, question.pk)
    make.answer(question, cast.answerer)
    assert make.drift() == []


def test_the_asker_reopens_what_they_closed_but_not_what_an_editor_closed(cast):
    question = make.question(cast.asker)
    close_question(cast.asker, question.pk, reason="Solved it myself.")
    reopen_question(cast.asker, question.pk)
    close_question(cast.editor, question.pk, reason="Settled.")
    with pytest.raises(PermissionDenied, match="somebody else closed"):
        reopen_question(cast.asker, question.pk)


def test_a_visitor_does_not_reopen_what_an_editor_closed_whose_account_is_gone(cast):
    visitor = make.visitor()
    question = make.question(visitor)
    close_question(cast.editor, question.pk, reason="Settled.")
    delete_member(cast.administrator, cast.editor.user)
    with pytest.raises(PermissionDenied, match="somebody else closed"):
        reopen_question(visitor, question.pk)
    with pytest.raises(PermissionDenied, match="Somebody else closed"):
        hide_post(visitor, question.pk)
    own = make.question(visitor)
    close_question(visitor, own.pk, reason="Solved it myself.")
    reopen_question(visitor, own.pk)


def test_closing_needs_a_reason_or_another_question(cast):
    with pytest.raises(ValidationError, match="why"):
        close_question(cast.editor, make.question(cast.asker).pk, reason="  ")


def test_a_duplicate_of_itself_of_a_hidden_question_or_in_a_circle_is_refused(cast):
    first, second, third = (make.question(cast.asker) for _ in range(3))
    with pytest.raises(ValidationError, match="itself"):
        close_question(cast.editor, first.pk, duplicate_of=first)
    hide_post(cast.asker, third.pk)
    third.refresh_from_db()
    with pytest.raises(ValidationError, match="not open"):
        close_question(cast.editor, first.pk, duplicate_of=third)
    close_question(cast.editor, first.pk, duplicate_of=second)
    with pytest.raises(ValidationError, match="duplicate of this one"):
        close_question(cast.editor, second.pk, duplicate_of=first)
    assert Closure.objects.count() == 1


def test_authors_show_what_they_hid_but_not_what_a_moderator_hid(cast):
    question = make.question(cast.asker)
    hide_post(cast.asker, question.pk)
    show_post(cast.asker, question.pk)
    hide_post(cast.moderator, question.pk)
    with pytest.raises(PermissionDenied, match="only a moderator"):
        show_post(cast.asker, question.pk)
    assert Hiding.objects.get().because == "moderator"


def test_hidden_answers_leave_the_questions_figures(cast):
    question = make.question(cast.asker)
    first, second = make.answer(question, cast.answerer), make.answer(question, cast.reader)
    hide_post(cast.moderator, second.pk)
    question.refresh_from_db()
    assert (question.answer_count, question.last_answer_id) == (1, first.pk)
    assert make.drift() == []


def test_five_members_flagging_hide_a_post_and_its_author_cannot_show_it(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    for number in range(5):
        answer.refresh_from_db()
        assert not answer.is_hidden, number
        flag_post(make.member(), answer.pk, reason=Flag.Reason.SPAM)
    answer.refresh_from_db()
    assert (answer.is_hidden, answer.flag_count, answer.hiding.because) == (True, 5, "flags")
    with pytest.raises(PermissionDenied):
        show_post(cast.answerer, answer.pk)
    assert make.drift() == []


def test_a_member_flags_a_post_once_and_can_take_it_back(cast):
    question = make.question(cast.asker)
    flag_post(cast.reader, question.pk, reason=Flag.Reason.RUDE)
    flag_post(cast.reader, question.pk, reason=Flag.Reason.OTHER, note="On second thought")
    assert Flag.objects.get().reason == "other"
    assert withdraw_flag(cast.reader, question.pk).flag_count == 0
    with pytest.raises(PermissionDenied, match="own post"):
        flag_post(cast.asker, question.pk, reason=Flag.Reason.SPAM)
    with pytest.raises(PermissionDenied, match="sign in"):
        flag_post(make.visitor(), question.pk, reason=Flag.Reason.SPAM)


def test_only_hidden_posts_are_deleted_and_only_by_moderators(cast):
    question = make.question(cast.asker)
    with pytest.raises(PermissionDenied, match="Hide the post first"):
        delete_post(cast.moderator, question.pk)
    hide_post(cast.asker, question.pk)
    with pytest.raises(PermissionDenied, match="open to: Moderators"):
        delete_post(cast.asker, question.pk)


def test_a_deletion_says_what_goes_along_and_opens_what_was_its_duplicate(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    make.comment(answer, cast.reader)
    cast_vote(cast.reader, answer.pk, 1)
    twin = make.question(cast.reader)
    close_question(cast.editor, twin.pk, duplicate_of=question)
    hide_post(cast.moderator, question.pk)
    below = find_dependants(question)
    assert (below.answer_count, below.comment_count, below.vote_count, below.duplicates) == (1, 1, 1, [twin])
    with pytest.raises(PermissionDenied, match="depend on this one"):
        delete_post(cast.moderator, question.pk)
    delete_post(cast.moderator, question.pk, with_dependants=True)
    twin.refresh_from_db()
    assert not twin.is_closed
    assert list(Post.objects.all()) == [twin]
    assert Activity.objects.get(verb="deleted").details["title"] == question.title
    assert make.drift() == []


def test_deleting_an_account_keeps_its_posts_takes_its_votes_and_never_drifts(cast):
    question = make.question(cast.reader)
    answer = make.answer(make.question(cast.asker), cast.answerer)
    cast_vote(cast.reader, answer.pk, 1)
    flag_post(cast.reader, answer.pk, reason=Flag.Reason.SPAM)
    delete_member(cast.administrator, cast.reader.user)
    question.refresh_from_db()
    answer.refresh_from_db()
    assert (question.author, answer.score, answer.flag_count) == (None, 0, 0)
    assert make.points(cast.answerer) == 140
    assert make.drift() == []


def test_moderators_cannot_delete_accounts_and_nobody_deletes_a_higher_one(cast):
    with pytest.raises(PermissionDenied, match="administrators"):
        delete_member(cast.moderator, cast.reader.user)
    with pytest.raises(PermissionDenied, match="not below yours"):
        delete_member(cast.administrator, make.user(level=120))
