"""Pictures: taking them in, and removing those that no text shows (any more)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.images import Encoded, ImageRefused, reencode
from qa.actions.writing import count_against_limit
from qa.models import Draft, Image
from qa.models.images import IMAGE_ADDRESS, MEDIA, find_image_ids
from qa.policies.images import may_delete_image, may_upload

logger = logging.getLogger(__name__)

ORPHAN_AGE = timedelta(hours=24)
BATCH_SIZE = 500


def upload_image(viewer: Viewer, data: bytes, alt: str = "") -> Image:
    """Take in a picture; until a post shows it, only its sender sees it. Row and file are both kept, or neither.

    A refused file counts against the limit, too: looking at it is the work. Raises PermissionDenied, TooMany, and
    ImageRefused with a sentence for anything that is no whole picture within the limits.
    """
    current = options.current()
    may_upload(viewer, current).enforce()
    count_against_limit(viewer, "images")
    encoded = reencode(data, max_bytes=current.max_image_kilobytes * 1000)
    return keep_image(viewer, encoded, alt)


def keep_image(viewer: Viewer, encoded: Encoded, alt: str) -> Image:
    image = Image(
        width=encoded.width,
        height=encoded.height,
        byte_count=len(encoded.content),
        alt=alt,
        uploader=viewer.user,
        visitor_key=viewer.visitor_key,
    )
    try:
        with transaction.atomic():
            image.save(force_insert=True)
            default_storage.save(image.file_name, ContentFile(encoded.content))
    except OSError as error:
        remove_file(image.file_name)
        logger.exception("The picture could not be written")
        raise ImageRefused(_("The picture cannot be stored just now. Please try again later.")) from error
    except BaseException:
        remove_file(image.file_name)
        raise
    return image


@transaction.atomic
def delete_image(viewer: Viewer, pk: UUID) -> None:
    """Delete a picture; texts that name it show its description instead. Raises PermissionDenied and DoesNotExist."""
    may_delete_image(viewer).enforce()
    remove([Image.objects.select_for_update().get(pk=pk)])


def remove(images: Iterable[Image]) -> int:
    """Delete rows now, and their files when that is certain; return how many."""
    found = list(images)
    Image.objects.filter(pk__in=[image.pk for image in found]).delete()
    for image in found:
        transaction.on_commit(partial(remove_file, image.file_name), robust=True)
    return len(found)


def remove_file(name: str) -> None:
    """Remove a file; one that cannot be removed now is found by the next clean-up."""
    try:
        default_storage.delete(name)
    except OSError:
        logger.exception("The file %s could not be removed", name)


@dataclass(frozen=True)
class Cleaned:
    """What a clean-up removed: pictures that no text shows, and files that belong to no picture."""

    orphan_count: int
    stray_count: int


def clean_images(age: timedelta = ORPHAN_AGE) -> Cleaned:
    """Delete what has been of no use for `age`; younger pictures may be in a text that is still being written."""
    until = timezone.now() - age
    orphan_count = 0
    while batch := clean_orphans(until):
        orphan_count += batch
    return Cleaned(orphan_count, clean_strays(until))


@transaction.atomic
def clean_orphans(until: datetime) -> int:
    """Delete one batch of pictures that no post and no draft shows; return how many."""
    old = Image.objects.filter(created_at__lt=until, post_links=None).exclude(pk__in=find_in_drafts())
    orphans = old.order_by("pk").values("pk")
    locked = Image.objects.select_for_update(skip_locked=True).filter(pk__in=orphans[:BATCH_SIZE])
    ids = [image.pk for image in locked]
    # Asked again now that they are locked: a text may have begun to show one in between.
    return remove(Image.objects.filter(pk__in=ids, post_links=None).exclude(pk__in=find_in_drafts()))


def find_in_drafts() -> set[UUID]:
    """Return the ids of the pictures that members' drafts show."""
    bodies = Draft.objects.annotate(body=KT("fields__body")).filter(body__contains=MEDIA)
    return {pk for body in bodies.values_list("body", flat=True).iterator() for pk in find_image_ids(body)}


def clean_strays(until: datetime) -> int:
    """Remove files named like pictures whose row is gone (or was never written); return how many."""
    count = 0
    for folder in list_storage("")[0]:
        names = [
            f"{folder}/{name}"
            for name in list_storage(folder)[1]
            if IMAGE_ADDRESS.fullmatch(f"/media/{name}")
        ]
        ids = {name: UUID(name[3:39]) for name in names if name[:2] == name[3:5]}
        known = set(Image.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
        for name in [name for name, pk in ids.items() if pk not in known]:
            if default_storage.get_modified_time(name) < until:
                remove_file(name)
                count += 1
    return count


def list_storage(folder: str) -> tuple[list[str], list[str]]:
    """Return (folders, files); nothing, before there is a first picture."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
