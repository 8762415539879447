"""Badges: earned by what stands here for everybody, given once, never taken away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from forum import options
from qa.actions import badges
from qa.actions.acceptances import accept_answer
from qa.actions.badges import award_badges
from qa.actions.deletions import delete_post
from qa.actions.hidings import hide_post
from qa.actions.votes import cast_vote
from qa.models import Activity, Award, Post, Standing
from qa.rules.badges import BADGES, BY_KEY, GRADES
from tests import make

pytestmark = pytest.mark.django_db


def keys_of(viewer):
    return set(Award.objects.filter(member=viewer.user_id).values_list("badge", flat=True))


def vote_for(post, count):
    for _ in range(count):
        cast_vote(make.member(), post.pk, 1)


def age(post, days):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=days))


def set_figures(viewer, **figures):
    Standing.objects.update_or_create(user=viewer.user, defaults=figures)


def test_first_steps_earn_a_badge_each(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    make.comment(answer, cast.reader)
    cast_vote(cast.reader, answer.pk, 1)
    accept_answer(cast.asker, answer.pk)
    award_badges()
    assert keys_of(cast.asker) == {"first-question", "thanks"}
    assert keys_of(cast.answerer) == {"first-answer", "helped"}
    assert keys_of(cast.reader) == {"first-comment", "first-vote"}
    assert keys_of(cast.editor) == set()


def test_a_badge_is_given_once_and_told_among_ones_activity(cast, monkeypatch):
    monkeypatch.setattr(badges, "BATCH", 2)
    for _ in range(5):
        make.question(make.member())
    make.question(cast.asker)
    assert award_badges() == 6
    assert award_badges() == 0
    fact = Activity.objects.get(actor=cast.asker.user, verb=Activity.Verb.BADGE)
    assert (fact.details, fact.post_id, fact.verb in Activity.PUBLIC_VERBS) == (
        {"badge": "first-question"}, None, False,
    )  # fmt: skip
    assert Activity.objects.filter(verb=Activity.Verb.BADGE).count() == 6


def test_a_badge_that_many_have_earned_before_it_was_here_is_given_without_a_word(cast, monkeypatch):
    monkeypatch.setattr(badges, "BATCH", 4)
    monkeypatch.setattr(badges, "MOST_TOLD", 3)
    for _ in range(5):
        make.question(make.member())
    award_badges()
    told = Activity.objects.filter(verb=Activity.Verb.BADGE, details={"badge": "first-question"})
    assert Award.objects.filter(badge="first-question").count() == 5
    assert not told.exists()
    later = make.member()
    make.question(later)
    award_badges()
    assert told.get().actor == later.user


def test_nobody_loses_a_badge_when_the_post_goes(cast):
    question = make.question(cast.asker)
    vote_for(question, 3)
    award_badges()
    assert Award.objects.get(member=cast.asker.user_id, badge="good-question").post_id == question.pk
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    delete_post(cast.moderator, question.pk, reason="Not for here.")
    award_badges()
    assert keys_of(cast.asker) == {"first-question", "good-question"}
    assert Award.objects.get(badge="good-question").post_id is None


def test_what_nobody_may_read_earns_nothing(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    vote_for(answer, 3)
    hide_post(cast.asker, question.pk)
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    award_badges()
    assert keys_of(cast.asker) == keys_of(cast.answerer) == set()


def test_accounts_that_are_closed_get_none_and_neither_does_anybody_where_badges_are_off(cast):
    make.question(cast.asker)
    User.objects.filter(pk=cast.asker.user_id).update(is_active=False)
    assert award_badges() == 0
    User.objects.filter(pk=cast.asker.user_id).update(is_active=True)
    options.save({"are_badges_on": False})
    assert award_badges() == 0
    options.save({"are_badges_on": True})
    assert award_badges() == 1


FIGURES = {
    "answers": {"answer_count": 25},
    "helper": {"accepted_count": 10},
    "company": {"comment_count": 50},
    "reader": {"question_upvotes_cast": 40, "answer_upvotes_cast": 60},
    "grateful": {"accepting_count": 10},
    "answers-many": {"answer_count": 200},
    "lighthouse": {"accepted_count": 50},
}


@pytest.mark.parametrize("key", FIGURES)
def test_a_badge_for_a_figure_comes_with_the_last_one_that_is_needed(cast, key):
    figures = FIGURES[key]
    name, least = next(iter(figures.items()))
    set_figures(cast.reader, **figures | {name: least - 1})
    award_badges()
    assert key not in keys_of(cast.reader)
    set_figures(cast.reader, **figures)
    award_badges()
    assert key in keys_of(cast.reader)


def test_answers_are_judged_by_what_others_found_and_not_below_ones_own_question(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    own = make.answer(make.question(cast.reader), cast.reader)
    for post in (answer, own):
        Post.objects.filter(pk=post.pk).update(up_count=26, down_count=2)
    award_badges()
    assert {"kind-answer", "warm-answer"} <= keys_of(cast.answerer)
    assert "lasting-answer" not in keys_of(cast.answerer)
    assert not {"kind-answer", "warm-answer"} & keys_of(cast.reader)
    Post.objects.filter(pk=answer.pk).update(up_count=27)
    award_badges()
    assert "lasting-answer" in keys_of(cast.answerer)


def test_the_first_answer_after_thirty_days_is_never_too_late(cast):
    waiting, answered = make.question(cast.asker), make.question(cast.asker)
    first = make.answer(answered, cast.expert)
    age(waiting, 40)
    age(answered, 40)
    age(first, 39)
    late, second = make.answer(waiting, cast.answerer), make.answer(answered, cast.reader)
    vote_for(second, 1)
    award_badges()
    assert "never-too-late" not in keys_of(cast.answerer) | keys_of(cast.reader)
    vote_for(late, 1)
    award_badges()
    assert "never-too-late" in keys_of(cast.answerer)
    assert "never-too-late" not in keys_of(cast.reader)


def test_who_answers_ten_first_questions_is_welcoming(cast):
    options.save({"answers_per_member": 1000, "questions_per_member": 1000})
    for _ in range(9):
        make.answer(make.question(make.member()), cast.answerer)
    known = make.member()
    earlier, later = make.question(known), make.question(known)
    make.answer(later, cast.answerer)
    award_badges()
    assert "welcome" not in keys_of(cast.answerer)
    make.answer(earlier, cast.answerer)
    award_badges()
    assert "welcome" in keys_of(cast.answerer)


def test_helpful_answers_in_five_categories_and_twenty_improved_posts(cast):
    options.save({"answers_per_member": 1000, "questions_per_member": 1000})
    for number in range(5):
        answer = make.answer(make.question(category=make.category()), cast.answerer)
        assert "wide" not in keys_of(cast.answerer), number
        vote_for(answer, 1)
        award_badges()
    assert "wide" in keys_of(cast.answerer)
    for number in range(20):
        question = make.question()
        assert "careful" not in keys_of(cast.editor), number
        make.edit(cast.editor, question.pk, "Other words than before.")
        award_badges()
    assert "careful" in keys_of(cast.editor)


@pytest.mark.parametrize(("key", "years"), [("year", 1), ("years", 5)])
def test_years_count_for_those_who_wrote_something(cast, key, years):
    joined = timezone.now() - timedelta(days=366 * years)
    User.objects.filter(pk__in=[cast.asker.user_id, cast.reader.user_id]).update(joined_at=joined)
    make.question(cast.asker)
    make.question(cast.editor)
    award_badges()
    assert key in keys_of(cast.asker)
    assert key not in keys_of(cast.reader) | keys_of(cast.editor)


def test_every_badge_has_words_a_grade_and_a_rule_that_the_database_understands():
    assert len(BY_KEY) == len(BADGES) >= 20
    for badge in BADGES:
        assert badge.grade in GRADES
        assert badge.name
        assert badge.description.endswith(".")
        with connection.cursor() as cursor:
            cursor.execute(badge.rule)
            assert [column.name for column in cursor.description] == ["member_id", "post_id"]
