"""manage.py move_media: move all pictures and files to the disk or into the database."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from forum.storage import PLACES, list_place, open_place

PROGRESS = 100


class Command(BaseCommand):
    """The site may run meanwhile, and the command may be stopped and started again: a file leaves its place when the
    copy has been read back and is the same."""

    help = "Moves all pictures and files to the disk or into the database, whichever --to says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", choices=PLACES, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        target = open_place(options["to"])
        source = open_place(next(place for place in PLACES if place != options["to"]))
        count = size = 0
        for name in list_files(source):
            size += move(name, source, target)
            count += 1
            if count % PROGRESS == 0:
                self.stdout.write(_("%(count)d files so far") % {"count": count})
        self.stdout.write(
            _(
                "Moved: %(count)d files with %(size)d bytes. Set MEDIA_STORAGE=%(place)s, so that new ones go there, too."
            )
            % {"count": count, "size": size, "place": options["to"]}
        )


def list_files(source: Storage) -> Iterator[str]:
    for folder in list_place(source, "")[0]:
        yield from (f"{folder}/{name}" for name in list_place(source, folder)[1])


def move(name: str, source: Storage, target: Storage) -> int:
    """Move one file; return its size, or 0 when it was deleted meanwhile. Raises CommandError when the copy differs."""
    data = read(name, source)
    if data is None:
        return 0
    if read(name, target) != data:
        target.delete(name)  # the rest of a copy that was interrupted
        target.save(name, ContentFile(data))
    if read(name, target) != data:
        raise CommandError(_("The copy of %(name)s differs. The file stays where it was.") % {"name": name})
    if not source.exists(name):  # the site deleted it while it was copied
        target.delete(name)
        return 0
    source.delete(name)
    return len(data)


def read(name: str, place: Storage) -> bytes | None:
    try:
        with place.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None
