"""Content warnings of posts, and what members want to see of such posts."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, SignIn, policy
from qa.actions.activity import record
from qa.actions.modlog import log
from qa.actions.reasons import require_reason
from qa.actions.threads import lock_post
from qa.actions.writing import keep_change
from qa.models import Activity, LogEntry, Post, Revision
from qa.policies.content_warnings import may_set_warnings
from qa.policies.posts import owns
from qa.reads.content_warnings import known_warnings, name_warnings, offered_warnings
from qa.rules.content_warnings import clean_choices


def choose_warnings(slugs: Iterable[str], kept: Sequence[str] = ()) -> list[str]:
    """Return warnings in the order of the site's list. Raises ValidationError for one that is not offered, unless the post
    has it already."""
    wanted = set(slugs)
    offered = [one.slug for one in offered_warnings(kept)]
    if not wanted <= set(offered):
        raise ValidationError(_("That content warning cannot be chosen here."))
    return [slug for slug in offered if slug in wanted]


@transaction.atomic
def set_warnings(viewer: Viewer, post_id: int, slugs: Iterable[str], *, reason: str = "") -> Post:
    """Put these content warnings, and no others, on a post. Whoever did not write it says why.

    Raises Http404, PermissionDenied and ValidationError.
    """
    _question, post = lock_post(post_id)
    may_set_warnings(viewer, post).enforce()
    before = list(post.content_warnings)
    chosen = choose_warnings(slugs, before)
    if set(chosen) == set(before):
        return post
    reason = require_reason(viewer, post, reason)
    post.content_warnings = chosen
    post.save(update_fields=["content_warnings"])
    keep_change(viewer, post, Revision.Change.WARNINGS, reason)
    record(viewer, Activity.Verb.WARNINGS, post, before=before, after=chosen, reason=reason)
    if not owns(viewer, post):
        log(
            viewer,
            LogEntry.Verb.CHANGED_WARNINGS,
            post=post,
            reason=reason,
            change={"warnings": [name_warnings(before), name_warnings(chosen)]},
        )
    return post


@policy
def may_choose(viewer: Viewer) -> Rows:
    """Choose what one sees of posts with a content warning."""
    yield viewer.is_member, SignIn(gettext_lazy("Please sign in to choose what you see."))


def set_choices(viewer: Viewer, choices: Mapping[str, object]) -> None:
    """Store what a member wants to see; what is as the site has it is not stored. Raises PermissionDenied."""
    may_choose(viewer).enforce()
    kept = clean_choices(choices, known_warnings())
    User.objects.filter(pk=viewer.member_id).exclude(content_choices=kept).update(content_choices=kept)
