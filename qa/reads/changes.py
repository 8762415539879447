"""Which change of a post its page tells: the second part of the meta line."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.viewers import Viewer
from forum.options import Options
from qa.models import Post
from qa.policies.posts import owns, wears


@dataclass(frozen=True)
class Told:
    """What was done to a post last, when, and by whom. Without a member, `name` is what a visitor gave."""

    what: str
    at: datetime
    user: User | None
    name: str
    is_own: bool


def tell_change(viewer: Viewer, post: Post, question: Post, options: Options) -> Told | None:
    """Return the last change of a post, or None when its readers are not told of one.

    Of a change by nobody known we say that it was the visitor's who may make it: the asker's for an acceptance.
    """
    if not options.are_changes_shown or not post.is_change_told or post.changed_at is None:
        return None
    source = question if post.last_change == Post.Change.ACCEPTED else post
    name = source.author_name if post.changed_by is None else ""
    is_own = post.changed_by is None and (
        wears(viewer, source) or (owns(viewer, source) and not viewer.is_member)
    )
    return Told(post.get_last_change_display(), post.changed_at, post.changed_by, name, is_own)
