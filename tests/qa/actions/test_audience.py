"""Who may find a question: chosen by who asks, by a category, or later; all that hangs on it goes along."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum import options
from qa.actions.audience import set_audience
from qa.actions.categories import save_category
from qa.actions.edits import edit_question, restore_revision
from qa.actions.hidings import hide_post, show_post
from qa.actions.questions import Draft, ask_question
from qa.actions.recount import recount
from qa.actions.writing import Byline
from qa.models import Activity, Category, LogEntry, Post, Revision, Tag
from qa.news.actions.fanout import tell_of_what_happened
from qa.news.models import Notice
from qa.reads.mentions import compose_post
from tests import make

pytestmark = pytest.mark.django_db
EVERYBODY, READERS, MEMBERS = Post.Audience.EVERYBODY, Post.Audience.READERS, Post.Audience.MEMBERS


def ask(by, audience, category=None, tags=()):
    words = f"What helps on day {make.count()} of it?"
    return ask_question(
        by, Draft(words, compose_post("Some words."), category, list(tags), None, audience), Byline()
    )


def audiences(question):
    return set(Post.objects.filter(pk=question.pk).values_list("audience", flat=True)) | set(
        Post.objects.filter(question=question).values_list("audience", flat=True)
    )


def counts(of):
    row = type(of).objects.get(pk=of.pk)
    return row.question_count, row.members_count


def test_what_is_written_below_a_question_is_for_the_same_people(cast):
    question = ask(cast.asker, MEMBERS)
    answer = make.answer(question)
    make.comment(answer)
    make.comment(question)
    assert audiences(question) == {MEMBERS}
    set_audience(cast.asker, question.pk, EVERYBODY)
    assert audiences(question) == {EVERYBODY}
    assert make.drift() == []


def test_counts_know_how_many_are_for_members_through_every_change(cast):
    above = make.category("Health")
    below, other = make.category("Sleep", above), make.category("Other")
    question = ask(cast.asker, MEMBERS, below, ("night", "rest"))
    ask(cast.asker, EVERYBODY, below, ("night",))
    night, rest = (Tag.objects.get(name=name) for name in ("night", "rest"))
    assert [counts(of) for of in (above, below, other, night, rest)] == [
        (2, 1),
        (2, 1),
        (0, 0),
        (2, 1),
        (1, 1),
    ]
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert [counts(of) for of in (above, night, rest)] == [(1, 0), (1, 0), (0, 0)]
    show_post(cast.moderator, question.pk)
    draft = Draft(question.title, compose_post("Other words."), other, ["night", "calm"])
    edit_question(cast.asker, question.pk, draft, version=Post.objects.get(pk=question.pk).version)
    calm = Tag.objects.get(name="calm")
    assert [counts(of) for of in (above, other, night, rest, calm)] == [
        (1, 0),
        (1, 1),
        (2, 1),
        (0, 0),
        (1, 1),
    ]
    set_audience(cast.asker, question.pk, READERS)
    assert [counts(of) for of in (other, night, calm)] == [(1, 0), (2, 0), (1, 0)]
    assert make.drift() == []


def test_a_category_says_for_whom_at_least_and_its_questions_follow_at_once(cast):
    above = make.category("Health")
    below = make.category("Sleep", above)
    early, closer = ask(cast.asker, EVERYBODY, below, ("night",)), ask(cast.asker, MEMBERS, below)
    make.answer(early)
    above.audience = READERS
    save_category(make.SYSTEM, above)
    assert audiences(early) == {READERS}
    assert audiences(closer) == {MEMBERS}
    above.audience = MEMBERS
    save_category(make.SYSTEM, above)
    assert audiences(early) == {MEMBERS}
    assert audiences(ask(cast.asker, EVERYBODY, below)) == {MEMBERS}
    assert counts(Tag.objects.get(name="night")) == (1, 1)
    assert make.drift() == []
    with pytest.raises(PermissionDenied, match="fewer people"):
        set_audience(cast.asker, early.pk, EVERYBODY)
    above.audience = EVERYBODY
    save_category(make.SYSTEM, above)
    assert audiences(early) == {MEMBERS}
    set_audience(cast.asker, early.pk, EVERYBODY)
    assert audiences(early) == {EVERYBODY}


def test_a_question_that_comes_into_such_a_category_or_moves_with_its_own_is_for_fewer_people(cast):
    private, open_one = make.category("Private"), make.category("Open")
    private.audience = MEMBERS
    save_category(make.SYSTEM, private)
    moved, carried = ask(cast.asker, EVERYBODY, open_one), ask(cast.asker, EVERYBODY, open_one)
    answer = make.answer(moved)
    draft = Draft(moved.title, compose_post("Some words."), private)
    edit_question(cast.asker, moved.pk, draft, version=1)
    assert audiences(moved) == {MEMBERS}
    assert Post.objects.get(pk=answer.pk).audience == MEMBERS
    assert counts(private) == (1, 1)
    restore_revision(cast.asker, moved.pk, 1)
    assert Post.objects.get(pk=moved.pk).category == open_one
    assert audiences(moved) == {MEMBERS}  # nothing opens a question but its asker
    category = Category.objects.get(pk=open_one.pk)
    category.parent = private
    save_category(make.SYSTEM, category)
    assert audiences(carried) == {MEMBERS}
    assert make.drift() == []


def test_what_the_owner_does_not_offer_cannot_be_chosen_but_stays_where_it_is(cast):
    question = ask(cast.asker, MEMBERS)
    options.save({"is_members_only_offered": False})
    with pytest.raises(PermissionDenied, match="cannot be chosen"):
        ask(cast.asker, MEMBERS)
    set_audience(cast.asker, question.pk, READERS)
    with pytest.raises(PermissionDenied, match="cannot be chosen"):
        set_audience(cast.asker, question.pk, MEMBERS)
    with pytest.raises(PermissionDenied, match="cannot be chosen"):
        set_audience(cast.asker, question.pk, 7)


def test_moderators_say_why_and_open_a_question_to_no_more_people_than_its_asker_chose(cast):
    question = ask(cast.asker, READERS)
    with pytest.raises(PermissionDenied, match="Only the person who asked"):
        set_audience(cast.moderator, question.pk, EVERYBODY, reason="Let all read it.")
    with pytest.raises(ValidationError, match="why"):
        set_audience(cast.moderator, question.pk, MEMBERS)
    set_audience(cast.moderator, question.pk, MEMBERS, reason="It names a clinic.")
    set_audience(cast.moderator, question.pk, READERS, reason="The name is gone.")
    with pytest.raises(PermissionDenied, match="Only the person who asked"):
        set_audience(cast.moderator, question.pk, EVERYBODY, reason="Let all read it.")
    set_audience(cast.asker, question.pk, EVERYBODY)
    for stranger in (cast.reader, cast.expert, make.visitor()):
        with pytest.raises(PermissionDenied, match="person who asked and moderators"):
            set_audience(stranger, question.pk, MEMBERS, reason="I would.")
    entries = LogEntry.objects.filter(verb=LogEntry.Verb.CHANGED_AUDIENCE).order_by("pk")
    words = [entry.parts.get(kind="words").content for entry in entries]
    assert [one["change"]["audience"] for one in words] == [["readers", "members"], ["members", "readers"]]
    assert words[0]["reason"] == "It names a clinic."


def test_a_change_is_a_version_and_a_fact_that_its_asker_hears_of_from_others(cast):
    question = ask(cast.asker, EVERYBODY)
    set_audience(cast.asker, question.pk, READERS)
    set_audience(cast.moderator, question.pk, MEMBERS, reason="It names a clinic.")
    changes = Revision.objects.filter(post=question, change=Revision.Change.AUDIENCE).order_by("version")
    assert [change.note for change in changes][1] == "Members only. It names a clinic."
    facts = Activity.objects.filter(post=question, verb=Activity.Verb.AUDIENCE).order_by("pk")
    assert [(fact.details["before"], fact.details["after"]) for fact in facts] == [(0, 1), (1, 2)]
    while tell_of_what_happened():
        pass
    assert [notice.recipient_id for notice in Notice.objects.filter(post=question)] == [cast.asker.user_id]


def test_recount_finds_and_mends_posts_that_are_for_other_people_than_their_question(cast):
    question = ask(cast.asker, MEMBERS, make.category("Health"), ("night",))
    answer = make.answer(question)
    Post.objects.filter(pk=answer.pk).update(audience=EVERYBODY)
    Category.objects.update(members_count=0)
    Tag.objects.update(members_count=5)
    assert set(make.drift()) == {
        "qa_post.audience: 1",
        "qa_category.members_count: 1",
        "qa_tag.members_count: 1",
    }
    list(recount())
    assert make.drift() == []
    assert audiences(question) == {MEMBERS}


def test_the_same_again_changes_nothing(cast):
    question = ask(cast.asker, READERS)
    set_audience(cast.asker, question.pk, READERS)
    assert not Activity.objects.filter(verb=Activity.Verb.AUDIENCE).exists()
    assert Post.objects.get(pk=question.pk).version == 1
