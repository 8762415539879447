"""Who may find a question, and who may say so.

| audience | lists, search, feeds, page | search engines | chosen by |
|---|---|---|---|
| everybody | everybody | yes | askers |
| readers | everybody | asked to leave it out | askers, moderators, a category for all in it |
| members | members, and the visitor who asked | never get it | askers, moderators, a category for all in it |

Answers and comments carry the audience of their question.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, TooLow, policy
from forum.options import Options
from qa.models import Post
from qa.policies.permissions import has_rank, may_go_on
from qa.policies.posts import owns

OFFERS = {Post.Audience.READERS: "are_engines_optional", Post.Audience.MEMBERS: "is_members_only_offered"}
BY_WORD = {
    "everybody": Post.Audience.EVERYBODY,
    "readers": Post.Audience.READERS,
    "members": Post.Audience.MEMBERS,
}


def list_audiences(options: Options, kept: int = 0) -> Sequence[Post.Audience]:
    """Return what may be chosen here; `kept` is what a question has already, which stays among it."""
    return [one for one in Post.Audience if one == kept or one not in OFFERS or getattr(options, OFFERS[one])]


def find_default(options: Options) -> Post.Audience:
    """Return what is chosen to begin with."""
    found = BY_WORD[options.default_audience]
    return found if found in list_audiences(options) else Post.Audience.EVERYBODY


@policy
def may_offer(audience: int, options: Options) -> Rows:
    """Ask a question for this audience."""
    yield audience in list_audiences(options), _("That cannot be chosen here.")


@policy
def may_set_audience(viewer: Viewer, question: Post) -> Rows:
    """Choose who may find a question."""
    yield question.is_question, _("Answers and comments are found by whoever finds their question.")
    yield not question.is_hidden, _("This question is hidden.")
    yield (
        owns(viewer, question) or has_rank(viewer, Level.MODERATOR, question),
        TooLow(_("Only the person who asked and moderators can decide who may find this question.")),
    )
    yield may_go_on(viewer, ALL_RIGHTS)


@policy
def may_choose_audience(
    viewer: Viewer, question: Post, audience: int, options: Options, *, least: int, chosen: int
) -> Rows:
    """Give a question this audience. `least` is what its category asks for; `chosen`, what its asker chose last."""
    yield may_set_audience(viewer, question)
    yield audience in list_audiences(options, question.audience), _("That cannot be chosen here.")
    yield audience >= least, _("In this category, questions are for fewer people than that.")
    yield (
        owns(viewer, question) or audience >= min(chosen, question.audience),
        _("Only the person who asked can open it to more people than they chose."),
    )
