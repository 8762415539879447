"""Masked posts: nobody but their author learns whose they are, and the author loses nothing by it but points."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.appeals import Statement, decide_appeal, file_appeal
from qa.actions.approvals import reject_post
from qa.actions.closures import close_question, reopen_question
from qa.actions.hidings import hide_post, show_post
from qa.actions.notices import REJECTED, send_notice
from qa.actions.votes import cast_vote
from qa.actions.writing import Byline
from qa.models import (
    Acceptance,
    Activity,
    Closure,
    Hiding,
    LogEntry,
    LogPart,
    NoticeAddress,
    Post,
    ReviewItem,
    Revision,
)
from qa.news.models import Notice
from qa.policies.posts import owns
from qa.reads.masks import read_usual_grade
from qa.rules.grades import MASKED, NAMED
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
UNNAMED = Byline(grade=MASKED)


@pytest.fixture
def question(cast):
    return make.question(cast.asker, byline=UNNAMED)


def test_a_masked_post_names_nobody_and_brings_no_points(cast, question):
    post = Post.objects.get(pk=question.pk)
    assert (post.author_id, post.author_name, post.visitor_key) == (None, "", "")
    assert post.mask_key
    assert owns(cast.asker, post)
    assert not owns(cast.reader, post)
    assert not Activity.objects.exclude(actor=None).exists()
    assert not Revision.objects.exclude(editor=None).exists()
    assert make.points(cast.asker) == make.points(cast.reader)
    assert make.drift() == []


def test_moderators_read_that_it_is_masked_not_sealed_and_a_rejection_reaches_the_author_by_a_notice(
    cast, mailoutbox
):
    options.save({"is_unapproved_held": True})
    held = make.question(cast.asker, byline=Byline("", True, "asker@example.org", grade=MASKED))
    item = ReviewItem.objects.get(post=held)
    page = make.client(cast.moderator).get(item.get_absolute_url()).text
    assert "Two people of the team together can be told" in page
    assert "nobody can find out" not in page
    NoticeAddress.objects.get_or_create(post=held, defaults={"email": "asker@example.org"})
    Post.objects.filter(pk=held.pk).update(wants_notice=True)
    reject_post(cast.moderator, held.pk, reason="Please leave out the name of the doctor.")
    assert send_notice.call(held.pk, REJECTED, held.pk) is False
    work()
    assert Notice.objects.get(recipient=cast.asker.user).kind == "decision"
    assert mailoutbox == []


def test_in_a_thread_the_same_hand_is_recognised_and_in_another_one_it_is_not(cast, question):
    comment = make.comment(question, cast.asker, byline=UNNAMED)
    other = make.comment(question, cast.reader, byline=UNNAMED)
    elsewhere = make.question(cast.asker, byline=UNNAMED)
    keys = [Post.objects.get(pk=post.pk).mask_key for post in (question, comment, other, elsewhere)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    page = make.client(cast.reader).get(question.get_absolute_url()).text
    assert page.count("anonymous (asked this)") == 1


def test_what_a_masked_author_does_to_the_post_names_nobody(cast, question):
    answer = make.answer(question, cast.answerer)
    accept_answer(cast.asker, answer.pk)
    make.edit(cast.asker, question.pk, "Other words about it.")
    close_question(cast.asker, question.pk, reason="It helped.")
    reopen_question(cast.asker, question.pk)
    hide_post(cast.asker, question.pk)
    assert Hiding.objects.get().hidden_by is None
    show_post(cast.asker, question.pk)
    close_question(cast.asker, question.pk, reason="It helped.")
    assert Acceptance.objects.get().accepted_by is None
    assert Closure.objects.get().closed_by is None
    assert Closure.objects.get().is_by_asker
    own = Activity.objects.exclude(actor=cast.answerer.user)
    assert set(own.values_list("actor", flat=True)) == {None}
    assert not Revision.objects.filter(editor=cast.asker.user).exists()
    found = Post.objects.get(pk=question.pk)
    assert (found.edited_by, found.changed_by) == (None, None)
    assert make.drift() == []


def test_a_masked_author_has_the_rights_of_an_author_and_no_others(cast, question):
    with pytest.raises(PermissionDenied, match="your own post"):
        cast_vote(cast.asker, question.pk, 1)
    cast_vote(cast.reader, question.pk, 1)
    answer = make.answer(question, cast.asker)
    with pytest.raises(PermissionDenied, match="without your name"):
        accept_answer(cast.asker, answer.pk)
    with pytest.raises(PermissionDenied):
        make.edit(cast.reader, question.pk, "Mine now.")


def test_a_masked_author_appeals_masked_and_nobody_else_does(cast, question):
    hide_post(cast.moderator, question.pk, reason="It names a neighbour.")
    entry = LogEntry.objects.get(post_id=question.pk)
    with pytest.raises(Http404):
        file_appeal(cast.reader, entry.pk, "It names nobody.")
    appeal = file_appeal(cast.asker, entry.pk, "It names nobody.")
    assert appeal.appellant is None
    assert make.client(cast.reader).get(f"/appeals/{appeal.pk}/").status_code == 404
    assert "It names nobody." in make.client(cast.asker).get(f"/appeals/{appeal.pk}/").text
    told = Statement("It names nobody.", "None.", "It is shown again.")
    decide_appeal(cast.administrator, appeal.pk, is_overturned=True, statement=told)
    assert not Post.objects.get(pk=question.pk).is_hidden
    assert "asker" not in str(list(LogPart.objects.values_list("content", flat=True)))


def test_nobody_is_named_because_something_is_not_offered_any_more(cast, question):
    options.save({"are_masked_answers_offered": False, "are_sealed_posts_allowed": False})
    with pytest.raises(PermissionDenied, match="not offered"):
        make.answer(question, cast.reader, byline=UNNAMED)
    address = f"/questions/{question.pk}/answers/"
    body = "Some calm words that help a little."
    refused = make.client(cast.reader).post(address, {"body": body, "grade": MASKED})
    assert refused.status_code == 422
    assert "Nothing was posted" in refused.text
    assert body in refused.text
    assert not Post.objects.filter(kind="A").exists()


def test_whoever_wrote_masked_goes_on_masked_by_the_form_a_program_and_the_mail(cast, question):
    assert read_usual_grade(cast.asker, question) == MASKED
    assert read_usual_grade(cast.reader, question) == NAMED
    for address in (question.get_absolute_url() + "?answer=1", f"/posts/{question.pk}/comments/"):
        assert re.search(r'value="masked"[^>]*checked', make.client(cast.asker).get(address).text), address
        assert re.search(r'value="named"[^>]*checked', make.client(cast.reader).get(address).text), address


def test_a_picture_does_not_tell_who_sent_it(cast):
    picture = make.image(cast.asker)
    post = make.question(cast.asker, body=picture.markdown, byline=UNNAMED)
    picture.refresh_from_db()
    assert picture.uploader is None
    hide_post(cast.moderator, post.pk, reason="Not for here.")
    assert make.client(cast.asker).get(picture.get_absolute_url()).status_code == 200
    assert make.client(cast.reader).get(picture.get_absolute_url()).status_code == 404


def test_visitors_are_not_offered_what_they_have_already(cast, question):
    with pytest.raises(PermissionDenied, match="not signed in"):
        make.answer(question, make.visitor(), byline=UNNAMED)
    assert "Without my name" not in make.client().get("/ask/").text
    assert "Without my name" in make.client(cast.reader).get("/ask/").text
