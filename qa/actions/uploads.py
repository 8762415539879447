"""Pictures and other files: keeping and deleting them, and removing those that no text shows (any more)."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.uploads import UploadRefused
from qa.actions.upload_links import KINDS, Kind
from qa.models import Draft
from qa.models.uploads import ID, MEDIA, Upload
from qa.policies.images import may_delete_upload

logger = logging.getLogger(__name__)

ORPHAN_AGE = timedelta(hours=24)
BATCH_SIZE = 500
FILE = re.compile(rf"({ID})\.[a-z0-9]{{1,5}}")


def keep_upload(upload: Upload, content: bytes) -> None:
    """Write the row and the file: both are kept, or neither. Raises UploadRefused when there is no room."""
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
            default_storage.save(upload.file_name, ContentFile(content))
    except OSError as error:
        remove_file(upload.file_name)
        logger.exception("The file could not be written")
        raise UploadRefused(_("The file cannot be stored just now. Please try again later.")) from error
    except BaseException:
        remove_file(upload.file_name)
        raise


@transaction.atomic
def delete_upload(viewer: Viewer, model: Any, pk: UUID) -> None:
    """Delete a picture or file; texts that name it keep its description. Raises PermissionDenied and DoesNotExist."""
    may_delete_upload(viewer).enforce()
    remove(model, [model.objects.select_for_update().get(pk=pk)])


def remove(model: Any, uploads: Iterable[Upload]) -> int:
    """Delete rows now, and their files when that is certain; return how many."""
    found = list(uploads)
    model.objects.filter(pk__in=[upload.pk for upload in found]).delete()
    for upload in found:
        transaction.on_commit(partial(remove_file, upload.file_name), robust=True)
    return len(found)


def remove_file(name: str) -> None:
    """Remove a file; one that cannot be removed now is found by the next clean-up."""
    try:
        default_storage.delete(name)
    except OSError:
        logger.exception("The file %s could not be removed", name)


@dataclass(frozen=True)
class Cleaned:
    """What a clean-up removed: pictures and files that no text shows, and contents that belong to no row."""

    orphan_count: int
    stray_count: int


def clean_uploads(age: timedelta = ORPHAN_AGE) -> Cleaned:
    """Delete what has been of no use for `age`; younger files may be in a text that is still being written."""
    until = timezone.now() - age
    orphan_count = 0
    for kind in KINDS:
        while batch := clean_orphans(kind, until):
            orphan_count += batch
    return Cleaned(orphan_count, clean_strays(until))


@transaction.atomic
def clean_orphans(kind: Kind, until: datetime) -> int:
    """Delete one batch of pictures or files that no post and no draft shows; return how many."""
    rows = kind.model.objects
    old = rows.filter(created_at__lt=until, post_links=None).exclude(pk__in=find_in_drafts(kind))
    orphans = old.order_by("pk").values("pk")
    locked = rows.select_for_update(skip_locked=True).filter(pk__in=orphans[:BATCH_SIZE])
    ids = [upload.pk for upload in locked]
    # Asked again now that they are locked: a text may have begun to show one in between.
    unused = rows.filter(pk__in=ids, post_links=None).exclude(pk__in=find_in_drafts(kind))
    return remove(kind.model, unused)


def find_in_drafts(kind: Kind) -> set[UUID]:
    """Return the ids of the pictures or files that members' drafts show."""
    bodies = Draft.objects.annotate(body=KT("fields__body")).filter(body__contains=MEDIA)
    return {pk for body in bodies.values_list("body", flat=True).iterator() for pk in kind.find_ids(body)}


def clean_strays(until: datetime) -> int:
    """Remove contents named like ours whose row is gone (or was never written); return how many."""
    count = 0
    for folder in list_storage("")[0]:
        found = {name: FILE.fullmatch(name) for name in list_storage(folder)[1]}
        ids = {
            f"{folder}/{name}": UUID(match[1])
            for name, match in found.items()
            if match and name[:2] == folder
        }
        known = set(
            chain.from_iterable(
                kind.model.objects.filter(pk__in=ids.values()).values_list("pk", flat=True) for kind in KINDS
            )
        )
        for name in [name for name, pk in ids.items() if pk not in known]:
            if default_storage.get_modified_time(name) < until:
                remove_file(name)
                count += 1
    return count


def list_storage(folder: str) -> tuple[list[str], list[str]]:
    """Return (folders, files); nothing, before there is a first file."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
