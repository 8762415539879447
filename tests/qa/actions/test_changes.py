"""The last change of a post: what its page tells, of whom, and when it keeps quiet."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum import options
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer, remove_acceptance
from qa.actions.closures import close_question, reopen_question
from qa.actions.conversions import convert_to_answer, convert_to_comment
from qa.actions.edits import edit_question, edit_reply, retag_question
from qa.actions.hidings import hide_post, show_post
from qa.actions.questions import Draft
from qa.actions.recount import recount
from qa.actions.writing import Byline
from qa.models import Post
from tests import make
from tests.pages import Page, timeless

pytestmark = pytest.mark.django_db


def line_of(post, viewer=None):
    """The second meta line that the post's page shows, or ''."""
    post = Post.objects.get(pk=post.pk)
    page = Page.of(make.client(viewer).get((post.question or post).get_absolute_url()))
    place = page.find("article", class_="post--question") if post.is_question else page.find(id=post.anchor)
    lines = [timeless(line.text) for line in place.find_all("p", class_="meta--edited")]
    return lines[0] if lines else ""


def draft_of(post, body="Other words than before.", **more):
    return Draft(**{"title": post.title, "text": compose(body), "category": None, "tag_names": [], **more})


QUESTION = {
    "edited": lambda cast, q: edit_question(cast.editor, q.pk, draft_of(q), version=1),
    "retagged": lambda cast, q: retag_question(cast.editor, q.pk, None, ["night"], version=1),
    "moved to another category": lambda cast, q: retag_question(
        cast.editor, q.pk, make.category("Sleep"), ["night"], version=1
    ),
    "closed": lambda cast, q: close_question(cast.editor, q.pk, reason="Settled."),
    "hidden": lambda cast, q: hide_post(cast.editor, q.pk, reason="Not for here."),
}
ANSWER = {
    "edited": lambda cast, a: edit_reply(cast.editor, a.pk, compose("Better words than before."), version=1),
    "accepted": lambda cast, a: accept_answer(cast.editor, a.pk),
    "made a comment": lambda cast, a: convert_to_comment(cast.editor, a.pk, a.question_id),
}


@pytest.mark.parametrize("verb", QUESTION)
def test_the_page_tells_what_was_done_to_a_question_last_and_by_whom(cast, verb):
    question = make.question(cast.asker)
    assert line_of(question, cast.editor) == ""
    QUESTION[verb](cast, question)
    assert line_of(question, cast.editor) == f"{verb} just now by editor"
    assert make.drift() == []


@pytest.mark.parametrize("verb", ANSWER)
def test_the_page_tells_what_was_done_to_an_answer_last_and_by_whom(cast, verb):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    ANSWER[verb](cast, answer)
    assert line_of(answer) == f"{verb} just now by editor"
    assert make.drift() == []


def test_what_is_undone_is_told_in_turn(cast):
    question = make.question(cast.asker)
    comment = make.comment(question, cast.reader)
    close_question(cast.editor, question.pk, reason="Settled.")
    reopen_question(cast.moderator, question.pk)
    assert line_of(question) == "reopened just now by moderatrix"
    hide_post(cast.editor, question.pk, reason="Not for here.")
    show_post(cast.moderator, question.pk)
    assert line_of(question) == "shown again just now by moderatrix"
    convert_to_answer(cast.editor, comment.pk)
    assert line_of(comment) == "made an answer just now by editor"
    assert make.drift() == []


def test_an_edit_of_the_whole_question_that_touches_only_tags_or_category_says_so(cast):
    question = make.question(cast.asker, body="The very same.")
    same = compose("The very same.")
    edit_question(cast.editor, question.pk, draft_of(question, text=same, tag_names=["night"]), version=1)
    assert line_of(question).startswith("retagged")
    health = make.category("Health")
    draft = draft_of(question, text=same, tag_names=["night"], category=health)
    edit_question(cast.editor, question.pk, draft, version=2)
    assert line_of(question).startswith("moved to another category")
    told = Page.of(Client().get("/activity/")).find(class_="row").find(class_="meta").text
    assert timeless(told).startswith("moved to another category just now in Health by editor")


def test_an_acceptance_is_told_while_it_stands_and_what_was_before_comes_back(cast):
    question = make.question(cast.asker)
    first, second = make.answer(question, cast.answerer), make.answer(question, cast.reader)
    edit_reply(cast.expert, first.pk, compose("The expert's own words."), version=1)
    accept_answer(cast.asker, first.pk)
    assert line_of(first) == "accepted just now by asker"
    accept_answer(cast.asker, second.pk)
    assert line_of(first) == "edited just now by expert"
    remove_acceptance(cast.asker, second.pk)
    assert line_of(second) == ""
    assert make.drift() == []


def test_authors_put_their_words_right_for_five_minutes_unremarked_but_closing_is_told_at_once(cast):
    question = make.question(cast.asker)
    make.edit(cast.asker, question.pk, "A slip mended.")
    assert line_of(question) == ""
    close_question(cast.asker, question.pk, reason="It is settled.")
    assert line_of(question) == "closed just now by asker"
    for seconds, is_told in ((299, False), (301, True)):
        answer = make.answer(make.question(), cast.answerer)
        edit_reply(cast.answerer, answer.pk, compose("Mended a little later."), version=1)
        Post.objects.filter(pk=answer.pk).update(created_at=timezone.now() - timedelta(seconds=seconds))
        assert bool(line_of(answer)) is is_told


def test_a_silent_edit_never_shows_and_leaves_the_change_before_it_standing(cast):
    question = make.question(cast.asker)
    edit_question(cast.moderator, question.pk, draft_of(question), version=1, is_silent=True)
    assert line_of(question) == ""
    make.edit(cast.editor, question.pk, "Said aloud this time.")
    edit_question(cast.moderator, question.pk, draft_of(question), version=3, is_silent=True)
    assert line_of(question) == "edited just now by editor"
    assert make.drift() == []


def test_a_visitors_own_change_and_acceptance_are_told_under_the_names_they_gave(cast):
    asker, helper = make.visitor(), make.visitor()
    question = make.question(asker, byline=Byline(name="Sam"))
    answer = make.answer(question, helper, byline=Byline(name="Robin"))
    accept_answer(asker, answer.pk)
    assert line_of(answer) == "accepted just now by Sam"
    close_question(asker, question.pk, reason="It is settled.")
    assert line_of(question) == "closed just now by Sam"


def test_the_owner_may_leave_the_line_out(cast):
    question = make.question(cast.asker)
    close_question(cast.editor, question.pk, reason="Settled.")
    options.save({"are_changes_shown": False})
    assert line_of(question) == ""


def test_recount_finds_and_mends_a_last_change_that_is_not_that_of_the_facts(cast):
    question = make.question(cast.asker)
    close_question(cast.editor, question.pk, reason="Settled.")
    Post.objects.filter(pk=question.pk).update(last_change="edited", changed_by=None)
    assert make.drift() == ["qa_post.last_change: 1", "qa_post.changed_by_id: 1"]
    list(recount())
    assert line_of(question) == "closed just now by editor"


def test_when_an_account_goes_its_changes_are_nobodys(cast):
    question = make.question(cast.asker)
    close_question(cast.editor, question.pk, reason="Settled.")
    cast.editor.user.delete()
    assert line_of(question) == "closed just now by anonymous"
    assert make.drift() == []
