"""Asking: what is stored, counted and shown."""

import pytest
from django.db import IntegrityError, transaction

from forum.lib.errors import Conflict
from forum.lib.texts import compose
from qa.actions.edits import edit_question
from qa.actions.hidings import hide_post, show_post
from qa.actions.questions import Draft
from qa.actions.writing import Byline
from qa.models import Activity, Category, NoticeAddress, Post, Revision, Tag
from tests import make

pytestmark = pytest.mark.django_db


def counts(model):
    return {str(row): row.question_count for row in model.objects.all()}


def test_a_question_keeps_source_safe_html_and_plain_text(cast):
    question = make.question(cast.asker, body="**Hello** <script>alert(1)</script> 🙂 سلام")
    assert question.body == "**Hello** <script>alert(1)</script> 🙂 سلام"
    assert "<strong>Hello</strong>" in question.body_html
    assert "<script" not in question.body_html
    assert question.body_text == "Hello <script>alert(1)</script> 🙂 سلام"


def test_a_question_counts_for_its_category_and_all_above_it(cast):
    top = make.category("Health")
    middle = make.category("Sleep", parent=top)
    make.category("Work")
    question = make.question(cast.asker, category=make.category("Nightmares", parent=middle))
    assert counts(Category) == {"Health": 1, "Sleep": 1, "Nightmares": 1, "Work": 0}
    hide_post(cast.asker, question.pk)
    assert counts(Category) == {"Health": 0, "Sleep": 0, "Nightmares": 0, "Work": 0}
    show_post(cast.asker, question.pk)
    assert counts(Category)["Health"] == 1


def test_tags_are_found_whatever_their_case_and_accents_and_each_counts_once(cast):
    make.question(cast.asker, tags=("café", "sleep"))
    question = make.question(cast.asker, tags=("Cafe", "CAFÉ", "work"))
    assert question.tag_names == ["café", "work"]
    assert counts(Tag) == {"café": 2, "sleep": 1, "work": 1}


def test_a_question_by_a_visitor_keeps_the_name_and_the_address_only_for_notices():
    visitor = make.visitor()
    question = make.question(visitor, byline=Byline("Sam", True, "sam@example.org"))
    assert (question.author, question.author_name) == (None, "Sam")
    assert question.visitor_key == visitor.visitor_key
    assert NoticeAddress.objects.get(post=question).email == "sam@example.org"
    assert "sam@example.org" not in str(Activity.objects.values_list("details", flat=True))


def test_a_member_signs_with_their_account_and_no_other_name(cast):
    question = make.question(cast.asker, byline=Byline("Somebody else", False))
    assert (question.author, question.author_name, question.visitor_key) == (cast.asker.user, "", "")


def test_the_address_of_a_question_keeps_the_longest_words_and_every_script(cast):
    assert (
        make.question(
            cast.asker, "Why am I so tired after a good long sleep at night in the summer?"
        ).slug.count("-")
        >= 3
    )
    assert make.question(cast.asker, "كيف أستطيع أن أنام بهدوء؟").slug.startswith("كيف")
    assert make.question(cast.asker, "?!?! ... ?!?!").get_absolute_url().endswith("/")


def test_asking_is_recorded_once_with_its_first_revision(cast):
    question = make.question(cast.asker, tags=("sleep",))
    assert list(Activity.objects.values_list("verb", "actor__username")) == [("asked", "asker")]
    revision = Revision.objects.get()
    assert (revision.version, revision.title, revision.tag_names) == (1, question.title, ["sleep"])


def test_an_edit_moves_the_counts_and_keeps_both_versions(cast):
    here, there = make.category("Here"), make.category("There")
    question = make.question(cast.asker, category=here, tags=("old", "both"))
    draft = Draft("Something else entirely now?", compose("New words."), there, ["both", "new"])
    edited = edit_question(cast.editor, question.pk, draft, version=1, note="clearer")
    assert (edited.version, edited.edited_by, edited.slug) == (
        2,
        cast.editor.user,
        "something-else-entirely-now",
    )
    assert counts(Category) == {"Here": 0, "There": 1}
    assert counts(Tag) == {"old": 0, "both": 1, "new": 1}
    assert list(Revision.objects.order_by("version").values_list("version", "note")) == [
        (1, ""),
        (2, "clearer"),
    ]
    assert make.drift() == []


def test_an_edit_that_changes_nothing_leaves_no_trace(cast):
    question = make.question(cast.asker, body="Same words.", tags=("sleep",))
    edit_question(
        cast.asker, question.pk, Draft(question.title, compose("Same words."), None, ["sleep"]), version=1
    )
    question.refresh_from_db()
    assert (question.version, question.edited_at) == (1, None)


def test_an_edit_from_an_old_version_is_refused(cast):
    question = make.question(cast.asker)
    edit_question(cast.editor, question.pk, Draft(question.title, compose("First.")), version=1)
    with pytest.raises(Conflict, match="Somebody else"):
        edit_question(cast.asker, question.pk, Draft(question.title, compose("Second.")), version=1)


def test_ones_own_edit_within_five_minutes_is_not_announced_but_anybody_elses_is(cast):
    question = make.question(cast.asker)
    own = edit_question(cast.asker, question.pk, Draft(question.title, compose("A slip mended.")), version=1)
    assert not own.is_change_told
    other = edit_question(
        cast.editor, question.pk, Draft(question.title, compose("By an editor.")), version=2
    )
    assert other.is_change_told


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "Q", "title": ""},
        {"kind": "A", "title": ""},
        {"kind": "C", "title": "A title on a comment"},
        {"kind": "Q", "title": "Two authors", "visitor_key": "x", "author": True},
    ],
)
def test_the_database_itself_refuses_a_post_that_makes_no_sense(cast, broken):
    if broken.get("author"):
        broken = {**broken, "author": cast.asker.user}
    with pytest.raises(IntegrityError, match="qa_post_"), transaction.atomic():
        Post.objects.create(**broken)
