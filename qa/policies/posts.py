"""Who may do what to a post. Policies get objects and fetch nothing; the first row that fails gives the sentence."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from accounts.viewers import ALL_RIGHTS, NOBODY, Viewer
from forum.lib.verdict import ALLOWED, Rows, SignIn, TooLow, Verdict, policy
from forum.options import Options, current
from qa.models import Category, Hiding, Post
from qa.models.categories import POST_LEVELS
from qa.policies import states
from qa.policies.permissions import (
    has_rank,
    may_go_on,
    may_use,
    may_use_anywhere,
    may_use_in,
    may_use_on_others,
)
from qa.policies.restrictions import EDITING, POSTING, VOTING, is_free
from qa.rules.rights import Right


def owns(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer wrote the post: the same member, masked or not, or (not signed in) the browser with the same secret.
    Of a sealed post, only whoever shows its own secret."""
    if viewer.sealed is not None:
        return post.author_id is None and post.pk in viewer.sealed
    if viewer.is_member:
        return post.author_id == viewer.user_id or wears(viewer, post)
    return bool(viewer.visitor_key) and post.author_id is None and post.visitor_key == viewer.visitor_key


def wears(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer wrote the post masked. (Only of masked posts anything is computed.)"""
    return bool(post.mask_key) and viewer.is_member and post.mask_key in viewer.aliases_in(post.question_pk)


def sign(viewer: Viewer, post: Post) -> Viewer:
    """Return under whose name an act upon the post is recorded: nobody's, where that would tell who wrote it masked."""
    return NOBODY if wears(viewer, post) else viewer


# Taken from somebody, these hold for their own posts, too; of the others only a block of everything does.
CHANGING = {*EDITING.values(), Right.RETAG}


def judge(viewer: Viewer, right: Right, post: Post) -> Verdict:
    """Whether the viewer may do something with a post for which others need a right: the author needs no level."""
    if owns(viewer, post):
        return may_go_on(viewer, right if right in CHANGING else ALL_RIGHTS)
    return may_use_on_others(viewer, right, post)


class ForMembers(SignIn):
    """The sentence for whoever may not find a question before they sign in: not even its address is repeated to them."""


def is_for(viewer: Viewer, post: Post) -> bool:
    """Whether a post is among what the viewer may find: what is for members only, members do, and the visitor who asked.

    Of an answer or comment it has to be known which question that is: without `question`, it is not for visitors.
    """
    if post.audience != Post.Audience.MEMBERS or viewer.is_member or viewer.is_sealed:
        return True  # a secret opens the one thread that its holder could read
    question = post if post.is_question else post._state.fields_cache.get("question")
    return question is not None and owns(viewer, question)


@policy
def may_see(viewer: Viewer, post: Post) -> Rows:
    """Read a post (its question must be visible, too; and qa.policies.standing.may_read may narrow it further)."""
    is_open = not post.is_hidden or owns(viewer, post)
    is_open = is_open or bool(may_use(viewer, Right.MODERATE if post.is_held else Right.HIDE, post))
    yield is_open, "" if is_open else tell_why_hidden(post)
    if not is_for(viewer, post):
        yield False, ForMembers(_("This question is for members. Please sign in to read it."))


def tell_why_hidden(post: Post) -> str:
    """Return the sentence for those who may not see a post."""
    if post.is_held:
        return str(_("This post is waiting for approval. Please come back a little later."))
    sentences: dict[str, object] = {
        Hiding.Because.AUTHOR: _("This post has been hidden by its author."),
        Hiding.Because.FLAGS: _("This post has been hidden, because readers flagged it."),
        Hiding.Because.MODERATOR: _("This post has been hidden by a moderator."),
        Hiding.Because.REJECTED: _("This post has been hidden by a moderator."),
    }
    return str(sentences.get(post.why_hidden) or _("This post has been hidden."))


@policy
def may_ask(viewer: Viewer, options: Options, branch: Sequence[int] | None = None) -> Rows:
    """Ask a question: in the category whose id and those above it are `branch`; without one, in any at all."""
    yield (
        may_use_anywhere(viewer, Right.ASK, options)
        if branch is None
        else may_use_in(viewer, Right.ASK, branch, options)
    )


@policy
def may_file_in(viewer: Viewer, category: Category, post_level: int, branch: Sequence[int] = ()) -> Rows:
    """Put a question into a category; `post_level` is the highest on its branch, `branch` its ids (qa.reads.categories)."""
    if viewer.level_in(branch) < post_level and not viewer.is_admitted:
        words = _("Questions in “%(category)s” come from this level on: %(level)s.")
        level = dict(POST_LEVELS).get(post_level, post_level)
        yield False, words % {"category": category, "level": level}


@policy
def may_see_extra(viewer: Viewer, question: Post, options: Options) -> Rows:
    """Read the owner's own field of a question in its history."""
    yield (
        options.is_extra_field_shown
        or owns(viewer, question)
        or may_use(viewer, Right.EDIT_QUESTION, question, options),
        _("This field is for its writer and the editors."),
    )


@policy
def may_answer(viewer: Viewer, question: Post, options: Options) -> Rows:
    """Answer a question."""
    yield question.is_question, _("Only questions can be answered.")
    yield not question.is_held, _("This question is waiting for approval and takes no answers yet.")
    yield not question.is_hidden, _("This question is hidden and takes no answers.")
    yield not question.is_closed, _("This question is closed and takes no more answers.")
    yield states.may_add_to(question)
    yield (
        options.is_self_answer_allowed or not owns(viewer, question),
        _("Answering your own question is switched off here. You can edit your question instead."),
    )
    yield may_use(viewer, Right.ANSWER, question, options)


@policy
def may_answer_again(has_answered: bool, options: Options) -> Rows:
    """Give a second answer to the same question."""
    yield (
        options.are_several_answers_allowed or not has_answered,
        _("You have answered this question already. You can edit your answer instead."),
    )


@policy
def may_comment(viewer: Viewer, parent: Post, question: Post, options: Options) -> Rows:
    """Comment on a question or an answer."""
    yield not parent.is_comment, _("Comments cannot be commented on; write below the same post.")
    yield not (parent.is_hidden or question.is_hidden), _("This post is hidden and takes no comments.")
    yield states.may_add_to(question)
    yield (
        options.are_closed_comments_allowed or not question.is_closed,
        _("This question is closed and takes no more comments."),
    )
    yield (
        options.are_question_comments_allowed if parent.is_question else options.are_answer_comments_allowed,
        _("Comments are switched off here."),
    )
    yield may_use(viewer, Right.COMMENT, question, options)


@policy
def may_vote(viewer: Viewer, post: Post, question: Post, options: Options) -> Rows:
    """Vote on a post; on comments where the owner wants it."""
    yield options.are_comment_votes_allowed or not post.is_comment, _("Comments take no votes.")
    yield not owns(viewer, post), _("You cannot vote on your own post.")
    yield not (post.is_hidden or question.is_hidden), _("This post is hidden and takes no votes.")
    yield states.may_add_to(question)
    yield may_use(viewer, VOTING[Post.Kind(post.kind)], question, options)


@policy
def may_vote_down(viewer: Viewer, post: Post, question: Post, options: Options) -> Rows:
    """Say with a vote that a post does not help: for that, one more right is needed."""
    yield may_vote(viewer, post, question, options)
    yield may_use(viewer, Right.VOTE_DOWN, question, options)


def is_open_to(viewer: Viewer, post: Post) -> bool:
    """Whether all members may edit the post, and the viewer is one."""
    return post.is_wiki and viewer.is_member


@policy
def may_edit(viewer: Viewer, post: Post, question: Post | None = None) -> Rows:
    """Change the text of a post; `question` saves a query where the caller has it."""
    yield not post.is_hidden or post.is_held, _("This post is hidden and cannot be edited.")
    yield (
        not post.is_held or owns(viewer, post),
        _("This post is waiting for approval; until then only its author can edit it."),
    )
    yield not post.is_closed, _("This question is closed and cannot be edited.")
    yield states.may_change_in(viewer, question or post.question or post)
    right = EDITING[Post.Kind(post.kind)]
    yield may_go_on(viewer, right) if is_open_to(viewer, post) else judge(viewer, right, post)


@policy
def may_retag(viewer: Viewer, question: Post) -> Rows:
    """Change category and tags, also of a closed question."""
    yield question.is_question, _("Only questions have a category and tags.")
    yield current().tags_or_categories != "none", _("Questions have neither categories nor tags here.")
    yield not question.is_hidden, _("This question is hidden and cannot be edited.")
    yield states.may_change_in(viewer, question)
    is_open = is_open_to(viewer, question)
    yield may_go_on(viewer, Right.RETAG) if is_open else judge(viewer, Right.RETAG, question)


@policy
def may_edit_silently(viewer: Viewer, post: Post | None = None) -> Rows:
    """Edit without the page saying so; the history always does."""
    yield may_use(viewer, Right.EDIT_SILENTLY, post)


@policy
def may_open_to_all(viewer: Viewer, post: Post) -> Rows:
    """Let every member edit a post, or no longer."""
    yield not post.is_comment, _("Comments belong to those who wrote them.")
    yield not post.is_hidden, _("This post is hidden.")
    yield (
        owns(viewer, post) or has_rank(viewer, Level.MODERATOR, post),
        TooLow(_("Only the author and moderators can decide who may edit this post.")),
    )
    yield may_go_on(viewer, EDITING[Post.Kind(post.kind)])


@policy
def may_set_check(viewer: Viewer, answer: Post) -> Rows:
    """Say on which day an answer should be checked again, or that it was."""
    yield answer.is_answer, _("Only answers are checked again.")
    yield not answer.is_hidden, _("This answer is hidden.")
    yield (
        owns(viewer, answer) or has_rank(viewer, Level.EXPERT, answer),
        TooLow(_("Only the author and experts can set the day of the next check.")),
    )
    yield may_go_on(viewer, Right.EDIT_ANSWER)


@policy
def may_see_checks(viewer: Viewer) -> Rows:
    """Open the list of answers that should be checked."""
    yield viewer.highest_level >= Level.EXPERT, TooLow(_("This list is for experts."))


@policy
def may_convert(viewer: Viewer, post: Post, question: Post, *, has_follow_ons: bool) -> Rows:
    """Turn an answer into a comment, or a comment into an answer."""
    yield not post.is_question, _("A question stays a question.")
    yield not (post.is_hidden or question.is_hidden), _("This post is hidden.")
    yield (
        question.accepted_answer_id != post.pk,
        _("This answer is the accepted one. Take the mark off first."),
    )
    yield not has_follow_ons, _("Other questions follow on from this answer; it has to stay one.")
    yield (
        has_rank(viewer, Level.EDITOR, question),
        TooLow(_("Only editors can turn answers and comments into each other.")),
    )
    yield may_go_on(viewer, EDITING[Post.Kind(post.kind)])


@policy
def may_claim(viewer: Viewer, post: Post, question: Post, *, has_answered: bool, options: Options) -> Rows:
    """Say "I wrote this" of a post written from this browser without an account."""
    yield viewer.is_member, SignIn(_("Please sign in to claim what you wrote."))
    yield (
        post.author_id is None and bool(post.visitor_key) and post.visitor_key == viewer.claim_key,
        _("This post was not written from this browser."),
    )
    yield not post.is_hidden, _("This post is hidden.")
    if post.is_answer:
        yield (
            options.is_self_answer_allowed or not owns(viewer, question),
            _("Answering your own question is switched off here."),
        )
        yield may_answer_again(has_answered, options)
    yield is_free(viewer, POSTING[post.kind])


@policy
def may_follow_on(viewer: Viewer, answer: Post, question: Post, options: Options) -> Rows:
    """Ask a question that follows on from an answer."""
    yield options.are_follow_ons_allowed, _("Follow-on questions are switched off here.")
    yield answer.is_answer, _("A question follows on from an answer.")
    yield not (answer.is_hidden or question.is_hidden), _("This answer is hidden.")
    yield is_for(viewer, question), ForMembers(_("This question is for members. Please sign in to read it."))


@policy
def may_favourite(viewer: Viewer, question: Post) -> Rows:
    """Put a star on a question."""
    yield question.is_question, _("Only questions can be favourites.")
    yield viewer.is_member, SignIn(_("Please sign in to keep favourites."))


@policy
def may_accept(viewer: Viewer, answer: Post, question: Post) -> Rows:
    """Mark an answer as the one that helped, or take the mark off."""
    yield answer.is_answer, _("Only answers can be accepted.")
    yield not question.is_hidden, _("This question is hidden.")
    yield not answer.is_hidden, _("This answer is hidden and cannot be accepted.")
    yield (
        not wears(viewer, question) or answer.author_id != viewer.user_id,
        _(
            "You asked without your name and answered with it: marking your own answer would bring you points."
        ),
    )
    yield states.may_add_to(question)
    yield judge(viewer, Right.ACCEPT, question)


@policy
def may_close(viewer: Viewer, question: Post, options: Options) -> Rows:
    """Close a question, saying why."""
    yield question.is_question, _("Only questions can be closed.")
    yield options.is_closing_allowed, _("Closing questions is switched off here.")
    yield not question.is_hidden, _("This question is hidden.")
    yield not question.is_closed, _("This question is closed already.")
    is_own = owns(viewer, question) and options.is_closing_own_allowed
    right = may_use_on_others if options.is_closing_own_allowed else may_use
    yield may_go_on(viewer, ALL_RIGHTS) if is_own else right(viewer, Right.CLOSE, question)


@policy
def may_reopen(viewer: Viewer, question: Post, *, is_closed_by_asker: bool) -> Rows:
    """Reopen a closed question: editors, or the asker who closed it."""
    yield question.is_closed, _("This question is open.")
    yield not question.is_hidden, _("This question is hidden.")
    is_own = owns(viewer, question) and is_closed_by_asker
    verdict = may_go_on(viewer, ALL_RIGHTS) if is_own else may_use(viewer, Right.CLOSE, question)
    sentence = TooLow(_("Only moderators can reopen a question that somebody else closed."))
    yield verdict, sentence if verdict.code == "level" else verdict.reason


@policy
def may_hide(viewer: Viewer, post: Post, *, is_closed_by_asker: bool = False) -> Rows:
    """Hide a post; `is_closed_by_asker` matters for closed questions."""
    yield not post.is_hidden or post.is_held, _("This post is hidden already.")
    yield (
        not post.is_held or owns(viewer, post),
        _("This post is waiting for approval; approve or reject it."),
    )
    # Taking back what one wrote is always open.
    yield ALLOWED if owns(viewer, post) else may_use_on_others(viewer, Right.HIDE, post)
    yield (
        not post.is_closed or may_use(viewer, Right.HIDE, post) or is_closed_by_asker,
        _("Somebody else closed this question; only moderators can hide it now."),
    )


@policy
def may_show(viewer: Viewer, post: Post, hidden_by_author: bool) -> Rows:
    """Show a hidden post again: editors, or the author who hid it while nobody has flagged it."""
    yield post.is_hidden, _("This post is not hidden.")
    yield not post.is_held, _("This post is waiting for approval.")
    verdict = may_use(viewer, Right.HIDE, post)
    if verdict:
        return
    yield verdict.code == "level" or owns(viewer, post), verdict.reason
    yield (
        owns(viewer, post) and hidden_by_author,
        _("A moderator hid this post; only a moderator can show it again."),
    )
    yield post.flag_count == 0, _("This post was flagged; a moderator has to look at it first.")
    yield may_go_on(viewer, ALL_RIGHTS)


@policy
def may_approve(viewer: Viewer, post: Post) -> Rows:
    """Approve a post that waits, or reject it; one's own only with the right to hide others, too."""
    yield may_use(viewer, Right.MODERATE, post)
    yield post.is_held, _("This post is not waiting for approval.")
    yield (
        not owns(viewer, post) or may_use(viewer, Right.HIDE, post),
        _("This is your own post; somebody else has to look at it."),
    )


@policy
def may_delete(viewer: Viewer, post: Post, *, has_dependants: bool = False) -> Rows:
    """Delete a post for good. What others wrote below it goes first; the console may delete both together."""
    yield may_use(viewer, Right.DELETE, post)
    yield post.is_hidden, _("Hide the post first; only hidden posts can be deleted.")
    yield not post.is_held, _("Reject the post first; only hidden posts can be deleted.")
    yield (
        not has_dependants,
        _("Other posts depend on this one. Delete them first, or delete all together in the console."),
    )


@policy
def may_flag(viewer: Viewer, post: Post) -> Rows:
    """Ask moderators to look at a post."""
    yield not owns(viewer, post), _("You cannot flag your own post.")
    yield not post.is_hidden, _("This post is hidden already.")
    yield may_use(viewer, Right.FLAG, post)


@policy
def may_see_flag_count(viewer: Viewer, options: Options, post: Post | None = None) -> Rows:
    """See how often a post was flagged."""
    yield (
        options.is_flag_count_public or may_use(viewer, Right.HIDE, post, options),
        _("Only moderators can see how often a post was flagged."),
    )


@policy
def may_see_voters(viewer: Viewer, post: Post | None = None) -> Rows:
    """See who voted on a post and how, and who flagged it."""
    yield may_use(viewer, Right.SEE_VOTERS, post)


@policy
def may_clear_flags(viewer: Viewer, post: Post) -> Rows:
    """Say that the flags of a post need no more attention."""
    yield may_use(viewer, Right.HIDE, post)
    yield post.flag_count > 0, _("Nobody has flagged this post.")


@policy
def may_decide_duplicate(viewer: Viewer, question: Post) -> Rows:
    """Say whether the question that was asked before helped."""
    yield owns(viewer, question), _("Only the person who asked can say whether that helped.")
    yield question.is_closed, _("This question is open.")
    yield not question.is_hidden, _("This question is hidden.")
    yield is_free(viewer, ALL_RIGHTS)


@policy
def may_restore(viewer: Viewer, post: Post) -> Rows:
    """Bring back an earlier version of a post."""
    yield may_edit(viewer, post)


@policy
def may_manage_catalogue(viewer: Viewer) -> Rows:
    """Change categories, tags and site options."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators can change this.")
