"""The writing forms: which fields who sees, and what is wrong with what was sent."""

from dataclasses import replace

import pytest

from forum.options import DEFAULTS
from qa.actions.writing import Byline
from qa.forms.writing import AnswerForm, CommentForm, QuestionEditForm, QuestionForm, ReplyEditForm
from tests import make

pytestmark = pytest.mark.django_db
TITLE = "How can I sleep through a whole night?"


def answer_form(viewer=None, data=None, **changes):
    return AnswerForm(data, viewer=viewer or make.visitor(), options=replace(DEFAULTS, **changes))


def question_form(viewer=None, data=None, **changes):
    sent = {"title": TITLE, "body": "", **data} if data is not None else None
    return QuestionForm(sent, viewer=viewer or make.visitor(), options=replace(DEFAULTS, **changes))


def test_a_visitor_may_give_a_name_and_an_address():
    assert list(answer_form().fields) == [
        "body",
        "content_warnings",
        "grade",
        "author_name",
        "wants_notice",
        "email",
        "reference",
        "submission_key",
    ]


def test_names_of_visitors_can_be_switched_off():
    assert "author_name" not in answer_form(is_visitor_naming_allowed=False).fields


def test_a_member_signs_with_the_name_of_the_account():
    assert list(answer_form(make.member()).fields) == ["body", "content_warnings", "grade", "submission_key"]
    with_address = answer_form(make.member(email="a@example.org"))
    assert list(with_address.fields) == [
        "body",
        "content_warnings",
        "grade",
        "wants_notice",
        "submission_key",
    ]
    assert with_address["wants_notice"].initial is True
    assert (
        answer_form(make.member(email="a@example.org"), is_notice_preset=False)["wants_notice"].initial
        is False
    )


def test_a_visitors_box_is_never_ticked_beforehand():
    assert answer_form()["wants_notice"].initial is False


@pytest.mark.parametrize(
    ("sent", "byline"),
    [
        ({}, Byline()),
        ({"author_name": "  Sam   B. "}, Byline("Sam B.")),
        ({"wants_notice": "on", "email": "s@example.org"}, Byline("", True, "s@example.org")),
        ({"email": "s@example.org"}, Byline()),
        ({"author_name": "\u0301\u200b"}, Byline()),
    ],
)
def test_a_visitor_signs_as_they_like(sent, byline):
    form = answer_form(data={"body": "Some words that may help.", **sent})
    assert form.is_valid(), form.errors
    assert form.byline == byline


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"wants_notice": "on"}, "email", "give the address"),
        ({"wants_notice": "on", "email": "nonsense"}, "email", "valid email address"),
        ({"email": "x" * 80 + "@example.org"}, "email", "at most 80 characters"),
        ({"author_name": "x" * 41}, "author_name", "at most 40 characters"),
        ({"author_name": "a\u202eb"}, "author_name", "direction"),
        ({"body": "Hm."}, "body", "at least 12 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_only_there(sent, field, sentence):
    form = answer_form(data={"body": "Some words that may help.", **sent})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
    assert sentence in form.errors[field][0]


@pytest.mark.parametrize("key", ["", "nonsense", "\x00", "1" * 1000])
def test_a_broken_hidden_key_is_no_key_and_no_obstacle(key):
    form = answer_form(data={"body": "Some words that may help.", "submission_key": key})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["submission_key"] is None


def test_every_form_that_is_opened_has_a_key_of_its_own():
    first, second = (str(answer_form()["submission_key"].value()) for _ in range(2))
    assert first != second
    form = answer_form(data={"body": "Some words that may help.", "submission_key": first})
    assert form.is_valid()
    again = answer_form(data={"body": "Some words that may help.", "submission_key": first})
    other = answer_form(data={"body": "Other words that may help.", "submission_key": first})
    assert again.is_valid() and other.is_valid()
    assert form.cleaned_data["submission_key"] == again.cleaned_data["submission_key"]
    assert form.cleaned_data["submission_key"] != other.cleaned_data["submission_key"]


def test_a_comment_may_be_shorter_than_an_answer_where_the_owner_says_so():
    options = replace(DEFAULTS, comment_min_length=2)
    assert CommentForm({"body": "Hm."}, viewer=make.visitor(), options=options).is_valid()


def test_a_title_obeys_the_lengths_of_the_owner():
    assert question_form(data={}).is_valid()
    assert "at most 20 characters" in question_form(data={}, title_max_length=20).errors["title"][0]
    assert "at least 50 characters" in question_form(data={}, title_min_length=50).errors["title"][0]


def test_the_text_of_a_question_may_be_empty_unless_the_owner_wants_one():
    assert question_form(data={}).is_valid()
    assert not question_form(data={}, question_min_length=1).is_valid()


def test_a_category_is_asked_for_only_where_there_are_any_and_needed_only_where_the_owner_wants_it():
    assert "category" not in question_form().fields
    top = make.category("Health")
    make.category("Sleep", parent=top)
    assert [label for _value, label in question_form().fields["category"].choices] == [
        "Please choose", "Health", "\u2003Sleep",
    ]  # fmt: skip
    assert "category" in question_form(data={}).errors
    assert question_form(data={}, is_category_required=False).is_valid()
    assert question_form(data={"category": top.pk}).is_valid()


@pytest.mark.parametrize("value", ["999", "nonsense", "99999999999999999999", "\x00", "-1"])
def test_a_category_that_there_is_not_is_refused(value):
    make.category("Health")
    assert list(question_form(data={"category": value}).errors) == ["category"]


def test_tags_can_be_switched_off_and_are_then_not_read():
    form = question_form(data={"tags": "sleep"}, max_tags=0)
    assert "tags" not in form.fields
    assert form.is_valid()
    assert form.draft.tag_names == []


def test_a_draft_holds_what_was_cleaned():
    category = make.category("Health")
    data = {"title": f"  {TITLE} ", "body": "*Words*", "tags": "Sleep sleep", "category": category.pk}
    form = question_form(data=data)
    assert form.is_valid()
    draft = form.draft
    assert (draft.title, draft.text.plain, draft.category, draft.tag_names) == (
        TITLE,
        "Words",
        category,
        ["sleep"],
    )


def test_the_writers_of_titles_and_texts_choose_the_direction():
    form = question_form()
    assert form.fields["title"].widget.attrs["dir"] == form.fields["body"].widget.attrs["dir"] == "auto"


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "1.5", "99999999999999999999"])
def test_an_edit_without_the_version_it_began_with_is_refused(version):
    edit = ReplyEditForm(
        {"body": "Some words that may help.", "version": version},
        viewer=make.member(), options=DEFAULTS, min_text=5,
    )  # fmt: skip
    assert list(edit.errors) == ["version"]


def test_an_edit_may_say_why_and_asks_for_no_name():
    edit = QuestionEditForm(viewer=make.visitor(), options=DEFAULTS)
    assert set(edit.fields) == {"title", "body", "tags", "note", "version"}
    data = {"title": TITLE, "body": "", "version": "3", "note": " made  it shorter "}
    edit = QuestionEditForm(data, viewer=make.visitor(), options=DEFAULTS)
    assert edit.is_valid(), edit.errors
    assert (edit.cleaned_data["note"], edit.cleaned_data["version"]) == ("made it shorter", 3)


def test_a_form_costs_no_query_but_that_for_categories_beside_the_options_that_a_request_has_read(
    django_assert_num_queries,
):
    viewer, options = make.visitor(), DEFAULTS
    with django_assert_num_queries(1):
        AnswerForm(viewer=viewer, options=options)
    with django_assert_num_queries(2):
        QuestionForm(viewer=viewer, options=options)
