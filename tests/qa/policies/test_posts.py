"""Who may do what to which post, as one table: a new rule, role or state is a new line or column here."""

from dataclasses import replace

import pytest

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from forum.options import DEFAULTS
from qa.models import Category, Post
from qa.models.categories import EVERYBODY
from qa.policies import posts as rules

AUTHOR_ID, OTHER_ID = 1, 2


@pytest.fixture(autouse=True)
def _defaults():
    with options.using(DEFAULTS):
        yield


def member(pk, level=Level.REGISTERED):
    return Viewer(User(pk=pk, level=level))


WHO = {
    "nobody": Viewer(),
    "visitor": Viewer(visitor_key="another key"),
    "author": member(AUTHOR_ID),
    "reader": member(OTHER_ID),
    "approved": member(OTHER_ID, Level.APPROVED),
    "expert": member(OTHER_ID, Level.EXPERT),
    "editor": member(OTHER_ID, Level.EDITOR),
    "moderator": member(OTHER_ID, Level.MODERATOR),
    "administrator": member(OTHER_ID, Level.ADMINISTRATOR),
    "super": member(OTHER_ID, Level.SUPER_ADMINISTRATOR),
}

NO_SELF_ANSWERS = replace(DEFAULTS, is_self_answer_allowed=False)
NO_COMMENTS = replace(DEFAULTS, are_question_comments_allowed=False)
OPEN_COMMENTS_ONLY = replace(DEFAULTS, are_closed_comments_allowed=False)
NO_OWN_CLOSING = replace(DEFAULTS, is_closing_own_allowed=False)
NO_CLOSING = replace(DEFAULTS, is_closing_allowed=False)
ONE_ANSWER = replace(DEFAULTS, are_several_answers_allowed=False)
EXTRA_SHOWN = replace(DEFAULTS, is_extra_field_shown=True)
NO_FOLLOW_ONS = replace(DEFAULTS, are_follow_ons_allowed=False)
PUBLIC_FLAGS = replace(DEFAULTS, is_flag_count_public=True)
COMMENT_VOTES = replace(DEFAULTS, are_comment_votes_allowed=True)

