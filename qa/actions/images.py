"""Pictures: taking them in."""

from accounts.viewers import Viewer
from forum import options
from forum.lib.images import reencode
from qa.actions.uploads import keep_upload
from qa.actions.writing import count_against_limit
from qa.models import Image
from qa.policies.images import may_upload


def upload_image(viewer: Viewer, data: bytes, alt: str = "") -> Image:
    """Take in a picture; until a post shows it, only its sender sees it. Row and file are both kept, or neither.

    A refused file counts against the limit, too: looking at it is the work. Raises PermissionDenied, TooMany, and
    UploadRefused with a sentence for anything that is no whole picture within the limits.
    """
    current = options.current()
    may_upload(viewer, current).enforce()
    count_against_limit(viewer, "images")
    encoded = reencode(data, max_bytes=current.max_image_kilobytes * 1000)
    image = Image(
        width=encoded.width,
        height=encoded.height,
        byte_count=len(encoded.content),
        alt=alt,
        uploader=viewer.user,
        visitor_key=viewer.visitor_key,
    )
    keep_upload(image, encoded.content)
    return image
