"""What a measure takes, and what it leaves, at every policy of posts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum.options import Options
from qa.models import Post
from qa.policies import posts as policies
from qa.policies.images import may_attach, may_upload
from qa.policies.restrictions import is_free
from qa.rules.rights import Right

pytestmark = pytest.mark.django_db
OPTIONS = Options(are_comment_votes_allowed=True, are_files_allowed=True)
SOON = (timezone.now() + timedelta(days=1)).isoformat()
OVER = (timezone.now() - timedelta(seconds=1)).isoformat()


def editor(restrictions=None, has_open_warning=False, level=Level.MODERATOR):
    user = User(pk=7, username="robin", level=level, restrictions=restrictions or {})
    user.has_open_warning = has_open_warning
    return Viewer(user)


def post(kind, mine=False, **fields):
    return Post(kind=kind, author_id=7 if mine else 8, **fields)


Q, A, C = Post.Kind.QUESTION, Post.Kind.ANSWER, Post.Kind.COMMENT
ACTS = {
    "ask": (Right.ASK, lambda v: policies.may_ask(v, OPTIONS)),
    "answer": (Right.ANSWER, lambda v: policies.may_answer(v, post(Q), OPTIONS)),
    "comment": (Right.COMMENT, lambda v: policies.may_comment(v, post(Q), post(Q), OPTIONS)),
    "vote on a question": (Right.VOTE_QUESTION, lambda v: policies.may_vote(v, post(Q), post(Q), OPTIONS)),
    "vote on an answer": (Right.VOTE_ANSWER, lambda v: policies.may_vote(v, post(A), post(Q), OPTIONS)),
    "vote on a comment": (Right.VOTE_COMMENT, lambda v: policies.may_vote(v, post(C), post(Q), OPTIONS)),
    "edit a question": (Right.EDIT_QUESTION, lambda v: policies.may_edit(v, post(Q))),
    "edit one's own answer": (Right.EDIT_ANSWER, lambda v: policies.may_edit(v, post(A, mine=True))),
    "edit a comment": (Right.EDIT_COMMENT, lambda v: policies.may_edit(v, post(C))),
    "edit silently": (Right.EDIT_SILENTLY, policies.may_edit_silently),
    "retag": (Right.RETAG, lambda v: policies.may_retag(v, post(Q))),
    "open to all": (Right.EDIT_ANSWER, lambda v: policies.may_open_to_all(v, post(A))),
    "set a check": (Right.EDIT_ANSWER, lambda v: policies.may_set_check(v, post(A))),
    "convert": (Right.EDIT_COMMENT, lambda v: policies.may_convert(v, post(C, pk=1), post(Q), has_follow_ons=False)),
    "flag": (Right.FLAG, lambda v: policies.may_flag(v, post(Q))),
    "accept for others": (Right.ACCEPT, lambda v: policies.may_accept(v, post(A), post(Q))),
    "close": (Right.CLOSE, lambda v: policies.may_close(v, post(Q), OPTIONS)),
    "reopen": (Right.CLOSE, lambda v: policies.may_reopen(v, post(Q, is_closed=True), is_closed_by_asker=False)),
    "hide": (Right.HIDE, lambda v: policies.may_hide(v, post(A))),
    "show": (Right.HIDE, lambda v: policies.may_show(v, post(A, is_hidden=True), False)),
    "clear flags": (Right.HIDE, lambda v: policies.may_clear_flags(v, post(A, flag_count=1))),
    "approve": (Right.MODERATE, lambda v: policies.may_approve(v, post(A, is_hidden=True, is_held=True))),
    "delete": (Right.DELETE, lambda v: policies.may_delete(v, post(A, is_hidden=True))),
}  # fmt: skip
ONLY_BY_BLOCK = {
    "accept for one's own question": lambda v: policies.may_accept(v, post(A), post(Q, mine=True)),
    "close one's own question": lambda v: policies.may_close(v, post(Q, mine=True), OPTIONS),
    "show one's own post": lambda v: policies.may_show(v, post(A, mine=True, is_hidden=True), True),
    "say that a duplicate helped": lambda v: policies.may_decide_duplicate(
        v, post(Q, mine=True, is_closed=True)
    ),
    "add a picture": lambda v: may_upload(v, OPTIONS),
    "add a file": lambda v: may_attach(v, OPTIONS),
}
WRITING = {
    "ask", "answer", "comment", "edit a question", "edit one's own answer", "edit a comment", "retag", "open to all",
    "set a check", "convert",
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_a_suspension_takes_exactly_its_right_until_its_end(act):
    right, ask = ACTS[act]
    assert ask(editor())
    verdict = ask(editor({str(right): SOON}))
    assert not verdict
    assert verdict.is_restricted
    assert ask(editor({str(right): OVER}))
    others = {str(other): None for other in Right if other != right}
    assert ask(editor(others)), "rights that are not this one"


@pytest.mark.parametrize("act", [*ACTS, *ONLY_BY_BLOCK])
def test_a_block_takes_all_writing(act):
    ask = ACTS[act][1] if act in ACTS else ONLY_BY_BLOCK[act]
    assert ask(editor())
    assert ask(editor({"all": None})).is_restricted
    assert ask(editor({"all": SOON})).is_restricted
    assert ask(editor({"all": OVER}))


@pytest.mark.parametrize("act", ONLY_BY_BLOCK)
def test_what_is_ones_own_stays_while_single_rights_are_taken(act):
    assert ONLY_BY_BLOCK[act](editor({str(right): None for right in Right}))


def test_taking_back_what_one_wrote_is_always_open():
    assert policies.may_hide(editor({"all": None}, level=Level.REGISTERED), post(A, mine=True))


def test_reading_is_always_open():
    assert policies.may_see(editor({"all": None}, level=Level.REGISTERED), post(Q))


@pytest.mark.parametrize("act", ACTS)
def test_a_warning_waits_before_writing_and_nothing_else(act):
    verdict = ACTS[act][1](editor(has_open_warning=True))
    assert bool(verdict) is (act not in WRITING)
    assert verdict.needs_reading is (act in WRITING)


def test_claiming_counts_as_writing():
    viewer = Viewer(editor({"answer": SOON}).user, claim_key="key")
    found = Post(kind=A, visitor_key="key")
    verdict = policies.may_claim(viewer, found, post(Q), has_answered=False, options=OPTIONS)
    assert verdict.is_restricted


def test_the_sentence_names_what_and_until_when():
    until = timezone.now() + timedelta(days=400)
    words = is_free(editor({"ask": until.isoformat()}), Right.ASK)[1]
    assert "ask questions" in words
    assert str(timezone.localtime(until).year) in words
    assert "at present" in is_free(editor({"all": None}), Right.EDIT_SILENTLY)[1]
