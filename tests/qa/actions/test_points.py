"""Points by the formula, and no drift whatever happens in whatever order."""

import contextlib
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import TooMany
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer, remove_acceptance
from qa.actions.approvals import approve_post, reject_post
from qa.actions.claims import claim_post
from qa.actions.closures import close_question, dispute_duplicate, reopen_question
from qa.actions.conversions import convert_to_answer, convert_to_comment
from qa.actions.deletions import delete_post
from qa.actions.edits import edit_question, restore_revision, retag_question
from qa.actions.flags import clear_flags, flag_post, withdraw_flag
from qa.actions.hidings import hide_post, show_post
from qa.actions.questions import Draft
from qa.actions.recount import recount
from qa.actions.rescaling import advance, change_scale
from qa.actions.standings import set_bonus
from qa.actions.view_counts import counter, flush_views
from qa.actions.votes import cast_vote
from qa.models import Flag, Post, Standing
from qa.reads.earned import list_earned, list_months
from qa.reads.ledger import load_ledger, posts_with_points, tell_line
from tests import make

pytestmark = pytest.mark.django_db


def test_a_new_member_has_the_base_points(cast):
    assert make.points(cast.reader) == 100


def test_asking_answering_and_commenting_earn_20_40_and_nothing(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    make.comment(answer, cast.reader)
    assert [make.points(one) for one in (cast.asker, cast.answerer, cast.reader)] == [120, 140, 100]


def test_an_accepted_answer_earns_300_and_accepting_30(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    accept_answer(cast.asker, answer.pk)
    assert make.points(cast.answerer) == 100 + 40 + 300
    assert make.points(cast.asker) == 100 + 20 + 30


def test_accepting_ones_own_answer_counts_for_accepting_only(cast):
    answer = make.answer(make.question(cast.asker), cast.asker)
    accept_answer(cast.asker, answer.pk)
    assert make.points(cast.asker) == 100 + 20 + 40 + 30


def test_an_anonymous_asker_can_make_an_answer_earn_its_points(cast):
    visitor = make.visitor()
    answer = make.answer(make.question(visitor), cast.answerer)
    accept_answer(visitor, answer.pk)
    assert make.points(cast.answerer) == 440


def test_a_hidden_question_no_longer_counts_but_its_votes_do(cast):
    question = make.question(cast.asker)
    cast_vote(cast.reader, question.pk, 1)
    hide_post(cast.asker, question.pk)
    assert make.points(cast.asker) == 100 + 10
    show_post(cast.asker, question.pk)
    assert make.points(cast.asker) == 100 + 20 + 10


def test_deleting_a_question_takes_everybodys_points_from_it(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    cast_vote(cast.reader, answer.pk, 1)
    accept_answer(cast.asker, answer.pk)
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    delete_post(cast.moderator, question.pk, reason="Not for here.", with_dependants=True)
    assert [make.points(one) for one in (cast.asker, cast.answerer, cast.reader)] == [100, 100, 100]
    assert make.drift() == []


def test_bonus_points_move_the_total_by_the_difference(cast):
    set_bonus(cast.administrator, cast.reader.user, 50)
    set_bonus(cast.administrator, cast.reader.user, 20)
    assert make.points(cast.reader) == 120
    with pytest.raises(PermissionDenied):
        set_bonus(cast.moderator, cast.reader.user, 1000)
    assert make.drift() == []


def test_recount_finds_and_mends_figures_that_somebody_changed_behind_its_back(cast):
    question = make.question(cast.asker, tags=("sleep",), category=make.category("Health"))
    make.answer(question, cast.answerer)
    Post.objects.filter(pk=question.pk).update(answer_count=7, up_count=3, tag_names=["x"], hotness=1)
    Standing.objects.filter(user=cast.asker.user).update(question_count=9)
    type(cast.asker.user).objects.filter(pk=cast.asker.user_id).update(points=1)
    found = {drift.figure for drift in recount() if drift.row_count}
    assert found == {
        "qa_post.up_count", "qa_post.answer_count", "qa_post.tag_names", "qa_post.hotness",
        "qa_standing.question_count", "accounts_user.points",
    }  # fmt: skip
    assert make.drift() == []
    assert make.points(cast.asker) == 120


def sum_ledgers():
    """What each member's page of points adds up to, post by post."""
    found = {}
    for member in User.objects.all():
        ledger = load_ledger(Viewer(member), member)
        posts = posts_with_points(member, is_whole=True, has_all=True)
        earned = sum(tell_line(Viewer(member), post).amount for post in posts)
        assert earned == ledger.posts
        found[member.pk] = ledger.begin + ledger.bonus + ledger.cast + earned
    return found


class Community(RuleBasedStateMachine):
    """Random members do random things; after each, every derived figure equals what the rows say."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        levels = (Level.REGISTERED, Level.REGISTERED, Level.EXPERT, Level.MODERATOR)
        self.people = [make.member(level=level) for level in levels] + [make.visitor()]
        top = make.category()
        self.categories = [top, make.category(parent=top), None]
        make.answer(make.question(self.people[0], category=self.categories[1]), self.people[1])

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def person(self, number):
        return self.people[number % len(self.people)]

    def post(self, number, **where):
        ids = list(Post.objects.filter(**where).order_by("pk").values_list("pk", flat=True))
        return ids[number % len(ids)] if ids else 0

    def attempt(self, act, *arguments, **words):
        with contextlib.suppress(PermissionDenied, ValidationError, Http404, TooMany):
            act(*arguments, **words)

    who = st.integers(0, 4)
    which = st.integers(0, 30)

    @rule(
        who=who,
        place=st.integers(0, 2),
        tags=st.lists(st.sampled_from(["sleep", "grief", "Trauer"]), max_size=3),
    )
    def ask(self, who, place, tags):
        self.attempt(make.question, self.person(who), category=self.categories[place], tags=tuple(tags))

    @rule(who=who, which=which)
    def answer(self, who, which):
        question = Post.objects.questions().filter(pk=self.post(which, kind="Q")).first()
        if question:
            self.attempt(make.answer, question, self.person(who))

    @rule(who=who, which=which)
    def comment(self, who, which):
        post = Post.objects.filter(pk=self.post(which)).first()
        if post:
            self.attempt(make.comment, post, self.person(who))

    @rule(who=who, which=which, value=st.sampled_from([-1, 0, 1]))
    def vote(self, who, which, value):
        self.attempt(cast_vote, self.person(who), self.post(which), value)

    @rule(who=who, which=which)
    def accept(self, who, which):
        self.attempt(accept_answer, self.person(who), self.post(which, kind="A"))

    @rule(who=who, which=which)
    def unaccept(self, who, which):
        self.attempt(remove_acceptance, self.person(who), self.post(which, kind="A"))

    @rule(who=who, which=which)
    def hide(self, who, which):
        self.attempt(hide_post, self.person(who), self.post(which), reason="Not for here.")

    @rule(who=who, which=which)
    def show(self, who, which):
        self.attempt(show_post, self.person(who), self.post(which, is_hidden=True))

    @rule(is_held=st.booleans(), are_edits_held=st.booleans())
    def moderate(self, is_held, are_edits_held):
        held = {
            "are_comment_votes_allowed": are_edits_held,
            "is_visitor_held": is_held,
            "is_unapproved_held": is_held,
            "is_edit_held": are_edits_held,
        }
        options.save(held)

    @rule(
        base=st.integers(-5, 200), answer=st.integers(0, 9), comment=st.integers(0, 2), cap=st.integers(0, 4)
    )
    def rescale(self, base, answer, comment, cap):
        wanted = {"points_base": base, "points_post_a": answer, "points_per_c_voted_up": comment}
        found = change_scale(make.SYSTEM, wanted | {"points_a_voted_max_gain": cap})
        advance(found.pk)

    @rule(bonus=st.integers(-50, 50), who=who)
    def give(self, bonus, who):
        if self.person(who).is_member:
            set_bonus(make.SYSTEM, self.person(who).user, bonus)

    @rule(which=which)
    def approve(self, which):
        self.attempt(approve_post, self.people[3], self.post(which, is_held=True))

    @rule(which=which)
    def reject(self, which):
        self.attempt(reject_post, self.people[3], self.post(which, is_held=True), "Not like this.")

    @rule(which=which)
    def delete(self, which):
        self.attempt(
            delete_post,
            self.people[3],
            self.post(which, is_hidden=True),
            reason="Not for here.",
            with_dependants=bool(which % 2),
        )

    @rule(which=which, other=which)
    def turn_into_a_comment(self, which, other):
        self.attempt(convert_to_comment, self.people[3], self.post(which, kind="A"), self.post(other))

    @rule(which=which)
    def turn_into_an_answer(self, which):
        self.attempt(convert_to_answer, self.people[3], self.post(which, kind="C"))

    @rule(who=who, which=which)
    def claim(self, who, which):
        member = self.person(who)
        if member.is_member:
            viewer = Viewer(user=member.user, claim_key=self.people[4].visitor_key)
            self.attempt(claim_post, viewer, self.post(which, author=None))

    @rule(
        who=who,
        which=which,
        place=st.integers(0, 2),
        tags=st.lists(st.sampled_from(["sleep", "work"]), max_size=2),
    )
    def retag(self, who, which, place, tags):
        question = Post.objects.questions().filter(pk=self.post(which, kind="Q")).first()
        if question:
            category = self.categories[place]
            self.attempt(
                retag_question, self.person(who), question.pk, category, tags, version=question.version
            )

    @rule(who=who, which=which, version=st.integers(1, 4))
    def restore(self, who, which, version):
        self.attempt(restore_revision, self.person(who), self.post(which), version)

    @rule(who=who, which=which)
    def dispute(self, who, which):
        self.attempt(dispute_duplicate, self.person(who), self.post(which, kind="Q"), "It is about me.")

    @rule(which=which)
    def clear_the_flags(self, which):
        self.attempt(clear_flags, self.people[3], self.post(which), reason="All is well.")

    @rule(who=who, which=which, other=which)
    def close(self, who, which, other):
        original = Post.objects.questions().filter(pk=self.post(other, kind="Q")).first()
        self.attempt(
            close_question,
            self.person(who),
            self.post(which, kind="Q"),
            duplicate_of=original,
            reason="asked",
        )

    @rule(who=who, which=which)
    def reopen(self, who, which):
        self.attempt(reopen_question, self.person(who), self.post(which, kind="Q"))

    @rule(who=who, which=which)
    def flag(self, who, which):
        self.attempt(flag_post, self.person(who), self.post(which), reason=Flag.Reason.RUDE)

    @rule(who=who, which=which)
    def unflag(self, who, which):
        if self.person(who).is_member:
            self.attempt(withdraw_flag, self.person(who), self.post(which))

    @rule(
        who=who,
        which=which,
        place=st.integers(0, 2),
        tags=st.lists(st.sampled_from(["sleep", "work"]), max_size=2),
    )
    def edit(self, who, which, place, tags):
        question = Post.objects.questions().filter(pk=self.post(which, kind="Q")).first()
        if question:
            draft = Draft("Edited words of a title", compose(f"text {which}"), self.categories[place], tags)
            self.attempt(edit_question, self.person(who), question.pk, draft, version=question.version)

    @rule(which=which)
    def view(self, which):
        counter.add(self.post(which, kind="Q"), f"somebody{which}")
        flush_views()

    @invariant()
    def no_figure_differs_from_the_rows(self):
        assert make.drift() == []

    @invariant()
    def the_ledger_adds_up_to_the_points_of_everybody(self):
        assert sum_ledgers() == dict(User.objects.values_list("pk", "points"))

    @invariant()
    def the_months_of_everybody_come_to_the_same(self):
        base = options.load().points_base
        for pk, points, bonus in User.objects.values_list("pk", "points", "bonus_points"):
            months = list_months(pk, base + bonus, is_whole=True)
            assert (months[-1].total if months else base + bonus) == points

    @invariant()
    def what_was_earned_since_ever_is_everything_but_base_and_bonus(self):
        base, earned = options.load().points_base, list_earned(datetime(2000, 1, 1, tzinfo=UTC))
        members = User.objects.values_list("pk", "points", "bonus_points")
        assert {pk: earned.get(pk, 0) for pk, _points, _bonus in members} == {
            pk: points - base - bonus for pk, points, bonus in members
        }


@pytest.mark.django_db
def test_no_sequence_of_actions_makes_a_derived_figure_drift():
    run_state_machine_as_test(
        Community,
        settings=HYPOTHESIS,
    )


HYPOTHESIS = settings(
    max_examples=9,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
