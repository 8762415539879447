"""Whether somebody reads a post: asked before every page of one and before every write to one."""

from django.http import Http404

from accounts.viewers import Viewer
from forum import options
from qa.models import Post
from qa.policies import posts as policies
from qa.policies.standing import may_read


def enforce_reading(viewer: Viewer, *posts: Post) -> None:
    """Raise Http404 where this viewer does not see one of the posts, and PermissionDenied where they may not read at all,
    or not before they sign in."""
    for post in posts:
        verdict = policies.may_see(viewer, post)
        if verdict.needs_sign_in:
            verdict.enforce()
        if not verdict:
            raise Http404(verdict.reason)
        if not policies.owns(viewer, post):
            may_read(viewer, options.current(), post).enforce()