# What is tried -> the policy that decides, of a viewer, a post and its question.
ACTS = {
    "see": lambda v, p, q: rules.may_see(v, p),
    "ask": lambda v, p, q: rules.may_ask(v, DEFAULTS),
    "approve": lambda v, p, q: rules.may_approve(v, p),
    "see_held": lambda v, p, q: rules.may_see_held(v),
    "file_in": lambda v, p, q: rules.may_file_in(v, Category(name="Health"), EVERYBODY),
    "file_in, for members": lambda v, p, q: rules.may_file_in(v, Category(name="Health"), Level.REGISTERED),
    "file_in, for experts": lambda v, p, q: rules.may_file_in(v, Category(name="Health"), Level.EXPERT),
    "see_extra": lambda v, p, q: rules.may_see_extra(v, p, DEFAULTS),
    "see_extra, shown to all": lambda v, p, q: rules.may_see_extra(v, p, EXTRA_SHOWN),
    "answer": lambda v, p, q: rules.may_answer(v, p, DEFAULTS),
    "answer, no self-answers": lambda v, p, q: rules.may_answer(v, p, NO_SELF_ANSWERS),
    "comment": lambda v, p, q: rules.may_comment(v, p, q, DEFAULTS),
    "comment, switched off on questions": lambda v, p, q: rules.may_comment(v, p, q, NO_COMMENTS),
    "comment, switched off when closed": lambda v, p, q: rules.may_comment(v, p, q, OPEN_COMMENTS_ONLY),
    "vote": lambda v, p, q: rules.may_vote(v, p, q, DEFAULTS),
    "vote, comments too": lambda v, p, q: rules.may_vote(v, p, q, COMMENT_VOTES),
    "vote_down": lambda v, p, q: rules.may_vote_down(v, p, q, DEFAULTS),
    "edit": lambda v, p, q: rules.may_edit(v, p),
    "accept": lambda v, p, q: rules.may_accept(v, p, q),
    "close": lambda v, p, q: rules.may_close(v, p, DEFAULTS),
    "reopen, closed by author": lambda v, p, q: rules.may_reopen(v, p, is_closed_by_asker=True),
    "reopen, closed by another": lambda v, p, q: rules.may_reopen(v, p, is_closed_by_asker=False),
    "close, askers may not": lambda v, p, q: rules.may_close(v, p, NO_OWN_CLOSING),
    "close, switched off": lambda v, p, q: rules.may_close(v, p, NO_CLOSING),
    "hide": lambda v, p, q: rules.may_hide(v, p),
    "hide, closed by author": lambda v, p, q: rules.may_hide(v, p, is_closed_by_asker=True),
    "hide, closed by another": lambda v, p, q: rules.may_hide(v, p, is_closed_by_asker=False),
    "show, hidden by author": lambda v, p, q: rules.may_show(v, p, True),
    "show, hidden by another": lambda v, p, q: rules.may_show(v, p, False),
    "delete": lambda v, p, q: rules.may_delete(v, p),
    "delete, others depend on it": lambda v, p, q: rules.may_delete(v, p, has_dependants=True),
    "answer_again, once": lambda v, p, q: rules.may_answer_again(True, ONE_ANSWER),
    "answer_again, as often": lambda v, p, q: rules.may_answer_again(True, DEFAULTS),
    "retag": lambda v, p, q: rules.may_retag(v, p),
    "edit_silently": lambda v, p, q: rules.may_edit_silently(v),
    "restore": lambda v, p, q: rules.may_restore(v, p),
    "open_to_all": lambda v, p, q: rules.may_open_to_all(v, p),
    "set_check": lambda v, p, q: rules.may_set_check(v, p),
    "see_checks": lambda v, p, q: rules.may_see_checks(v),
    "convert": lambda v, p, q: rules.may_convert(v, p, q, has_follow_ons=False),
    "convert, followed on": lambda v, p, q: rules.may_convert(v, p, q, has_follow_ons=True),
    "claim": lambda v, p, q: rules.may_claim(v, p, q, has_answered=False, options=DEFAULTS),
    "follow_on": lambda v, p, q: rules.may_follow_on(v, p, q, DEFAULTS),
    "follow_on, switched off": lambda v, p, q: rules.may_follow_on(v, p, q, NO_FOLLOW_ONS),
    "favourite": lambda v, p, q: rules.may_favourite(v, p),
    "clear_flags": lambda v, p, q: rules.may_clear_flags(v, p),
    "see_voters": lambda v, p, q: rules.may_see_voters(v),
    "see_flag_count": lambda v, p, q: rules.may_see_flag_count(v, DEFAULTS),
    "see_flag_count, everybody": lambda v, p, q: rules.may_see_flag_count(v, PUBLIC_FLAGS),
    "decide_duplicate": lambda v, p, q: rules.may_decide_duplicate(v, p),
    "flag": lambda v, p, q: rules.may_flag(v, p),
    "manage": lambda v, p, q: rules.may_manage_catalogue(v),
}

