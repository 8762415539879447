"""Pictures of members: how they are named, where they lie, which one is shown where.

A picture that somebody chose is kept as two squares under a name that nobody can guess and that is never used again. The
member's own row has that name (`User.avatar`), so a page that shows it asks for nothing more, and changes with it.
"""

import logging
import secrets
from functools import lru_cache, partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from forum import options
from forum.lib.images import reencode_squares
from forum.lib.uploads import UploadRefused
from forum.options.profiles import LARGEST, PATTERN, PICTURE

logger = logging.getLogger(__name__)
FOLDER = "avatars"
SMALL = 96  # enough for 48 pixels on a fine screen
SIDES = (SMALL, LARGEST)


def keep_picture(data: bytes) -> str:
    """Write the squares of a picture; return their name. What is rolled back leaves no file. Raises UploadRefused."""
    squares = reencode_squares(data, max_bytes=options.current().max_image_kilobytes * 1000, sides=SIDES)
    key = secrets.token_hex(16)
    try:
        for side, square in zip(SIDES, squares, strict=True):
            default_storage.save(name_file(key, side), ContentFile(square.content))
    except OSError as error:
        remove_files(key)
        logger.exception("A picture of a member could not be written")
        raise UploadRefused(_("The file cannot be stored just now. Please try again later.")) from error
    return key


def remove_picture(key: str) -> None:
    """Remove the files of a picture when it is certain that nothing shows it any more."""
    if key:
        transaction.on_commit(partial(remove_files, key), robust=True)


def remove_files(key: str) -> None:
    for side in SIDES:
        try:
            default_storage.delete(name_file(key, side))
        except OSError:
            logger.exception("The picture %s could not be removed", key)


def name_file(key: str, side: int) -> str:
    return f"{FOLDER}/{key}-{side}.webp"


def find_address(user: User, size: int) -> str:
    """Return the address of what is shown of a member at this size; '' for nothing."""
    if user.avatar:
        return picture_address(user.avatar, size)
    current = options.current()
    if current.avatar_without == PATTERN:
        return f"/{FOLDER}/{pattern_of(user.pk)}.svg"
    if current.avatar_without == PICTURE and current.avatar_of_site:
        return picture_address(current.avatar_of_site, size)
    return ""


def picture_address(key: str, size: int) -> str:
    return f"/{FOLDER}/{key}-{SMALL if size * 2 <= SMALL else LARGEST}.webp"


@lru_cache(maxsize=20_000)
def pattern_of(member_id: int) -> str:
    """Return the number of a member's drawing; the key keeps others from counting members by it."""
    return salted_hmac("accounts.profiles.pictures", str(member_id), algorithm="sha256").hexdigest()[:8]
