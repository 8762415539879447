"""Files other than pictures: taking them in."""

from accounts.viewers import Viewer
from forum import options
from forum.lib.attachments import check, read_endings
from qa.actions.uploads import keep_upload
from qa.actions.writing import count_against_limit
from qa.models import Attachment
from qa.policies.images import may_attach


def attach_file(viewer: Viewer, name: str, data: bytes) -> Attachment:
    """Take in a file as it is; until a post names it, only its sender gets it. It counts as a picture does, refused or not.

    Raises PermissionDenied, TooMany, and UploadRefused with a sentence for what is not of the kinds that the owner allows.
    """
    current = options.current()
    may_attach(viewer, current).enforce()
    count_against_limit(viewer, "images")
    endings = read_endings(current.file_endings)
    checked = check(name, data, endings=endings, max_bytes=current.max_file_kilobytes * 1000)
    attachment = Attachment(
        name=checked.name, ending=checked.ending, byte_count=len(data), uploader=viewer.user
    )
    keep_upload(attachment, data)
    return attachment
