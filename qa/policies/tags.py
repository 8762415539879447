"""Who may do what to tags. Tags belong to no category: levels in categories do not count, but for putting one on a question."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, TooLow, policy
from qa.models import SynonymSuggestion, Tag
from qa.policies.permissions import may_use
from qa.rules.rights import Right

MOST_OPEN = 10  # suggestions of one member that wait


@policy
def may_manage_tags(viewer: Viewer) -> Rows:
    """Merge, rename and retire tags, say who may use them, and decide what members suggest."""
    yield may_use(viewer, Right.MANAGE_TAGS)


@policy
def may_edit_tag_text(viewer: Viewer, tag: Tag) -> Rows:
    """Write what a tag is about."""
    yield not tag.is_synonym, _("This is another name of a tag; please write about the tag itself.")
    yield may_use(viewer, Right.EDIT_TAG)


@policy
def may_suggest_synonym(viewer: Viewer, tag: Tag) -> Rows:
    """Suggest another name of a tag."""
    yield viewer.is_member, SignIn(_("Please sign in to suggest another name."))
    yield not tag.is_synonym, _("This is another name of a tag itself.")
    yield may_use(viewer, Right.SUGGEST_SYNONYM)


@policy
def may_suggest_more(open_count: int) -> Rows:
    """Suggest one name more while `open_count` of one's own wait."""
    yield (
        open_count < MOST_OPEN,
        _("You have %(count)d suggestions that wait. Please let others look at those first.")
        % {"count": MOST_OPEN},
    )


@policy
def may_vote_on_synonym(viewer: Viewer, suggestion: SynonymSuggestion) -> Rows:
    """Vote on what another member suggested."""
    yield viewer.is_member, SignIn(_("Please sign in to vote."))
    yield (
        suggestion.suggested_by_id != viewer.user_id,
        _("This is your own suggestion; others vote on it."),
    )
    yield may_use(viewer, Right.SUGGEST_SYNONYM)


@policy
def may_put_on(viewer: Viewer, tag: Tag, branch: Iterable[int] = ()) -> Rows:
    """Put a tag on a question that does not carry it yet; `branch` are the ids of its category and those above."""
    yield (
        not tag.is_retired,
        _("The tag “%(tag)s” is retired: it stays on the questions that have it, and comes to no new ones.")
        % {"tag": tag.name},
    )
    words = _(
        "The tag “%(tag)s” is put on questions by members of a certain level only: %(level)s and above."
    )
    level = Level(tag.post_level).label if tag.post_level in Level.values else ""
    yield viewer.level_in(branch) >= tag.post_level, TooLow(words % {"tag": tag.name, "level": level})
