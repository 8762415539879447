"""Who may add, see and delete pictures and files. They have no rights of their own: they follow the posts that show them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.viewers import ALL_RIGHTS, Viewer
from forum.lib.verdict import Rows, SignIn, policy
from forum.options import Options
from qa.models import Post
from qa.models.uploads import Upload
from qa.policies.permissions import may_use
from qa.policies.posts import may_see
from qa.policies.restrictions import is_free
from qa.rules.rights import Right


def sent(viewer: Viewer, upload: Upload) -> bool:
    """Whether the file came from the viewer: the same member, or the same browser (also before signing in)."""
    if upload.uploader_id is not None:
        return upload.uploader_id == viewer.user_id
    return bool(upload.visitor_key) and upload.visitor_key in (viewer.visitor_key, viewer.claim_key)


@policy
def may_upload(viewer: Viewer, options: Options) -> Rows:
    """Add pictures to what one writes."""
    yield options.are_images_allowed, _("Pictures are switched off here.")
    yield (
        viewer.is_member or options.are_visitor_images_allowed,
        SignIn(_("Please sign in to add pictures.")),
    )
    yield is_free(viewer, ALL_RIGHTS)


@policy
def may_attach(viewer: Viewer, options: Options) -> Rows:
    """Add files other than pictures to what one writes."""
    yield options.are_files_allowed, _("Files other than pictures are switched off here.")
    yield viewer.is_member, SignIn(_("Please sign in to add files."))
    yield is_free(viewer, ALL_RIGHTS)


@policy
def may_see_upload(viewer: Viewer, upload: Upload, posts: Sequence[Post]) -> Rows:
    """See a picture or file in one of `posts`, all that show it; before there is one, only who sent it sees it."""
    yield any(is_open(viewer, post) for post in posts) if posts else sent(viewer, upload), str(upload.missing)


def is_open(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer may read the post where it stands: it, what it is a comment on, and its question."""
    return all(may_see(viewer, part) for part in (post, post.parent, post.question) if part is not None)


@policy
def may_delete_upload(viewer: Viewer) -> Rows:
    """Delete a picture or file for good, wherever it is shown."""
    yield may_use(viewer, Right.DELETE)
