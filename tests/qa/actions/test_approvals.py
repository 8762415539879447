"""Posts that wait for approval: whose wait, what happens meanwhile, and what approval and rejection do."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Level
from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import Conflict
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer
from qa.actions.approvals import approve_post, reject_post
from qa.actions.edits import edit_question, edit_reply, retag_question
from qa.actions.hidings import hide_post, show_post
from qa.actions.questions import Draft, ask_question
from qa.actions.writing import Byline
from qa.models import Activity, Category, Hiding, Post, Tag
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
NOTICE = Byline("Kim", True, "kim@example.org")


def fresh(post):
    return Post.objects.select_related("hiding").get(pk=post.pk)


def age(post, days=3):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=days))


@pytest.fixture
def held_answer(cast):
    """A question whose asker wants mail, and an answer to it that waits."""
    cast.question = make.question(make.visitor("the asker"), byline=NOTICE)
    options.save({"is_visitor_held": True})
    cast.helper = make.visitor("the helper")
    cast.answer = make.answer(cast.question, cast.helper)
    return cast


@pytest.mark.parametrize(
    ("option", "waits", "passes"),
    [
        ("is_visitor_held", make.visitor, make.member),
        ("is_unapproved_held", make.member, lambda: make.member(level=Level.APPROVED)),
        ("is_beginner_held", make.member, lambda: make.member(points=150)),
        ("is_unconfirmed_held", make.member, lambda: make.member(level=Level.APPROVED)),
    ],
)
def test_posts_wait_whose_writers_the_owner_wants_to_look_at_first(db, option, waits, passes):
    assert not make.question(waits()).is_held
    options.save({option: True})
    assert make.question(waits()).is_held
    assert not make.question(passes()).is_held
    assert not make.question(make.member(level=Level.EXPERT)).is_held


def test_a_confirmed_address_is_enough_where_unconfirmed_members_wait(db):
    options.save({"is_unconfirmed_held": True})
    member = make.user(email="kim@example.org")
    EmailAddress.objects.create(user=member, email=member.email, verified=False)
    assert make.question(Viewer(member)).is_held
    EmailAddress.objects.update(verified=True)
    member.refresh_from_db()
    assert not make.question(Viewer(member)).is_held


def test_a_post_that_waits_counts_nowhere_and_nobody_is_told(held_answer):
    answer, question = fresh(held_answer.answer), fresh(held_answer.question)
    assert (answer.is_hidden, answer.is_held, answer.hiding.because, answer.hiding.pending) == (
        True, True, "queue", "written",
    )  # fmt: skip
    assert (question.answer_count, question.last_answer_id) == (0, None)
    assert mail.outbox == []
    assert not Activity.objects.filter(verb="answered").exists()
    assert make.drift() == []


def test_a_question_that_waits_counts_for_no_category_no_tag_and_no_points(cast):
    options.save({"is_beginner_held": True})
    question = make.question(cast.asker, tags=("sleep",), category=make.category("Health"))
    assert (Category.objects.get().question_count, Tag.objects.get().question_count) == (0, 0)
    assert make.points(cast.asker) == 100
    approve_post(cast.expert, question.pk)
    assert (Category.objects.get().question_count, Tag.objects.get().question_count) == (1, 1)
    assert make.points(cast.asker) == 120
    assert make.drift() == []


def test_approval_publishes_counts_sets_the_time_and_tells_whom_it_concerns(held_answer):
    age(held_answer.answer)
    approve_post(held_answer.expert, held_answer.answer.pk)
    work()
    answer, question = fresh(held_answer.answer), fresh(held_answer.question)
    assert (answer.is_hidden, answer.is_held, question.last_answer_id) == (False, False, answer.pk)
    assert timezone.now() - answer.created_at < timedelta(minutes=1)
    assert not Hiding.objects.exists()
    assert [letter.to for letter in mail.outbox] == [["kim@example.org"]]
    fact = Activity.objects.get(verb="answered")
    assert (fact.actor, fact.created_at) == (None, answer.created_at)
    assert Activity.objects.get(verb="approved").actor == held_answer.expert.user
    assert make.drift() == []


def test_the_owner_may_want_approved_posts_to_keep_their_time(held_answer):
    options.save({"is_time_set_on_approval": False})
    age(held_answer.answer)
    approve_post(held_answer.expert, held_answer.answer.pk)
    assert timezone.now() - fresh(held_answer.answer).created_at > timedelta(days=2)
    assert make.drift() == []


def test_the_author_of_an_answer_hears_of_a_follow_on_question_once_it_is_approved(cast):
    answer = make.answer(make.question(cast.asker), make.visitor(), byline=NOTICE)
    options.save({"is_visitor_held": True})
    draft = Draft("And what comes after that?", compose("Some words."))
    question = ask_question(make.visitor(), draft, Byline(), follows_id=answer.pk)
    work()
    assert mail.outbox == []
    approve_post(cast.expert, question.pk)
    work()
    assert len(mail.outbox) == 1


def test_rejection_hides_with_a_reason_and_publishes_nothing(held_answer):
    with pytest.raises(ValidationError, match="why"):
        reject_post(held_answer.expert, held_answer.answer.pk, "  ")
    reject_post(held_answer.expert, held_answer.answer.pk, "Please leave out the phone number.")
    answer = fresh(held_answer.answer)
    assert (answer.is_hidden, answer.is_held) == (True, False)
    assert (answer.hiding.because, answer.hiding.reason) == ("rejected", "Please leave out the phone number.")
    with pytest.raises(PermissionDenied, match="only a moderator"):
        show_post(held_answer.helper, answer.pk)
    with pytest.raises(Conflict, match=r"decided already: rejected, by expert \(.*\)\. Nothing was changed"):
        approve_post(held_answer.expert, answer.pk)
    assert mail.outbox == []
    assert make.drift() == []


def test_a_rejected_post_that_an_editor_shows_after_all_is_told_of_as_if_approved(held_answer):
    reject_post(held_answer.expert, held_answer.answer.pk, "Too short.")
    show_post(held_answer.editor, held_answer.answer.pk)
    work()
    assert len(mail.outbox) == 1
    assert Activity.objects.filter(verb="answered").count() == 1
    assert make.drift() == []


def test_withdrawing_and_showing_again_is_no_way_round_the_queue(held_answer):
    hide_post(held_answer.helper, held_answer.answer.pk, reason="Not for here.")
    answer = fresh(held_answer.answer)
    assert (answer.is_held, answer.hiding.because) == (False, "author")
    assert show_post(held_answer.helper, answer.pk).is_held
    answer = fresh(answer)
    assert (answer.is_hidden, answer.hiding.because, answer.hiding.pending) == (True, "queue", "written")
    assert make.drift() == []


def test_an_old_post_that_its_author_shows_again_waits_too_and_keeps_its_time(cast):
    question = make.question(cast.asker)
    age(question)
    options.save({"is_beginner_held": True})
    hide_post(cast.asker, question.pk)
    show_post(cast.asker, question.pk)
    assert fresh(question).is_held
    approve_post(cast.expert, question.pk)
    assert timezone.now() - fresh(question).created_at > timedelta(days=2)
    assert Activity.objects.filter(verb="asked").count() == 1
    assert make.drift() == []


def test_an_edit_of_a_visible_post_waits_where_the_owner_wants_it_and_answers_vanish_with_it(cast):
    question = make.question(cast.asker, tags=("sleep",), category=make.category("Health"))
    answer = make.answer(question, cast.answerer)
    options.save({"is_beginner_held": True})
    make.edit(cast.asker, question.pk, "Other words about it.")
    assert not fresh(question).is_held
    options.save({"is_edit_held": True})
    make.edit(cast.asker, question.pk, "Even more words about it.")
    assert fresh(question).is_held
    assert not Post.objects.visible().exists()
    assert Tag.objects.get().question_count == 0
    assert Activity.objects.filter(verb="edited").count() == 1
    assert make.drift() == []
    age(question)
    approve_post(cast.expert, question.pk)
    question = fresh(question)
    assert timezone.now() - question.created_at > timedelta(days=2)
    assert timezone.now() - question.edited_at < timedelta(minutes=1)
    assert set(Post.objects.visible()) == {question, answer}
    told = Activity.objects.filter(verb="edited").order_by("-created_at").first()
    assert (told.actor, told.created_at) == (cast.asker.user, question.edited_at)
    assert make.drift() == []


def test_new_tags_wait_as_new_words_do_and_editors_never_wait(cast):
    options.save({"is_edit_held": True})
    question = make.question(cast.asker, tags=("sleep",))
    options.save({"is_beginner_held": True})
    make.edit(cast.editor, question.pk, "An editor's words.")
    assert not fresh(question).is_held
    retag_question(cast.asker, question.pk, None, ["night"], version=2)
    assert fresh(question).is_held
    assert make.drift() == []


def test_the_author_edits_what_waits_without_a_trace_for_readers_and_counts_stay_right(cast):
    options.save({"is_beginner_held": True})
    question = make.question(cast.asker, tags=("sleep",), category=make.category("Health"))
    draft = Draft("A better title for it", compose("Better words."), make.category("Night"), ["night"])
    edit_question(cast.asker, question.pk, draft, version=1)
    assert (fresh(question).edited_at, fresh(question).is_held) == (None, True)
    assert not Activity.objects.filter(verb="edited").exists()
    assert make.drift() == []
    approve_post(cast.expert, question.pk)
    assert dict(Tag.objects.values_list("name", "question_count")) == {"sleep": 0, "night": 1}
    assert make.drift() == []


def test_an_accepted_answer_keeps_its_mark_through_the_queue_and_loses_it_by_rejection(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    accept_answer(cast.asker, answer.pk)
    options.save({"is_unapproved_held": True, "is_edit_held": True})
    edit_reply(cast.answerer, answer.pk, compose("What helped me, said better."), version=1)
    assert fresh(question).accepted_answer_id is None
    assert make.drift() == []
    approve_post(cast.expert, answer.pk)
    assert fresh(question).accepted_answer_id == answer.pk
    assert make.points(cast.answerer) == 100 + 40 + 300
    edit_reply(cast.answerer, answer.pk, compose("Buy something from me."), version=2)
    reject_post(cast.expert, answer.pk, "This is advertising.")
    show_post(cast.editor, answer.pk)
    assert fresh(question).accepted_answer_id is None
    assert make.drift() == []


def test_another_answer_can_be_accepted_while_the_accepted_one_waits(cast):
    question = make.question(cast.asker)
    first, second = make.answer(question, cast.answerer), make.answer(question, cast.reader)
    accept_answer(cast.asker, first.pk)
    options.save({"is_unapproved_held": True, "is_edit_held": True})
    edit_reply(cast.answerer, first.pk, compose("What helped me, said better."), version=1)
    accept_answer(cast.asker, second.pk)
    approve_post(cast.expert, first.pk)
    assert fresh(question).accepted_answer_id == second.pk
    assert make.drift() == []


def test_who_may_answer_once_cannot_fill_the_queue_with_answers(held_answer):
    options.save({"are_several_answers_allowed": False})
    with pytest.raises(PermissionDenied, match="answered this question already"):
        make.answer(held_answer.question, held_answer.helper)


def test_nothing_can_be_added_below_what_waits(held_answer):
    with pytest.raises(PermissionDenied, match="hidden"):
        make.comment(held_answer.answer, held_answer.expert)
    question = make.question(make.visitor())
    with pytest.raises(PermissionDenied, match="waiting for approval"):
        make.answer(question, held_answer.expert)
