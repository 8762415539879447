"""A question that was asked before: help instead of punishment."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from qa.actions.closures import close_question, confirm_duplicate, dispute_duplicate, reopen_question
from qa.models import Duplicate, Revision
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(cast):
    cast.original = make.question(cast.reader, "How did others get through this?")
    cast.best = make.answer(cast.original, cast.answerer, "Walking helped me a great deal.")
    cast.question = make.question(cast.asker, "How do others get through this, now?")
    close_question(cast.editor, cast.question.pk, duplicate_of=cast.original)
    return cast


def page_for(twins, viewer=None):
    return Page.of(make.client(viewer).get(twins.question.get_absolute_url()))


def test_the_best_answer_of_the_other_question_stands_on_the_page(twins):
    notice = page_for(twins).find(class_="notice--closed")
    assert notice.find("a").text == twins.original.title
    assert "Walking helped me" in notice.find("blockquote").text


def test_the_asker_says_that_it_helped(twins):
    confirm_duplicate(twins.asker, twins.question.pk)
    assert Duplicate.objects.get().outcome == "solved"
    assert "answered the question" in page_for(twins).find(class_="notice--closed").text
    twins.question.refresh_from_db()
    assert twins.question.is_closed


def test_the_asker_says_how_it_differs_and_the_question_is_open_with_that_on_its_page(twins):
    dispute_duplicate(twins.asker, twins.question.pk, "Mine is about the second year.")
    twins.question.refresh_from_db()
    assert not twins.question.is_closed
    assert "Mine is about the second year." in page_for(twins).find(class_="notice").text
    assert (
        Revision.objects.filter(post=twins.question).order_by("-version").first().note.startswith("Mine is")
    )
    assert make.drift() == []


def test_only_the_asker_decides_and_not_without_a_reason(twins):
    for viewer in (twins.reader, twins.editor, make.visitor()):
        with pytest.raises(PermissionDenied):
            confirm_duplicate(viewer, twins.question.pk)
    with pytest.raises(ValidationError):
        dispute_duplicate(twins.asker, twins.question.pk, "   ")


def test_the_buttons_are_the_askers_alone(twins):
    assert "This solved it" in page_for(twins, twins.asker).find(class_="notice--closed").text
    assert "This solved it" not in page_for(twins, twins.reader).find(class_="notice--closed").text


def test_a_question_closed_for_another_reason_has_nothing_to_decide(twins):
    reopen_question(twins.editor, twins.question.pk)
    close_question(twins.editor, twins.question.pk, reason="Settled.")
    with pytest.raises(Http404):
        confirm_duplicate(twins.asker, twins.question.pk)


def test_a_visitor_decides_about_their_own_question_too(twins):
    visitor = make.visitor()
    question = make.question(visitor)
    close_question(twins.editor, question.pk, duplicate_of=twins.original)
    dispute_duplicate(visitor, question.pk, "It is another thing.")
    question.refresh_from_db()
    assert not question.is_closed