# + may, - may not; in the order of WHO: nobody visitor author reader approved expert editor moderator administrator super.
MATRIX = """
see                                 | question                      | + + + + + + + + + +
see                                 | closed question               | + + + + + + + + + +
see                                 | hidden question               | - - + - - - + + + +
see                                 | hidden answer                 | - - + - - - + + + +
see                                 | hidden comment                | - - + - - - + + + +
ask                                 | question                      | + + + + + + + + + +
file_in                             | question                      | + + + + + + + + + +
file_in, for members                | question                      | - - + + + + + + + +
file_in, for experts                | question                      | - - - - - + + + + +
see_extra                           | question                      | - - + - - - + + + +
see_extra, shown to all             | question                      | + + + + + + + + + +
answer                              | question                      | + + + + + + + + + +
answer                              | closed question               | - - - - - - - - - -
answer                              | hidden question               | - - - - - - - - - -
answer                              | answer                        | - - - - - - - - - -
answer, no self-answers             | question                      | + + - + + + + + + +
comment                             | question                      | + + + + + + + + + +
comment                             | answer                        | + + + + + + + + + +
comment                             | closed question               | + + + + + + + + + +
comment                             | answer of a closed question   | + + + + + + + + + +
comment                             | comment                       | - - - - - - - - - -
comment                             | hidden question               | - - - - - - - - - -
comment                             | hidden answer                 | - - - - - - - - - -
comment                             | answer of a hidden question   | - - - - - - - - - -
comment, switched off on questions  | question                      | - - - - - - - - - -
comment, switched off on questions  | answer                        | + + + + + + + + + +
comment, switched off when closed   | question                      | + + + + + + + + + +
comment, switched off when closed   | closed question               | - - - - - - - - - -
comment, switched off when closed   | answer of a closed question   | - - - - - - - - - -
vote                                | question                      | - - - + + + + + + +
vote                                | answer                        | - - - + + + + + + +
vote                                | closed question               | - - - + + + + + + +
vote                                | answer of a closed question   | - - - + + + + + + +
vote                                | comment                       | - - - - - - - - - -
vote                                | hidden question               | - - - - - - - - - -
vote                                | hidden answer                 | - - - - - - - - - -
vote                                | answer of a hidden question   | - - - - - - - - - -
vote, comments too                  | comment                       | - - - + + + + + + +
vote_down                           | question                      | - - - + + + + + + +
vote_down                           | hidden answer                 | - - - - - - - - - -
vote, comments too                  | hidden comment                | - - - - - - - - - -
vote, comments too                  | comment of a hidden question  | - - - - - - - - - -
edit                                | question                      | - - + - - - + + + +
edit                                | answer                        | - - + - - + + + + +
edit                                | comment                       | - - + - - - + + + +
edit                                | closed question               | - - - - - - - - - -
edit                                | answer of a closed question   | - - + - - + + + + +
edit                                | hidden question               | - - - - - - - - - -
edit                                | hidden answer                 | - - - - - - - - - -
edit                                | hidden comment                | - - - - - - - - - -
accept                              | answer                        | - - + - - + + + + +
accept                              | answer of a closed question   | - - + - - + + + + +
accept                              | hidden answer                 | - - - - - - - - - -
accept                              | answer of a hidden question   | - - - - - - - - - -
accept                              | question                      | - - - - - - - - - -
accept                              | comment                       | - - - - - - - - - -
close                               | question                      | - - + - - - + + + +
close                               | closed question               | - - - - - - - - - -
close                               | hidden question               | - - - - - - - - - -
close                               | answer                        | - - - - - - - - - -
reopen, closed by author            | closed question               | - - + - - - + + + +
reopen, closed by another           | closed question               | - - - - - - + + + +
reopen, closed by author            | question                      | - - - - - - - - - -
reopen, closed by author            | hidden closed question        | - - - - - - - - - -
hide                                | question                      | - - + - - - + + + +
hide                                | answer                        | - - + - - - + + + +
hide                                | comment                       | - - + - - - + + + +
hide, closed by author              | closed question               | - - + - - - + + + +
hide, closed by another             | closed question               | - - - - - - + + + +
hide                                | hidden question               | - - - - - - - - - -
see                                 | held question                 | - - + - - + + + + +
see                                 | held comment                  | - - + - - + + + + +
answer                              | held question                 | - - - - - - - - - -
comment                             | held answer                   | - - - - - - - - - -
comment                             | answer of a held question     | - - - - - - - - - -
vote                                | held answer                   | - - - - - - - - - -
edit                                | held question                 | - - + - - - - - - -
edit                                | held wiki answer              | - - + - - - - - - -
edit                                | held closed question          | - - - - - - - - - -
restore                             | held answer                   | - - + - - - - - - -
retag                               | held question                 | - - - - - - - - - -
accept                              | held answer                   | - - - - - - - - - -
close                               | held question                 | - - - - - - - - - -
convert                             | held answer                   | - - - - - - - - - -
follow_on                           | held answer                   | - - - - - - - - - -
open_to_all                         | held answer                   | - - - - - - - - - -
flag                                | held question                 | - - - - - - - - - -
delete                              | held question                 | - - - - - - - - - -
hide                                | held answer                   | - - + - - - - - - -
hide, closed by another             | held closed question          | - - - - - - - - - -
show, hidden by author              | held question                 | - - - - - - - - - -
approve                             | held question                 | - - - - - + + + + +
approve                             | held comment                  | - - - - - + + + + +
approve                             | question                      | - - - - - - - - - -
approve                             | hidden answer                 | - - - - - - - - - -
see_held                            | question                      | - - - - - + + + + +
show, hidden by author              | hidden question               | - - + - - - + + + +
show, hidden by author              | hidden flagged question       | - - - - - - + + + +
show, hidden by another             | hidden question               | - - - - - - + + + +
show, hidden by another             | hidden comment                | - - - - - - + + + +
show, hidden by author              | question                      | - - - - - - - - - -
delete                              | hidden question               | - - - - - - - + + +
delete                              | hidden answer                 | - - - - - - - + + +
delete                              | hidden comment                | - - - - - - - + + +
delete                              | question                      | - - - - - - - - - -
flag                                | question                      | - - - + + + + + + +
flag                                | flagged question              | - - - + + + + + + +
flag                                | answer                        | - - - + + + + + + +
flag                                | comment                       | - - - + + + + + + +
flag                                | hidden question               | - - - - - - - - - -
close, askers may not               | question                      | - - - - - - + + + +
close, switched off                 | question                      | - - - - - - - - - -
delete, others depend on it         | hidden question               | - - - - - - - - - -
answer_again, once                  | question                      | - - - - - - - - - -
answer_again, as often              | question                      | + + + + + + + + + +
retag                               | question                      | - - + - - - + + + +
retag                               | closed question               | - - + - - - + + + +
retag                               | wiki question                 | - - + + + + + + + +
retag                               | hidden question               | - - - - - - - - - -
retag                               | answer                        | - - - - - - - - - -
edit                                | wiki question                 | - - + + + + + + + +
edit                                | wiki answer                   | - - + + + + + + + +
edit                                | hidden wiki answer            | - - - - - - - - - -
edit_silently                       | question                      | - - - - - - - + + +
restore                             | question                      | - - + - - - + + + +
restore                             | closed question               | - - - - - - - - - -
open_to_all                         | question                      | - - + - - - - + + +
open_to_all                         | answer                        | - - + - - - - + + +
open_to_all                         | comment                       | - - - - - - - - - -
open_to_all                         | hidden answer                 | - - - - - - - - - -
set_check                           | answer                        | - - + - - + + + + +
set_check                           | hidden answer                 | - - - - - - - - - -
set_check                           | question                      | - - - - - - - - - -
see_checks                          | answer                        | - - - - - + + + + +
convert                             | answer                        | - - - - - - + + + +
convert                             | comment                       | - - - - - - + + + +
convert                             | question                      | - - - - - - - - - -
convert                             | hidden answer                 | - - - - - - - - - -
convert                             | answer of a hidden question   | - - - - - - - - - -
convert, followed on                | answer                        | - - - - - - - - - -
claim                               | question                      | - - - - - - - - - -
follow_on                           | answer                        | + + + + + + + + + +
follow_on                           | hidden answer                 | - - - - - - - - - -
follow_on                           | question                      | - - - - - - - - - -
follow_on, switched off             | answer                        | - - - - - - - - - -
favourite                           | question                      | - - + + + + + + + +
favourite                           | answer                        | - - - - - - - - - -
clear_flags                         | flagged question              | - - - - - - + + + +
clear_flags                         | question                      | - - - - - - - - - -
see_voters                          | question                      | - - - - - - - - + +
see_flag_count                      | flagged question              | - - - - - - + + + +
see_flag_count, everybody           | flagged question              | + + + + + + + + + +
decide_duplicate                    | closed question               | - - + - - - - - - -
decide_duplicate                    | question                      | - - - - - - - - - -
decide_duplicate                    | hidden closed question        | - - - - - - - - - -
manage                              | question                      | - - - - - - - - + +
"""
LINES = [tuple(cell.strip() for cell in line.split("|")) for line in MATRIX.strip().splitlines()]


