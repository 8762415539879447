"""Pictures and files lie on a disk or in the database, are found in both, and move from one to the other."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from forum.models import StoredFile
from forum.storage import PLACES, DatabaseStorage, open_place
from qa.actions.uploads import Cleaned, clean_uploads, delete_upload
from qa.models import Image
from tests import make
from tests.forum.test_settings import start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def on_disk(media):
    return sorted(path.relative_to(media).as_posix() for path in Path(media).rglob("*") if path.is_file())


def in_database():
    return sorted(StoredFile.objects.values_list("name", flat=True))


def is_served(image):
    response = Client().get(image.get_absolute_url())
    return response.status_code == 200 and len(b"".join(response)) == image.byte_count


def show(by):
    image = make.image(by)
    make.question(by, body=image.markdown)
    return image


def move(to):
    out = StringIO()
    call_command("move_media", to=to, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("place", PLACES)
def test_a_picture_is_kept_served_and_removed_wherever_pictures_lie(
    cast, media, settings, place, django_capture_on_commit_callbacks
):
    settings.MEDIA_STORAGE = place
    image = show(cast.asker)
    assert (on_disk(media), in_database()) == (
        ([image.file_name], []) if place == "disk" else ([], [image.file_name])
    )
    assert is_served(image)
    assert clean_uploads() == Cleaned(0, 0)
    settings.MEDIA_STORAGE = PLACES[1 - PLACES.index(place)]
    assert is_served(image)
    with django_capture_on_commit_callbacks(execute=True):
        delete_upload(cast.moderator, Image, image.pk)
    assert (on_disk(media), in_database()) == ([], [])


@pytest.mark.parametrize("to", PLACES)
def test_everything_moves_and_is_served_before_and_after(cast, media, settings, to):
    settings.MEDIA_STORAGE = PLACES[1 - PLACES.index(to)]
    images = [show(cast.asker) for _ in range(3)]
    assert "Moved: 3 files" in move(to)
    names = sorted(image.file_name for image in images)
    assert (on_disk(media), in_database()) == ((names, []) if to == "disk" else ([], names))
    assert all(is_served(image) for image in images)
    settings.MEDIA_STORAGE = to
    assert all(is_served(image) for image in images)
    assert "Moved: 0 files" in move(to)


def test_a_move_that_was_interrupted_goes_on(cast, media):
    images = [show(cast.asker) for _ in range(3)]
    database = DatabaseStorage()
    with default_storage.open(images[0].file_name) as file:
        database.save(images[0].file_name, file)  # copied, not yet removed
    database.save(images[1].file_name, ContentFile(b"half"))
    move("database")
    assert on_disk(media) == []
    assert all(is_served(image) for image in images)


def test_a_copy_that_differs_stops_the_move_and_the_file_stays(cast, media, monkeypatch):
    image = show(cast.asker)
    save = DatabaseStorage._save
    monkeypatch.setattr(
        DatabaseStorage, "_save", lambda self, name, _content: save(self, name, ContentFile(b"half"))
    )
    with pytest.raises(CommandError, match="differs"):
        move("database")
    assert on_disk(media) == [image.file_name]
    assert is_served(image)


def test_what_the_site_deletes_while_it_is_copied_does_not_come_back(cast, media, monkeypatch):
    image = show(cast.asker)
    save = DatabaseStorage._save

    def save_and_delete(self, name, content):
        open_place("disk").delete(name)
        return save(self, name, content)

    monkeypatch.setattr(DatabaseStorage, "_save", save_and_delete)
    move("database")
    assert (on_disk(media), in_database()) == ([], [])
    assert not is_served(image)


def test_strays_are_found_in_the_database_too(settings):
    settings.MEDIA_STORAGE = "database"
    name = "ab/ab000000-0000-4000-8000-000000000000.webp"
    default_storage.save(name, ContentFile(b"x"))
    assert clean_uploads() == Cleaned(0, 0)
    StoredFile.objects.update(created_at="2020-01-01T00:00:00Z")
    assert clean_uploads() == Cleaned(0, 1)


def test_another_place_stops_the_start():
    result = start(DEBUG="1", MEDIA_STORAGE="cloud")
    assert "MEDIA_STORAGE must be disk or database" in result.stderr
