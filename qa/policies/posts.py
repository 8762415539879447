"""Who may do what to a post. Policies get objects and fetch nothing; the first row that fails gives the sentence."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.models import Category, Hiding, Post
from qa.models.categories import POST_LEVELS
from qa.policies import standing

# The level that a right over other people's posts needs (the defaults of Question2Answer).
EDIT_LEVELS = {
    Post.Kind.QUESTION: Level.EDITOR,
    Post.Kind.ANSWER: Level.EXPERT,
    Post.Kind.COMMENT: Level.EDITOR,
}
CLOSE_LEVEL = Level.EDITOR
ACCEPT_LEVEL = Level.EXPERT
RETAG_LEVEL = Level.EDITOR
SILENT_LEVEL = Level.MODERATOR
CONVERT_LEVEL = Level.EDITOR
CHECK_LEVEL = Level.EXPERT
HIDE_LEVEL = Level.EDITOR
APPROVE_LEVEL = Level.EXPERT
VOTERS_LEVEL = Level.ADMINISTRATOR
DELETE_LEVEL = Level.MODERATOR


def owns(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer wrote the post: the same member, or (not signed in) the browser with the same secret."""
    if viewer.is_member:
        return post.author_id == viewer.user_id
    return bool(viewer.visitor_key) and post.author_id is None and post.visitor_key == viewer.visitor_key


@policy
def may_see(viewer: Viewer, post: Post) -> Rows:
    """Read a post (its question must be visible, too; and qa.policies.standing.may_read may narrow it further)."""
    is_open = not post.is_hidden or owns(viewer, post)
    is_open = is_open or viewer.has_level(APPROVE_LEVEL if post.is_held else HIDE_LEVEL)
    yield is_open, "" if is_open else tell_why_hidden(post)


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
def may_ask(viewer: Viewer, options: Options) -> Rows:
    """Ask a question."""
    verdict = standing.may_join_in(viewer, options.ask_level)
    yield verdict, verdict.reason


@policy
def may_file_in(viewer: Viewer, category: Category, post_level: int) -> Rows:
    """Put a question into a category; `post_level` is the highest on its branch (qa.reads.categories)."""
    yield (
        viewer.level >= post_level,
        _("Questions in “%(category)s” come from this level on: %(level)s.")
        % {"category": category, "level": dict(POST_LEVELS).get(post_level, post_level)},
    )


@policy
def may_see_extra(viewer: Viewer, question: Post, options: Options) -> Rows:
    """Read the owner's own field of a question in its history."""
    yield (
        options.is_extra_field_shown or owns(viewer, question) or viewer.has_level(Level.EDITOR),
        _("This field is for its writer and the editors."),
    )


@policy
def may_answer(viewer: Viewer, question: Post, options: Options) -> Rows:
    """Answer a question."""
    yield question.is_question, _("Only questions can be answered.")
    yield not question.is_held, _("This question is waiting for approval and takes no answers yet.")
    yield not question.is_hidden, _("This question is hidden and takes no answers.")
    yield not question.is_closed, _("This question is closed and takes no more answers.")
    yield (
        options.is_self_answer_allowed or not owns(viewer, question),
        _("Answering your own question is switched off here. You can edit your question instead."),
    )
    verdict = standing.may_join_in(viewer, options.answer_level)
    yield verdict, verdict.reason


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
    yield (
        options.are_closed_comments_allowed or not question.is_closed,
        _("This question is closed and takes no more comments."),
    )
    yield (
        options.are_question_comments_allowed if parent.is_question else options.are_answer_comments_allowed,
        _("Comments are switched off here."),
    )
    verdict = standing.may_join_in(viewer, options.comment_level)
    yield verdict, verdict.reason


@policy
def may_vote(viewer: Viewer, post: Post, question: Post, options: Options) -> Rows:
    """Vote on a post; on comments where the owner wants it."""
    yield options.are_comment_votes_allowed or not post.is_comment, _("Comments take no votes.")
    yield not owns(viewer, post), _("You cannot vote on your own post.")
    yield not (post.is_hidden or question.is_hidden), _("This post is hidden and takes no votes.")
    yield viewer.is_member, SignIn(_("Please sign in to vote."))


