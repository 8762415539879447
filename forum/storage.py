"""Where pictures and files lie: on a disk, or in the database, which several web servers share.

`MEDIA_STORAGE` says where new ones go. Reading looks into the other place, too, so that the site runs on while
`manage.py move_media` moves everything.
"""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils import timezone
from django.utils.deconstruct import deconstructible

from forum.models import StoredFile

PLACES = ("disk", "database")


@deconstructible
class DatabaseStorage(Storage):
    """Files as rows of StoredFile. Each is read whole: they are a few megabytes at most."""

    def _open(self, name: str, mode: str = "rb") -> File:
        content = StoredFile.objects.filter(name=name).values_list("content", flat=True).first()
        if content is None:
            raise FileNotFoundError(name)
        return File(BytesIO(bytes(content)), name=name)

    def _save(self, name: str, content: Any) -> str:
        data = content.read()
        StoredFile.objects.update_or_create(
            name=name, defaults={"content": data, "byte_count": len(data), "created_at": timezone.now()}
        )
        return name

    def delete(self, name: str) -> None:
        StoredFile.objects.filter(name=name).delete()

    def exists(self, name: str) -> bool:
        return StoredFile.objects.filter(name=name).exists()

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        if path:
            names = StoredFile.objects.filter(name__startswith=f"{path}/").values_list("name", flat=True)
            return [], sorted(name.removeprefix(f"{path}/") for name in names)
        everything = StoredFile.objects.values_list("name", flat=True)
        return sorted({name.split("/")[0] for name in everything.iterator()}), []

    def size(self, name: str) -> int:
        return StoredFile.objects.get(name=name).byte_count

    def get_modified_time(self, name: str) -> datetime:
        created_at = StoredFile.objects.filter(name=name).values_list("created_at", flat=True).first()
        if created_at is None:
            raise FileNotFoundError(name)
        return created_at


@deconstructible
class MediaStorage(Storage):
    """New files go to the place that MEDIA_STORAGE names; all others are found wherever they are."""

    @property
    def places(self) -> list[Storage]:
        """The place for new files, then the other one."""
        disk, database = open_place("disk"), open_place("database")
        return [database, disk] if settings.MEDIA_STORAGE == "database" else [disk, database]

    def _open(self, name: str, mode: str = "rb") -> File:
        first, second = self.places
        for place in (first, second, first):  # it may have moved from the second to the first just now
            try:
                return place.open(name, mode)
            except FileNotFoundError:
                continue
        raise FileNotFoundError(name)

    def _save(self, name: str, content: Any) -> str:
        return self.places[0].save(name, content)

    def delete(self, name: str) -> None:
        for place in self.places:
            place.delete(name)

    def exists(self, name: str) -> bool:
        return any(place.exists(name) for place in self.places)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        found = [list_place(place, path) for place in self.places]
        return sorted({name for folders, _files in found for name in folders}), sorted(
            {name for _folders, files in found for name in files}
        )

    def get_modified_time(self, name: str) -> datetime:
        for place in self.places:
            if place.exists(name):
                return place.get_modified_time(name)
        raise FileNotFoundError(name)

    def path(self, name: str) -> str:
        """Where a file on the disk is (or would be)."""
        return open_place("disk").path(name)


def open_place(name: str) -> Storage:
    """Return the storage called "disk" or "database"."""
    return DatabaseStorage() if name == "database" else FileSystemStorage()


def list_place(place: Storage, path: str) -> tuple[list[str], list[str]]:
    try:
        return place.listdir(path)
    except FileNotFoundError:
        return [], []
