"""Questions that stay as they are: what each state says to those who want to add something, and who brings it about.

| state | new answers, comments, votes, acceptance | changes of words, category and tags | brought about and undone by |
|---|---|---|---|
| closed | no answers; comments by option; votes | of category and tags | askers, editors (qa.policies.posts) |
| locked | none | by moderators | moderators |
| archived | none | by moderators | moderators, age (manage.py archive_questions) |

Flagging, hiding what is one's own, and asking a question that follows on stay possible in each.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, policy
from qa.models import Post

FREEZE_LEVEL = Level.MODERATOR
SENTENCES: dict[str, Promise] = {
    Post.Frozen.LOCKED: _(
        "A moderator locked this question. It can be read, but nothing can be added or changed."
    ),
    Post.Frozen.ARCHIVED: _(
        "This question is in the archive. It can be read, but takes nothing new; you can ask another one."
    ),
}


def tell_why_frozen(question: Post) -> Promise | str:
    """Return the sentence for those who want to add something to a locked or archived question."""
    return SENTENCES.get(question.frozen_as, "")


@policy
def may_add_to(question: Post) -> Rows:
    """Add something to a question: an answer, a comment, a vote, the mark of the answer that helped."""
    yield not question.frozen_as, tell_why_frozen(question)


@policy
def may_change_in(viewer: Viewer, question: Post) -> Rows:
    """Change what stands there already."""
    yield not question.frozen_as or viewer.has_level(FREEZE_LEVEL), tell_why_frozen(question)


@policy
def may_freeze(viewer: Viewer, question: Post) -> Rows:
    """Lock or archive a question."""
    yield question.is_question, _("Only questions can be locked or archived.")
    yield viewer.has_level(FREEZE_LEVEL), _("Only moderators can lock and archive questions.")
    yield not question.is_hidden, _("This question is hidden.")
    yield (
        not question.frozen_as,
        _("This question is locked already.")
        if question.frozen_as == Post.Frozen.LOCKED
        else _("This question is in the archive already."),
    )


@policy
def may_thaw(viewer: Viewer, question: Post) -> Rows:
    """Unlock a question, or take it out of the archive."""
    yield (
        question.is_question and bool(question.frozen_as),
        _("This question is neither locked nor archived."),
    )
    yield viewer.has_level(FREEZE_LEVEL), _("Only moderators can undo that.")