def scene(words, **author):
    """Return the post that the words describe, and its question (the author's, like the post)."""
    author = author or {"author_id": AUTHOR_ID}
    what, _of, where = words.partition(" of a ")
    kind = {"question": "Q", "answer": "A", "comment": "C"}[what.split()[-1]]
    post = Post(pk=10, kind=kind, is_hidden="hidden" in what or "held" in what, is_held="held" in what,
                is_closed="closed" in what,
                flag_count=int("flagged" in what), is_wiki="wiki" in what, **author)  # fmt: skip
    if kind == "Q":
        return post, post
    return post, Post(
        pk=11,
        kind="Q",
        is_hidden="hidden" in where or "held" in where,
        is_held="held" in where,
        is_closed="closed" in where,
        **author,
    )


@pytest.mark.parametrize(("act", "words", "signs"), LINES, ids=[f"{line[0]}: {line[1]}" for line in LINES])
def test_the_table_holds(act, words, signs):
    post, question = scene(words)
    verdicts = {who: ACTS[act](viewer, post, question) for who, viewer in WHO.items()}
    assert {who: bool(verdict) for who, verdict in verdicts.items()} == dict(
        zip(WHO, [sign == "+" for sign in signs.split()], strict=True)
    )
    for who, verdict in verdicts.items():
        assert bool(verdict.reason) is not bool(verdict), who
        assert not verdict.reason or verdict.reason.endswith("."), who


