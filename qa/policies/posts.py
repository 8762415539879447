"""Who may do what to a post. Policies get objects and fetch nothing; the first row that fails gives the sentence."""

from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.models import Post

# The level that a right over other people's posts needs (the defaults of Question2Answer).
EDIT_LEVELS = {
    Post.Kind.QUESTION: Level.EDITOR,
    Post.Kind.ANSWER: Level.EXPERT,
    Post.Kind.COMMENT: Level.EDITOR,
}
CLOSE_LEVEL = Level.EDITOR
ACCEPT_LEVEL = Level.EXPERT
HIDE_LEVEL = Level.EDITOR
DELETE_LEVEL = Level.MODERATOR


def owns(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer wrote the post: the same member, or (not signed in) the browser with the same secret."""
    if viewer.is_member:
        return post.author_id == viewer.user_id
    return bool(viewer.visitor_key) and post.author_id is None and post.visitor_key == viewer.visitor_key


@policy
def may_see(viewer: Viewer, post: Post) -> Rows:
    """Read a post (its question must be visible, too)."""
    yield (
        not post.is_hidden or owns(viewer, post) or viewer.has_level(HIDE_LEVEL),
        _("This post has been hidden."),
    )


@policy
def may_ask(viewer: Viewer) -> Rows:
    """Ask a question: everybody."""
    yield True, ""


@policy
def may_answer(viewer: Viewer, question: Post, options: Options) -> Rows:
    """Answer a question."""
    yield question.is_question, _("Only questions can be answered.")
    yield not question.is_hidden, _("This question is hidden and takes no answers.")
    yield not question.is_closed, _("This question is closed and takes no more answers.")
    yield (
        options.is_self_answer_allowed or not owns(viewer, question),
        _("Answering your own question is switched off here. You can edit your question instead."),
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
    yield not post.is_hidden, _("This post is hidden and cannot be edited.")
    yield not post.is_closed, _("This question is closed and cannot be edited.")
    yield (
        owns(viewer, post) or viewer.has_level(EDIT_LEVELS[Post.Kind(post.kind)]),
        _("Only the author and editors can edit this post."),
    )


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
def may_close(viewer: Viewer, question: Post) -> Rows:
    """Close a question, saying why."""
    yield question.is_question, _("Only questions can be closed.")
    yield not question.is_hidden, _("This question is hidden.")
    yield not question.is_closed, _("This question is closed already.")
    yield (
        owns(viewer, question) or viewer.has_level(CLOSE_LEVEL),
        _("Only the person who asked and editors can close this question."),
    )


@policy
def may_reopen(viewer: Viewer, question: Post, closed_by_id: int | None) -> Rows:
    """Reopen a closed question: editors, or the asker who closed it."""
    yield question.is_closed, _("This question is open.")
    yield not question.is_hidden, _("This question is hidden.")
    yield (
        viewer.has_level(CLOSE_LEVEL) or (owns(viewer, question) and closed_by_id == viewer.user_id),
        _("Only editors can reopen a question that somebody else closed."),
    )


@policy
def may_hide(viewer: Viewer, post: Post) -> Rows:
    """Hide a post."""
    yield not post.is_hidden, _("This post is hidden already.")
    yield (
        owns(viewer, post) or viewer.has_level(HIDE_LEVEL),
        _("Only the author and editors can hide this post."),
    )


@policy
def may_show(viewer: Viewer, post: Post, hidden_by_author: bool) -> Rows:
    """Show a hidden post again: editors, or the author who hid it while nobody has flagged it."""
    yield post.is_hidden, _("This post is not hidden.")
    yield (
        viewer.has_level(HIDE_LEVEL) or (owns(viewer, post) and hidden_by_author),
        _("A moderator hid this post; only a moderator can show it again."),
    )
    yield (
        viewer.has_level(HIDE_LEVEL) or post.flag_count == 0,
        _("This post was flagged; a moderator has to look at it first."),
    )


@policy
def may_delete(viewer: Viewer, post: Post) -> Rows:
    """Delete a post for good, with everything that hangs on it."""
    yield viewer.has_level(DELETE_LEVEL), _("Only moderators can delete posts.")
    yield post.is_hidden, _("Hide the post first; only hidden posts can be deleted.")


@policy
def may_flag(viewer: Viewer, post: Post) -> Rows:
    """Ask moderators to look at a post."""
    yield not owns(viewer, post), _("You cannot flag your own post.")
    yield not post.is_hidden, _("This post is hidden already.")
    yield viewer.is_member, SignIn(_("Please sign in to flag a post."))


@policy
def may_manage_catalogue(viewer: Viewer) -> Rows:
    """Change categories, tags and site options."""
    yield viewer.has_level(Level.ADMINISTRATOR), _("Only administrators can change this.")