@policy
def may_edit(viewer: Viewer, post: Post) -> Rows:
    """Change the text of a post."""
    yield not post.is_hidden or post.is_held, _("This post is hidden and cannot be edited.")
    yield (
        not post.is_held or owns(viewer, post),
        _("This post is waiting for approval; until then only its author can edit it."),
    )
    yield not post.is_closed, _("This question is closed and cannot be edited.")
    yield (
        owns(viewer, post)
        or viewer.has_level(EDIT_LEVELS[Post.Kind(post.kind)])
        or (post.is_wiki and viewer.is_member),
        _("Only the author and editors can edit this post."),
    )


@policy
def may_retag(viewer: Viewer, question: Post) -> Rows:
    """Change category and tags, also of a closed question."""
    yield question.is_question, _("Only questions have a category and tags.")
    yield not question.is_hidden, _("This question is hidden and cannot be edited.")
    yield (
        owns(viewer, question) or viewer.has_level(RETAG_LEVEL) or (question.is_wiki and viewer.is_member),
        _("Only the person who asked and editors can change category and tags."),
    )


@policy
def may_edit_silently(viewer: Viewer) -> Rows:
    """Edit without the page saying so; the history always does."""
    yield viewer.has_level(SILENT_LEVEL), _("Only moderators can edit silently.")


@policy
def may_open_to_all(viewer: Viewer, post: Post) -> Rows:
    """Let every member edit a post, or no longer."""
    yield not post.is_comment, _("Comments belong to those who wrote them.")
    yield not post.is_hidden, _("This post is hidden.")
    yield (
        owns(viewer, post) or viewer.has_level(Level.MODERATOR),
        _("Only the author and moderators can decide who may edit this post."),
    )


@policy
def may_set_check(viewer: Viewer, answer: Post) -> Rows:
    """Say on which day an answer should be checked again, or that it was."""
    yield answer.is_answer, _("Only answers are checked again.")
    yield not answer.is_hidden, _("This answer is hidden.")
    yield (
        owns(viewer, answer) or viewer.has_level(CHECK_LEVEL),
        _("Only the author and experts can set the day of the next check."),
    )


@policy
def may_see_checks(viewer: Viewer) -> Rows:
    """Open the list of answers that should be checked."""
    yield viewer.has_level(CHECK_LEVEL), _("This list is for experts.")


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
    yield viewer.has_level(CONVERT_LEVEL), _("Only editors can turn answers and comments into each other.")


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
            options.is_self_answer_allowed or question.author_id != viewer.user_id,
            _("Answering your own question is switched off here."),
        )
        verdict = may_answer_again(has_answered, options)
        yield verdict, verdict.reason


@policy
def may_follow_on(viewer: Viewer, answer: Post, question: Post, options: Options) -> Rows:
    """Ask a question that follows on from an answer."""
    yield options.are_follow_ons_allowed, _("Follow-on questions are switched off here.")
    yield answer.is_answer, _("A question follows on from an answer.")
    yield not (answer.is_hidden or question.is_hidden), _("This answer is hidden.")


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
        owns(viewer, question) or viewer.has_level(ACCEPT_LEVEL),
        _("Only the person who asked can accept an answer."),
    )


@policy
def may_close(viewer: Viewer, question: Post, options: Options) -> Rows:
    """Close a question, saying why."""
    yield question.is_question, _("Only questions can be closed.")
    yield options.is_closing_allowed, _("Closing questions is switched off here.")
    yield not question.is_hidden, _("This question is hidden.")
    yield not question.is_closed, _("This question is closed already.")
    yield (
        (owns(viewer, question) and options.is_closing_own_allowed) or viewer.has_level(CLOSE_LEVEL),
        _("Only the person who asked and editors can close this question.")
        if options.is_closing_own_allowed
        else _("Only editors can close this question."),
    )