def test_every_act_of_the_rules_stands_in_the_table():
    assert {act for act, _words, _signs in LINES} == set(ACTS)
    written = {
        name
        for name, rule in vars(rules).items()
        if name.startswith("may_") and rule.__module__ == rules.__name__
    }
    assert {act.split(",")[0] for act in ACTS} == {
        name.removeprefix("may_").replace("manage_catalogue", "manage") for name in written
    }


# The author of a post without an account is whoever holds the cookie; in this order:
HOLDERS = {
    "this cookie": Viewer(visitor_key="this key"),
    "another cookie": Viewer(visitor_key="another key"),
    "no cookie": Viewer(),
    "member": member(OTHER_ID),
    "editor": member(OTHER_ID, Level.EDITOR),
}
COOKIES = """
see                       | hidden question | + - - - +
see                       | held question   | + - - - +
edit                      | held question   | + - - - -
hide                      | held question   | + - - - -
approve                   | held question   | - - - - +
edit                      | question        | + - - - +
edit                      | answer          | + - - - +
edit                      | comment         | + - - - +
accept                    | answer          | + - - - +
close                     | question        | + - - - +
hide                      | question        | + - - - +
show, hidden by author    | hidden question | + - - - +
show, hidden by another   | hidden question | - - - - +
vote                      | question        | - - - + +
flag                      | question        | - - - + +
delete                    | hidden question | - - - - -
answer, no self-answers   | question        | - + + + +
reopen, closed by another | closed question | - - - - +
"""
COOKIE_LINES = [tuple(cell.strip() for cell in line.split("|")) for line in COOKIES.strip().splitlines()]


@pytest.mark.parametrize(("act", "words", "signs"), COOKIE_LINES)
def test_the_cookie_that_wrote_a_post_has_its_authors_rights(act, words, signs):
    post, question = scene(words, visitor_key="this key")
    allowed = [bool(ACTS[act](viewer, post, question)) for viewer in HOLDERS.values()]
    assert allowed == [sign == "+" for sign in signs.split()]


def test_experts_do_not_approve_their_own_posts_but_editors_do():
    for level, may in ((Level.EXPERT, False), (Level.EDITOR, True)):
        assert bool(rules.may_approve(member(AUTHOR_ID, level), scene("held answer")[0])) is may


@pytest.mark.parametrize("act", ["edit", "hide", "close"])
def test_a_post_whose_author_is_gone_belongs_to_nobody(act):
    post, question = scene("question", author_id=None, visitor_key="")
    assert not any(ACTS[act](WHO[who], post, question) for who in ("nobody", "visitor", "author", "reader"))


def test_a_member_has_no_rights_by_an_old_cookie():
    post, _question = scene("question", visitor_key="this key")
    viewer = replace(member(OTHER_ID), visitor_key="this key")
    assert not rules.may_edit(viewer, post)


def test_a_member_claims_what_the_cookie_of_their_browser_wrote_and_nothing_else():
    post, question = scene("question", visitor_key="this key")
    claim = ACTS["claim"]
    assert claim(replace(member(OTHER_ID), claim_key="this key"), post, question)
    assert not claim(replace(member(OTHER_ID), claim_key="another key"), post, question)
    assert claim(HOLDERS["this cookie"], post, question).needs_sign_in


def test_an_answer_is_accepted_by_who_asked_and_not_by_who_answered():
    answer, question = Post(kind="A", author_id=OTHER_ID), Post(kind="Q", author_id=AUTHOR_ID)
    assert rules.may_accept(WHO["author"], answer, question)
    assert not rules.may_accept(WHO["reader"], answer, question)


def test_a_visitor_is_told_that_signing_in_is_all_that_is_missing_only_where_it_is():
    post, question = scene("question")
    for act in ("vote", "flag", "favourite"):
        assert ACTS[act](WHO["visitor"], post, question).needs_sign_in
        assert not ACTS[act](WHO["author"], post, question).needs_sign_in
    assert not ACTS["edit"](WHO["visitor"], post, question).needs_sign_in
    hidden, _same = scene("hidden question")
    assert not ACTS["vote"](WHO["visitor"], hidden, hidden).needs_sign_in