@policy
def may_reopen(viewer: Viewer, question: Post, *, is_closed_by_asker: bool) -> Rows:
    """Reopen a closed question: editors, or the asker who closed it."""
    yield question.is_closed, _("This question is open.")
    yield not question.is_hidden, _("This question is hidden.")
    yield (
        viewer.has_level(CLOSE_LEVEL) or (owns(viewer, question) and is_closed_by_asker),
        _("Only editors can reopen a question that somebody else closed."),
    )


@policy
def may_hide(viewer: Viewer, post: Post, *, is_closed_by_asker: bool = False) -> Rows:
    """Hide a post; `is_closed_by_asker` matters for closed questions."""
    yield not post.is_hidden or post.is_held, _("This post is hidden already.")
    yield (
        not post.is_held or owns(viewer, post),
        _("This post is waiting for approval; approve or reject it."),
    )
    yield (
        owns(viewer, post) or viewer.has_level(HIDE_LEVEL),
        _("Only the author and editors can hide this post."),
    )
    yield (
        not post.is_closed or viewer.has_level(HIDE_LEVEL) or is_closed_by_asker,
        _("Somebody else closed this question; only editors can hide it now."),
    )


@policy
def may_show(viewer: Viewer, post: Post, hidden_by_author: bool) -> Rows:
    """Show a hidden post again: editors, or the author who hid it while nobody has flagged it."""
    yield post.is_hidden, _("This post is not hidden.")
    yield not post.is_held, _("This post is waiting for approval.")
    yield (
        viewer.has_level(HIDE_LEVEL) or (owns(viewer, post) and hidden_by_author),
        _("A moderator hid this post; only a moderator can show it again."),
    )
    yield (
        viewer.has_level(HIDE_LEVEL) or post.flag_count == 0,
        _("This post was flagged; a moderator has to look at it first."),
    )


@policy
def may_approve(viewer: Viewer, post: Post) -> Rows:
    """Approve a post that waits, or reject it; one's own only as an editor."""
    yield viewer.has_level(APPROVE_LEVEL), _("Only experts can approve and reject posts.")
    yield post.is_held, _("This post is not waiting for approval.")
    yield (
        not owns(viewer, post) or viewer.has_level(HIDE_LEVEL),
        _("This is your own post; somebody else has to look at it."),
    )


@policy
def may_see_held(viewer: Viewer) -> Rows:
    """Open the list of posts that wait for approval."""
    yield viewer.has_level(APPROVE_LEVEL), _("This list is for experts.")


@policy
def may_delete(viewer: Viewer, post: Post, *, has_dependants: bool = False) -> Rows:
    """Delete a post for good. What others wrote below it goes first; the console may delete both together."""
    yield viewer.has_level(DELETE_LEVEL), _("Only moderators can delete posts.")
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
    yield viewer.is_member, SignIn(_("Please sign in to flag a post."))


@policy
def may_see_flag_count(viewer: Viewer, options: Options) -> Rows:
    """See how often a post was flagged."""
    yield (
        options.is_flag_count_public or viewer.has_level(HIDE_LEVEL),
        _("Only editors can see how often a post was flagged."),
    )


@policy
def may_see_voters(viewer: Viewer) -> Rows:
    """See who voted on a post and how, and who flagged it."""
    yield viewer.has_level(VOTERS_LEVEL), _("Only administrators can see who voted and who flagged.")


@policy
def may_clear_flags(viewer: Viewer, post: Post) -> Rows:
    """Say that the flags of a post need no more attention."""
    yield viewer.has_level(HIDE_LEVEL), _("Only editors can clear flags.")
    yield post.flag_count > 0, _("Nobody has flagged this post.")


@policy
def may_decide_duplicate(viewer: Viewer, question: Post) -> Rows:
    """Say whether the question that was asked before helped."""
    yield owns(viewer, question), _("Only the person who asked can say whether that helped.")
    yield question.is_closed, _("This question is open.")
    yield not question.is_hidden, _("This question is hidden.")


@policy
def may_restore(viewer: Viewer, post: Post) -> Rows:
    """Bring back an earlier version of a post."""
    verdict = may_edit(viewer, post)
    yield verdict, verdict.reason


@policy
def may_manage_catalogue(viewer: Viewer) -> Rows:
    """Change categories, tags and site options."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators can change this.")
